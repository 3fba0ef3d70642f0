//! Laws A1 to A10: what a merge of two or three contents is.

use std::collections::BTreeSet;

use super::view::{self, Leniency, OrderFree};
use super::{Broken, Holds, Join, ensure, equal, joined};
use crate::contact::{
    Channels, Contact, EmailAddress, Entry, PhoneNumber, PostalAddress, Property, Tagged,
};
use crate::testing::generate::empty;
use crate::text::Text;

/// **Determinism.** `a ▷ b` depends only on what `a` and `b` hold: twice the same, and the same
/// for contacts whose texts were read again and share no memory with the first.
pub fn a1_deterministic(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A1";
    let first = joined(law, join, a, &[b])?;
    equal(law, &first, &joined(law, join, a, &[b])?, Leniency::NONE)?;
    equal(law, &first, &joined(law, join, &rebuilt(a), &[&rebuilt(b)])?, Leniency::NONE)
}

/// **Target kept.** What `a` has stays: single values, and its lists as the beginning of the
/// merged ones, with ids and tags; also what no source can give: origin, last activity, standing.
/// (Primary entries: [`a15`](super::order::a15_one_primary); consent:
/// [`h1`](super::order::h1_never_looser).)
pub fn a2_target_kept(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A2";
    let c = joined(law, join, a, &[b])?;
    let (before, after) = (view::singles(&a.info), view::singles(&c.info));
    for (path, value) in &before {
        let kept = after.get(path);
        ensure(law, kept == Some(value), || format!("{path} was {value} and is {kept:?}"))?;
    }
    let lists = [
        ("info.emails", c.info.emails.entries.starts_with(&a.info.emails.entries)),
        ("info.phones", c.info.phones.entries.starts_with(&a.info.phones.entries)),
        ("info.addresses", c.info.addresses.starts_with(&a.info.addresses)),
        ("info.labelKeys", c.info.labels.starts_with(&a.info.labels)),
        ("info.extendedFields", c.info.fields.starts_with(&a.info.fields)),
        ("info.locations", c.info.locations.starts_with(&a.info.locations)),
        ("visitors", c.visitors.starts_with(&a.visitors)),
        ("properties", c.properties().starts_with(a.properties())),
        ("origin", c.origin == a.origin),
        ("last activity", c.last_activity == a.last_activity),
        ("standing", c.standing == a.standing),
    ];
    for (path, kept) in lists {
        ensure(law, kept, || format!("the target's {path} did not stay at the beginning"))?;
    }
    Ok(())
}

/// **Union complete.** The keys of every list are those of `a` and those of `b`; a single value
/// is missing only if both miss it.
pub fn a3_union_complete(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A3";
    let c = joined(law, join, a, &[b])?;
    let set = |contact: &Contact| view::keys(contact).into_iter().collect::<BTreeSet<_>>();
    let (expected, found) = (&set(a) | &set(b), set(&c));
    ensure(law, expected == found, || format!("keys are {found:?}, not {expected:?}"))?;
    let filled = |c: &Contact| view::singles(&c.info).into_keys().collect::<BTreeSet<_>>();
    let (expected, found) = (&filled(a) | &filled(b), filled(&c));
    ensure(law, expected == found, || format!("filled are {found:?}, not {expected:?}"))
}

/// **Nothing invented.** Every value of `a ▷ b` is verbatim in `a` or `b`: single values, entries
/// with their tags, keys, each status of consent, lines. (Ids: [`r7`](super::order::r7_entry_ids).)
pub fn a4_nothing_invented(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A4";
    let c = joined(law, join, a, &[b])?;
    let known: BTreeSet<String> = verbatim(a).chain(verbatim(b)).collect();
    for value in verbatim(&c) {
        ensure(law, known.contains(&value), || format!("neither has {value}"))?;
    }
    Ok(())
}

