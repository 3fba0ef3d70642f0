//! What an update changes, by name.

use crate::contact::Contact;

/// The parts of a contact, by name, as text: what is written the same is the same.
fn parts(contact: &Contact) -> [(&'static str, String); 20] {
    fn text(part: &impl std::fmt::Debug) -> String {
        format!("{part:?}")
    }
    let (info, standing) = (contact.info(), contact.standing());
    [
        ("info.name.first", text(&info.first_name())),
        ("info.name.last", text(&info.last_name())),
        ("info.company", text(&info.company())),
        ("info.jobTitle", text(&info.job_title())),
        ("info.birthdate", text(&info.birthdate())),
        ("info.locale", text(&info.locale())),
        ("info.picture", text(&info.picture())),
        ("info.emails", text(info.emails())),
        ("info.phones", text(info.phones())),
        ("info.addresses", text(&info.addresses())),
        ("info.labelKeys", text(&info.labels())),
        ("info.extendedFields", text(&info.fields())),
        ("info.locations", text(&info.locations())),
        ("info.assignedUserIds", text(&info.assignees())),
        ("lastActivity", text(contact.last_activity())),
        ("subscriptions", text(&contact.consents())),
        (
            "memberInfo",
            text(&(&standing.member, standing.owner_or_contributor, standing.billing_subscription)),
        ),
        ("segments", text(&standing.segments)),
        ("properties", text(&contact.properties())),
        ("visitors", text(&contact.visitors())),
    ]
}

/// The names of the parts that differ.
pub(super) fn changed(before: &Contact, after: &Contact) -> Vec<&'static str> {
    let differ = parts(before).into_iter().zip(parts(after)).filter(|(old, new)| old.1 != new.1);
    differ.map(|((name, _), _)| name).collect()
}
