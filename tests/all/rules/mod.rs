//! The rules R1 to R22 of a merge, as far as they are pure, as truth tables and sentences.

mod entries;

use std::sync::Arc;

use contacts_core::merge::{self, Refusal};
use contacts_core::testing::{build, generate};
use contacts_core::{
    ChangeSetId, Contact, ContactId, ContactPatch, EmailAddress, EntryPatch, FieldKey, Line,
    LocalDate, LocationId, MergePlan, MergePolicy, MergeRequest, PhoneNumber, Revision, Slot,
    Standing, Stored, Timestamp, UserId, Write,
};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn named() -> ContactPatch {
    ContactPatch::new().with_name("Mia", "").unwrap()
}

fn email(text: &str) -> EntryPatch<EmailAddress> {
    EntryPatch::new(text.parse().unwrap())
}

fn phone(text: &str, country: &str) -> EntryPatch<PhoneNumber> {
    EntryPatch::new(PhoneNumber::new(text, country.parse().ok()).unwrap())
}

fn line(text: &str) -> Option<Line> {
    Line::read("line", text).unwrap()
}

fn id(number: usize) -> ContactId {
    ContactId::from_u128(number as u128)
}

fn store(number: usize, contact: Contact) -> Arc<Stored<Contact>> {
    let time = Timestamp::EPOCH;
    Arc::new(Stored::restored(id(number), Revision::new(1), time, time, contact))
}

/// Contacts of these patches with the ids 1, 2, …; entry ids differ.
fn group(patches: &[ContactPatch]) -> Vec<Arc<Stored<Contact>>> {
    let contact = |(at, patch)| store(at + 1, build::contact(patch, 100 * (1 + at as u128)));
    patches.iter().enumerate().map(contact).collect()
}

fn plan(group: &[Arc<Stored<Contact>>]) -> MergePlan {
    merge::plan(&group[0], &group[1..], &MergePolicy::default(), NOW).unwrap()
}

fn merged(patches: &[ContactPatch]) -> Contact {
    plan(&group(patches)).outcome().clone()
}

fn reasons(request: &MergeRequest, slots: &[Option<Slot>]) -> Vec<Refusal> {
    let refused = merge::plan_request(request, slots, &MergePolicy::default(), NOW).unwrap_err();
    refused.reasons().to_vec()
}

fn request(target: usize, sources: &[usize]) -> MergeRequest {
    MergeRequest {
        target: id(target),
        sources: sources.iter().copied().map(id).collect(),
        target_revision: None,
        max_sources: Some(5),
    }
}

fn live(number: usize) -> Option<Slot> {
    Some(Slot::Contact(store(number, build::contact(&named(), 1))))
}

#[test]
fn r1_a_refused_merge_gives_no_change_set() {
    let group = group(&[named(), named()]);
    let twice = [Arc::clone(&group[1]), Arc::clone(&group[1])];
    assert!(merge::plan(&group[0], &twice, &MergePolicy::default(), NOW).is_err());
}

#[test]
fn r2_a_target_without_phone_gets_the_primary_of_the_first_source_that_has_one() {
    let first = named().with_phone_entry(phone("1", "")).with_phone_entry(phone("2", "").primary());
    let second = named().with_phone_entry(phone("3", "").primary());
    let merged = merged(&[named(), named(), first, second]);
    assert_eq!(merged.info().phones().primary().unwrap().value.as_str(), "2");
    assert_eq!(merged.info().phones().len(), 3);
}

#[test]
fn r2_the_targets_primary_stays() {
    let target =
        named().with_email_entry(email("a@x.test")).with_email_entry(email("b@x.test").primary());
    let source = named().with_email_entry(email("A@x.test").primary());
    let merged = merged(&[target, source]);
    assert_eq!(merged.info().emails().primary().unwrap().value.as_str(), "b@x.test");
}

