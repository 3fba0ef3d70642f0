//! Laws A11 to A16, A20, H1 and the rules R4 and R7: order, growth, consent, limits, validity.

use std::collections::BTreeSet;

use super::content::fold;
use super::view::{self, Leniency, OrderFree};
use super::{Holds, Join, ensure, equal, joined};
use crate::contact::{Channels, Contact, Entry, MAX_ENTRIES, MAX_LABELS, Tagged};
use crate::field::system_field;
use crate::id::EntryId;
use crate::merge::Refusal;
use crate::testing::generate;

/// **Call order.** `merge(t, [s₁ … sₙ])` is `t ▷ s₁ ▷ … ▷ sₙ`; another order of the sources
/// changes at most the order of what is appended and which source fills a single value that the
/// target lacks.
pub fn a11_call_order(join: Join, target: &Contact, sources: &[&Contact]) -> Holds {
    let law = "A11";
    let merged = joined(law, join, target, sources)?;
    equal(law, &merged, &fold(law, join, target, sources)?, Leniency::NONE)?;
    let mut turned = sources.to_vec();
    turned.rotate_left(sources.len().min(1));
    for permuted in [turned, sources.iter().copied().rev().collect()] {
        let permuted = joined(law, join, target, &permuted)?;
        let (left, right) = (OrderFree::of(&merged), OrderFree::of(&permuted));
        ensure(law, left == right, || format!("in another order {left:?} is {right:?}"))?;
        let (left, right) = (view::singles(&merged.info), view::singles(&permuted.info));
        for path in view::singles(&target.info).keys() {
            let (left, right) = (left.get(path), right.get(path));
            ensure(law, left == right, || format!("in another order {path} is {right:?}"))?;
        }
    }
    Ok(())
}

/// **Information grows.** `q(a) ≤ q(a ▷ b)`, and `q(b) ≤ q(a ▷ b)`.
pub fn a12_information_grows(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A12";
    let c = OrderFree::of(&joined(law, join, a, &[b])?);
    for (name, part) in [("a", OrderFree::of(a)), ("b", OrderFree::of(b))] {
        ensure(law, part.is_within(&c), || format!("{part:?} of {name} is not within {c:?}"))?;
    }
    Ok(())
}

/// **Lattice fields.** Consent is joined per address: associatively, commutatively, idempotently.
///
/// The date of creation is the target's by the merge contract, so consent is the only one.
pub fn a13_lattice_fields(join: Join, a: &Contact, b: &Contact, c: &Contact) -> Holds {
    let law = "A13";
    let consents = |target: &Contact, sources: &[&Contact]| {
        let merged = joined(law, join, target, sources)?;
        Ok(merged.consents().iter().cloned().collect::<std::collections::BTreeMap<_, _>>())
    };
    let (bc, ab) = (joined(law, join, b, &[c])?, joined(law, join, a, &[b])?);
    let (left, right) = (consents(&ab, &[c])?, consents(a, &[&bc])?);
    ensure(law, left == right, || format!("grouped otherwise, {left:?} is {right:?}"))?;
    let (left, right) = (consents(a, &[b])?, consents(b, &[a])?);
    ensure(law, left == right, || format!("the other way, {left:?} is {right:?}"))?;
    let (once, own) = (consents(a, &[a])?, a.consents().iter().cloned().collect());
    ensure(law, once == own, || format!("joined with itself, {own:?} is {once:?}"))
}

/// **One primary.** A list that is not empty has one primary entry: the target's if it has any,
/// else that of the source.
pub fn a15_one_primary(join: Join, a: &Contact, b: &Contact) -> Holds {
    fn stays<T: Tagged>(a: &Channels<T>, b: &Channels<T>, c: &Channels<T>) -> bool {
        match (a.primary(), b.primary(), c.primary()) {
            (Some(a), _, Some(c)) => a == c,
            (None, Some(b), Some(c)) => b.same(c),
            (None, None, None) => true,
            _ => false,
        }
    }
    let c = joined("A15", join, a, &[b])?;
    ensure("A15", stays(&a.info.emails, &b.info.emails, &c.info.emails), || {
        format!("the primary e-mail is {:?}", c.info.emails.primary())
    })?;
    ensure("A15", stays(&a.info.phones, &b.info.phones, &c.info.phones), || {
        format!("the primary phone is {:?}", c.info.phones.primary())
    })
}