fn verbatim(contact: &Contact) -> impl Iterator<Item = String> {
    fn entries<T: Tagged>(list: &[Entry<T>]) -> impl Iterator<Item = String> {
        list.iter().map(|entry| format!("{} {:?} {:?}", T::PATH, entry.tag, entry.value))
    }
    let Contact { info, .. } = contact;
    let singles = view::singles(info).into_iter().map(|(path, value)| format!("{path} {value}"));
    let consents = contact.consents.iter().flat_map(|(key, consent)| {
        [
            format!("{key:?} {:?}", consent.subscription),
            format!("{key:?} {:?}", consent.deliverability),
        ]
    });
    let lines = contact.properties().iter().map(|line| {
        let Property { format, name, params, value, encoding, bytes, media, anchor, .. } = line;
        format!("{format} {name} {params:?} {value} {encoding:?} {bytes:?} {media:?} {anchor:?}")
    });
    let fields = info.fields.iter().map(|(key, value)| format!("{key} {value:?}"));
    (singles.chain(consents).chain(lines).chain(fields))
        .chain(info.labels.iter().map(|key| format!("{key:?}")))
        .chain(info.locations.iter().map(|id| format!("{id:?}")))
        .chain(contact.visitors.iter().map(|id| format!("{id:?}")))
        .chain(entries(info.emails.as_slice()))
        .chain(entries(info.phones.as_slice()))
        .chain(entries(&info.addresses))
}

/// **Keys unique.** If neither list of `a` and `b` holds a key twice, no list of `a ▷ b` does;
/// labels, locations and fields are there once in any case. The first spelling stays
/// ([`a2`](a2_target_kept)), the others are in the trace.
///
/// A contact may hold a key twice, since a person may have stored it twice; a merge does not
/// remove what the target has, so it leaves that alone.
pub fn a5_keys_unique(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A5";
    let c = joined(law, join, a, &[b])?;
    let unique = |contact: &Contact| {
        let entries = view::keys(contact).into_iter().filter(|(path, _)| *path != "properties");
        let (keys, mut seen) = (entries.collect::<Vec<_>>(), BTreeSet::new());
        keys.into_iter().find(|key| !seen.insert(key.clone()))
    };
    if unique(a).is_none() && unique(b).is_none() {
        let twice = unique(&c);
        ensure(law, twice.is_none(), || format!("{twice:?} is there twice"))?;
    }
    let mut fields = BTreeSet::new();
    let twice = c.info.fields.iter().find(|(key, _)| !fields.insert(key));
    ensure(law, twice.is_none(), || format!("{twice:?} is there twice"))
}

/// **Idempotence.** `a ▷ a = a`.
pub fn a6_idempotent(join: Join, a: &Contact) -> Holds {
    equal("A6", &joined("A6", join, a, &[a])?, a, Leniency::NONE)
}

/// **Associativity.** `(a ▷ b) ▷ c = a ▷ (b ▷ c)`, order included; ids unless one names two
/// different entries, groups of lines up to their names (see the [module](super)).
pub fn a7_associative(join: Join, a: &Contact, b: &Contact, c: &Contact) -> Holds {
    let law = "A7";
    let left = joined(law, join, &joined(law, join, a, &[b])?, &[c])?;
    let right = joined(law, join, a, &[&joined(law, join, b, &[c])?])?;
    equal(law, &left, &right, grouping(&[a, b, c]))
}

/// What may depend on how merges of these contacts are grouped.
pub(super) fn grouping(contacts: &[&Contact]) -> Leniency {
    Leniency { ids: ids_collide(contacts), groups: true, places: false }
}

/// Whether an id names two different entries of one list in these contacts.
fn ids_collide(contacts: &[&Contact]) -> bool {
    fn collide<'a, T: Tagged + 'a>(lists: impl Iterator<Item = &'a [Entry<T>]>) -> bool {
        let entries: Vec<&Entry<T>> = lists.flatten().collect();
        entries.iter().enumerate().any(|(at, entry)| {
            entries[..at].iter().any(|other| other.id == entry.id && !other.same(entry))
        })
    }
    collide(contacts.iter().map(|contact| contact.info.emails.as_slice()))
        || collide(contacts.iter().map(|contact| contact.info.phones.as_slice()))
        || collide(contacts.iter().map(|contact| contact.info.addresses.as_slice()))
}