#[test]
fn r3_empty_single_values_are_filled_leaf_by_leaf_by_the_earlier_source() {
    for (target, first, second, expected) in [
        ("Acme", "Zenith", "Apex", Some("Acme")),
        ("", "Zenith", "Apex", Some("Zenith")),
        ("", "", "Apex", Some("Apex")),
        ("", " ", "Apex", Some("Apex")),
        ("", "", "", None),
    ] {
        let [target, first, second] =
            [target, first, second].map(|text| named().with_company(line(text)));
        assert_eq!(merged(&[target, first, second]).info().company(), expected);
    }
    let last = |last| ContactPatch::new().with_name("", last).unwrap();
    let whole = merged(&[named(), last("Stone"), last("Rock")]);
    assert_eq!(whole.info().full_name().as_deref(), Some("Mia Stone"));
}

#[test]
fn r4_user_fields_are_filled_and_fields_of_other_services_are_not_copied() {
    let note = FieldKey::from_static("custom.note");
    let vat = FieldKey::from_static("invoices.vatId");
    let target = named().with_field(note.clone(), "ours");
    let source = named().with_field(note.clone(), "theirs").with_field(vat.clone(), "DE1");
    let merged = merged(&[target, source]);
    let text = |key| merged.info().field(key).map(ToString::to_string);
    assert_eq!(text(&note).as_deref(), Some("ours"));
    assert_eq!(text(&vat).as_deref(), Some("DE1"));
    // Read-only fields cannot be set by an edit; law R4 checks them on generated contacts.
}

#[test]
fn r5_locations_are_united_and_assignees_only_filled() {
    let places = |numbers: &[u128]| numbers.iter().copied().map(LocationId::from_u128).collect();
    let users = |numbers: &[u128]| numbers.iter().copied().map(UserId::from_u128).collect();
    let with = |places, users| named().with_locations(places).with_assignees(users);
    let united = merged(&[
        with(places(&[1]), users(&[])),
        with(places(&[2, 1]), users(&[7, 8])),
        with(places(&[3]), users(&[9])),
    ]);
    assert_eq!(united.info().locations(), places(&[1, 2, 3]) as Vec<LocationId>);
    assert_eq!(united.info().assignees(), users(&[7, 8]) as Vec<UserId>);
    let kept = merged(&[with(places(&[]), users(&[1])), with(places(&[]), users(&[2]))]);
    assert_eq!(kept.info().assignees(), users(&[1]) as Vec<UserId>);
}

#[test]
fn r8_a_result_over_the_limit_is_refused_with_every_list_that_is_over() {
    let emails = |start: usize| {
        (start..start + 30).fold(named(), |patch, n| {
            patch
                .with_email_entry(email(&format!("e{n}@x.test")))
                .with_phone_entry(phone(&n.to_string(), ""))
        })
    };
    let group = group(&[emails(0), emails(25)]);
    let refused = merge::plan(&group[0], &group[1..], &MergePolicy::default(), NOW).unwrap_err();
    let over = |field| Refusal::OverLimit { field, count: 55, max: 50 };
    assert_eq!(refused.reasons(), [over("info.emails"), over("info.phones")]);
    let all_but_five = self::group(&[emails(0), emails(20)]);
    assert_eq!(plan(&all_but_five).outcome().info().emails().len(), 50);
}

#[test]
fn r9_the_target_among_the_sources_and_a_repeated_source_are_refused_together() {
    let slots = [live(1), live(1), live(2), live(2)];
    let expected = [Refusal::TargetAmongSources(id(1)), Refusal::RepeatedSource(id(2))];
    assert_eq!(reasons(&request(1, &[1, 2, 2]), &slots), expected);
}

#[test]
fn r10_another_revision_of_the_target_is_refused() {
    let request = MergeRequest { target_revision: Some(Revision::new(9)), ..request(1, &[2]) };
    let (expected, found) = (Revision::new(9), Revision::new(1));
    let changed = Refusal::TargetChanged { expected, found };
    assert_eq!(reasons(&request, &[live(1), live(2)]), [changed]);
}