/// **Limits refuse, never cut.** If the union of a list has more than is allowed, the merge is
/// refused, naming each such list, how many there would be and how many there may be; otherwise it
/// is not refused.
pub fn a16_limits_refuse(join: Join, a: &Contact, b: &Contact) -> Holds {
    let union: BTreeSet<view::Keyed> = view::keys(a).into_iter().chain(view::keys(b)).collect();
    let limits = [
        ("info.emails", MAX_ENTRIES),
        ("info.phones", MAX_ENTRIES),
        ("info.addresses", MAX_ENTRIES),
        ("info.locations", MAX_ENTRIES),
        ("info.labelKeys", MAX_LABELS),
    ];
    let counted = limits
        .map(|(field, max)| (field, union.iter().filter(|(path, _)| *path == field).count(), max));
    let over: Vec<Refusal> = (counted.into_iter().filter(|(_, count, max)| count > max))
        .map(|(field, count, max)| Refusal::OverLimit { field, count, max })
        .collect();
    match join(a, &[b]) {
        Err(refusals) => ensure("A16", refusals == over, || {
            format!("the refusals are {refusals:?}, not {over:?}")
        }),
        Ok(_) => ensure("A16", over.is_empty(), || format!("not refused in spite of {over:?}")),
    }
}

/// **Schema closed.** Valid contacts give a valid one: ids, labels and fields unique, limits kept,
/// values of the type that their field is defined with, and a name, an e-mail or a phone.
pub fn a20_schema_closed(join: Join, a: &Contact, b: &Contact) -> Holds {
    let law = "A20";
    let c = joined(law, join, a, &[b])?;
    let Contact { info, .. } = &c;
    ensure(law, info.identifiable().is_ok(), || "there is no name, e-mail or phone".into())?;
    let sizes = [info.emails.len(), info.phones.len(), info.addresses.len(), info.locations.len()];
    ensure(law, sizes.iter().all(|size| *size <= MAX_ENTRIES), || format!("sizes {sizes:?}"))?;
    let keys: BTreeSet<_> = info.fields.iter().map(|(key, _)| key).collect();
    ensure(law, keys.len() == info.fields.len(), || "a field is there twice".into())?;
    let defined = generate::fields();
    for (key, value) in &info.fields {
        let own = defined.iter().find(|(known, _)| known == key).map(|(_, field)| field.data_type);
        let data_type = own.or_else(|| system_field(key).map(|field| field.data_type));
        ensure(law, data_type == Some(value.data_type()), || {
            format!("{key} is of type {data_type:?} and holds {value:?}")
        })?;
    }
    Ok(())
}

/// **Never looser.** Every status of every address is at least as restrictive as in each contact
/// that has one recorded for it. (Where nothing is recorded there is nothing to keep.)
pub fn h1_never_looser(join: Join, a: &Contact, b: &Contact) -> Holds {
    let c = joined("H1", join, a, &[b])?;
    for (key, consent) in a.consents().iter().chain(b.consents()) {
        let now = c.consent(key);
        let holds = now.subscription >= consent.subscription
            && now.deliverability >= consent.deliverability;
        ensure("H1", holds, || format!("{key:?} was {consent:?} and is {now:?}"))?;
    }
    Ok(())
}

/// **Other services keep their values.** Fields that only another service may write, and lines of
/// which a card has one, are those of the target: nothing is copied, added up or removed (R4, L5).
pub fn r4_values_of_others_stay(join: Join, a: &Contact, b: &Contact) -> Holds {
    let c = joined("R4", join, a, &[b])?;
    let fields = |contact: &Contact| {
        let fields = contact.info.fields.iter().filter(|(key, _)| !view::is_passed_on(key));
        fields.cloned().collect::<Vec<_>>()
    };
    let (before, after) = (fields(a), fields(&c));
    ensure("R4", before == after, || format!("{before:?} became {after:?}"))?;
    let lines = |contact: &Contact| {
        let lines = contact.properties().iter().filter(|line| view::is_single(line));
        lines.cloned().collect::<Vec<_>>()
    };
    let (before, after) = (lines(a), lines(&c));
    ensure("R4", before == after, || format!("{before:?} became {after:?}"))
}

/// **Ids stay.** Ids are unique within a list; what is appended keeps its id unless the list has it
/// already (R7).
pub fn r7_entry_ids(join: Join, a: &Contact, b: &Contact) -> Holds {
    fn check<T: Tagged>(a: &[Entry<T>], b: &[Entry<T>], c: &[Entry<T>]) -> Holds {
        let mut seen: BTreeSet<EntryId> = BTreeSet::new();
        for (at, entry) in c.iter().enumerate() {
            let is_new = seen.insert(entry.id);
            ensure("R7", is_new, || format!("{}: {entry:?} has a used id", T::PATH))?;
            let own = b.iter().find(|own| own.value == entry.value && own.tag == entry.tag);
            let Some(own) = own.filter(|_| at >= a.len()) else { continue };
            let taken = c[..at].iter().any(|before| before.id == own.id);
            ensure("R7", taken || entry.id == own.id, || {
                format!("{}: {own:?} became {entry:?}", T::PATH)
            })?;
        }
        Ok(())
    }
    let c = joined("R7", join, a, &[b])?;
    check(a.info.emails.as_slice(), b.info.emails.as_slice(), c.info.emails.as_slice())?;
    check(a.info.phones.as_slice(), b.info.phones.as_slice(), c.info.phones.as_slice())?;
    check(&a.info.addresses, &b.info.addresses, &c.info.addresses)
}