/// **Unit.** `a ▷ e = a`; and `e ▷ a` has all that `a` passes on, as it is, if `a` holds no key
/// twice. Lines of cards are counted anew from 0.
pub fn a8_unit(join: Join, a: &Contact) -> Holds {
    let (law, nothing) = ("A8", empty());
    equal(law, &joined(law, join, a, &[&nothing])?, a, Leniency::NONE)?;
    let mut passed_on = a.clone();
    passed_on.info.fields.retain(|(key, _)| view::is_passed_on(key));
    let lines = a.properties().iter().filter(|line| !view::is_single(line)).cloned().collect();
    passed_on = passed_on.with_properties(lines);
    let Contact { origin, last_activity, standing, .. } = nothing.clone();
    let expected = Contact { origin, last_activity, standing, ..passed_on };
    let leniency = Leniency { places: true, ..Leniency::NONE };
    equal(law, &joined(law, join, &nothing, &[a])?, &expected, leniency)
}

/// **Left regular.** `(a ▷ b) ▷ a = a ▷ b`, and merging `b` again adds nothing.
pub fn a9_left_regular(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A9";
    let once = joined(law, join, a, &[b])?;
    equal(law, &joined(law, join, &once, &[a])?, &once, Leniency::NONE)?;
    equal(law, &joined(law, join, &once, &[b])?, &once, Leniency::NONE)
}

/// **Commutes up to order.** `q(a ▷ b) = q(b ▷ a)`.
pub fn a10_commutes_up_to_order(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A10";
    let left = OrderFree::of(&joined(law, join, a, &[b])?);
    let right = OrderFree::of(&joined(law, join, b, &[a])?);
    ensure(law, left == right, || format!("{left:?} is not {right:?}"))
}

/// The same contact, its texts read again.
fn rebuilt(contact: &Contact) -> Contact {
    fn text<const MAX: usize>(text: &Option<Text<MAX>>) -> Option<Text<MAX>> {
        let again = |text: &Text<MAX>| text.as_str().parse().expect("a text is read back");
        text.as_ref().map(again)
    }
    fn list<T: Tagged>(list: &[Entry<T>], again: impl Fn(&T) -> T) -> Vec<Entry<T>> {
        let entry = |entry: &Entry<T>| Entry { value: again(&entry.value), ..entry.clone() };
        list.iter().map(entry).collect()
    }
    let email = |email: &EmailAddress| email.as_str().parse().expect("an address is read back");
    let phone = |phone: &PhoneNumber| {
        PhoneNumber::new(phone.as_str(), phone.country()).expect("a number is read back")
    };
    let mut again = contact.clone();
    let info = &mut again.info;
    info.first = text(&contact.info.first);
    info.last = text(&contact.info.last);
    info.company = text(&contact.info.company);
    info.job_title = text(&contact.info.job_title);
    let (emails, phones) = (&contact.info.emails, &contact.info.phones);
    info.emails = Channels::new(list(emails.as_slice(), email), view::primary_place(emails));
    info.phones = Channels::new(list(phones.as_slice(), phone), view::primary_place(phones));
    info.addresses = list(&contact.info.addresses, |address: &PostalAddress| PostalAddress {
        city: text(&address.city),
        ..address.clone()
    });
    again.with_properties(contact.properties().to_vec())
}

/// For the laws of other modules that compare a fold with a grouping.
pub(super) fn fold(
    law: &'static str,
    join: Join,
    target: &Contact,
    sources: &[&Contact],
) -> Result<Contact, Broken> {
    sources.iter().try_fold(target.clone(), |merged, source| joined(law, join, &merged, &[source]))
}