#[test]
fn r11_protected_contacts_can_only_be_the_target() {
    let subscribed = Standing { billing_subscription: true, ..Standing::default() };
    let owner = Standing { owner_or_contributor: true, ..Standing::default() };
    for (standing, reason) in [
        (subscribed, Refusal::SourceHasSubscription(id(2))),
        (owner, Refusal::SourceIsOwnerOrContributor(id(2))),
    ] {
        let protected =
            |n| store(n, build::with_standing(build::contact(&named(), 1), standing.clone()));
        let slots = [live(1), Some(Slot::Contact(protected(2)))];
        assert_eq!(reasons(&request(1, &[2]), &slots), [reason]);
        let outcome = plan(&[protected(1), store(2, build::contact(&named(), 1))]);
        assert_eq!(outcome.outcome().standing(), &standing);
    }
}

#[test]
fn r15_the_preview_has_the_present_revision_dates_and_activity() {
    let group = group(&[named(), named().with_company(line("Acme"))]);
    let preview = plan(&group).preview();
    assert_eq!(preview.revision(), group[0].revision());
    assert_eq!(preview.updated(), group[0].updated());
    assert_eq!(preview.last_activity(), group[0].last_activity());
    assert_eq!(preview.info().company(), Some("Acme"));
}

#[test]
fn r18_a_different_birthdate_is_the_targets() {
    let born = |date: &str| named().with_birthdate(date.parse::<LocalDate>().ok());
    let merged = merged(&[born("1990-01-02"), born("1815-12-10")]);
    assert_eq!(merged.info().birthdate(), "1990-01-02".parse().ok());
}

#[test]
fn r19_a_merge_that_adds_nothing_still_raises_the_revision_and_removes_the_source() {
    let changes = plan(&group(&[named(), named()])).into_changes(ChangeSetId::from_u128(1), NOW);
    let changes = changes.unwrap();
    let writes: Vec<Write<'_>> = changes.writes().collect();
    assert!(matches!(writes[0], Write::PutContact(after) if after.revision() == Revision::new(2)));
    assert!(matches!(writes[1], Write::RemoveContact { id: source, .. } if source == id(2)));
    assert_eq!(writes.len(), 2);
}

#[test]
fn r20_a_target_that_was_merged_away_is_refused_and_not_followed() {
    let slots = [Some(Slot::Redirect { to: id(3) }), live(2)];
    let reason = Refusal::TargetMergedAway { id: id(1), into: id(3) };
    assert_eq!(reasons(&request(1, &[2]), &slots), [reason]);
}

#[test]
fn r21_a_merge_does_not_judge_whether_both_are_one_person() {
    let other = ContactPatch::new().with_name("Zoe", "Rock").unwrap();
    assert!(plan(&group(&[named(), other])).open().is_empty());
}

#[test]
fn r22_the_limit_counts_the_ids_that_are_given() {
    let slots: Vec<_> = [1, 2, 3, 4, 5, 6, 6].map(live).to_vec();
    let expected = [Refusal::TooManySources { count: 6, max: 5 }, Refusal::RepeatedSource(id(6))];
    assert_eq!(reasons(&request(1, &[2, 3, 4, 5, 6, 6]), &slots), expected);
}

#[test]
fn consent_of_an_address_is_the_most_restrictive_of_all() {
    use contacts_core::SubscriptionStatus::{NotSet, Pending, Subscribed, Unsubscribed};
    let address = EmailAddress::from_static("a@x.test");
    for (ours, theirs, expected) in [
        (Subscribed, Unsubscribed, Unsubscribed),
        (Unsubscribed, Subscribed, Unsubscribed),
        (Subscribed, Pending, Pending),
        (NotSet, Subscribed, Subscribed),
        (Subscribed, Subscribed, Subscribed),
    ] {
        let [ours, theirs] = [ours, theirs].map(|subscription| {
            let contact = build::contact(&named().with_email_entry(email("A@x.test")), 1);
            let consent = contacts_core::Consent { subscription, ..<_>::default() };
            build::with_consent(contact, address.match_key(), consent)
        });
        let merged = merge::join(&ours, [&theirs]).unwrap();
        assert_eq!(merged.email_consent().subscription, expected);
    }
}

#[test]
fn the_definitions_of_generated_contacts_are_complete() {
    assert_eq!(generate::labels().len(), 3);
    assert_eq!(generate::fields().len(), 4);
}
