//! The bare merge: what it costs to fold sources into a target and do nothing else.
//!
//! In place and by move: no index, no event, no policy, no account of what was decided. Lists are a
//! handful of items long, so they are compared one by one.

use super::people::{Address, Email, Phone, Record};

/// Folds `sources` into `target`, earlier sources first.
///
/// Nothing of the target is overwritten; what is new is moved to the end of its lists.
pub(crate) fn merge(target: &mut Record, sources: impl IntoIterator<Item = Record>) {
    for source in sources {
        absorb(target, source);
    }
}

/// Folds one source into `target`.
pub(crate) fn absorb(target: &mut Record, source: Record) {
    let Record {
        id: _,
        revision: _,
        created: _,
        first_name,
        last_name,
        company,
        job_title,
        birthdate,
        emails,
        phones,
        addresses,
        labels,
        fields,
    } = source;
    fill(&mut target.first_name, first_name);
    fill(&mut target.last_name, last_name);
    fill(&mut target.company, company);
    fill(&mut target.job_title, job_title);
    target.birthdate = target.birthdate.or(birthdate);
    unite(&mut target.emails, emails, same_email);
    one_primary(target.emails.iter_mut().map(|email| &mut email.primary));
    unite(&mut target.phones, phones, same_phone);
    one_primary(target.phones.iter_mut().map(|phone| &mut phone.primary));
    unite(&mut target.addresses, addresses, same_address);
    unite(&mut target.labels, labels, |a, b| a == b);
    unite(&mut target.fields, fields, |a, b| a.key == b.key);
}

fn fill(own: &mut String, new: String) {
    if own.is_empty() {
        *own = new;
    }
}

/// Appends what `own` does not hold yet.
fn unite<T>(own: &mut Vec<T>, new: Vec<T>, same: impl Fn(&T, &T) -> bool) {
    if own.is_empty() {
        *own = new; // no allocation
        return;
    }
    for item in new {
        if !own.iter().any(|held| same(held, &item)) {
            own.push(item);
        }
    }
}

/// The first primary item stays so, later ones do not.
fn one_primary<'a>(flags: impl Iterator<Item = &'a mut bool>) {
    let mut seen = false;
    for primary in flags {
        *primary &= !seen;
        seen |= *primary;
    }
}

fn same_email(a: &Email, b: &Email) -> bool {
    a.address.trim().eq_ignore_ascii_case(b.address.trim())
}

/// E.164 where both have it; else equal digits and no contradiction of the countries.
fn same_phone(a: &Phone, b: &Phone) -> bool {
    if let (Some(a), Some(b)) = (a.e164, b.e164) {
        return a == b;
    }
    let contradict = !a.country.is_empty() && !b.country.is_empty() && a.country != b.country;
    !contradict && digits(&a.number).eq(digits(&b.number))
}

/// The ASCII digits of a number as written.
pub(crate) fn digits(number: &str) -> impl Iterator<Item = u8> + '_ {
    number.bytes().filter(u8::is_ascii_digit)
}

/// What differs most often is asked first.
fn same_address(a: &Address, b: &Address) -> bool {
    a.tag == b.tag
        && same_text(&a.postcode, &b.postcode)
        && same_text(&a.line, &b.line)
        && same_text(&a.city, &b.city)
        && same_text(&a.subdivision, &b.subdivision)
        && same_text(&a.country, &b.country)
}

fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}
