//! Whether a contact has everything that another one has.

use super::field::is_passed_on;
use super::properties::{is_single, same};
use super::unite::join;
use crate::contact::{Contact, Entry, Property, Tagged};

/// Whether merging `source` into `target` would change nothing: [`join`] without its cost where
/// the answer is seen at a glance.
pub(crate) fn holds(target: &Contact, source: &Contact) -> bool {
    let (own, new) = (&target.info, &source.info);
    let filled = |own: bool, new: bool| own || !new;
    let singles = [
        (own.first.is_some(), new.first.is_some()),
        (own.last.is_some(), new.last.is_some()),
        (own.company.is_some(), new.company.is_some()),
        (own.job_title.is_some(), new.job_title.is_some()),
        (own.birthdate.is_some(), new.birthdate.is_some()),
        (own.locale.is_some(), new.locale.is_some()),
        (own.picture.is_some(), new.picture.is_some()),
    ];
    let known = |key| own.fields.iter().any(|(known, _)| known == key) || !is_passed_on(key);
    singles.into_iter().all(|(own, new)| filled(own, new))
        && among(new.emails.as_slice(), own.emails.as_slice())
        && among(new.phones.as_slice(), own.phones.as_slice())
        && among(&new.addresses, &own.addresses)
        && new.labels.iter().all(|label| own.labels.contains(label))
        && new.fields.iter().all(|(key, _)| known(key))
        && lines_at_a_glance(target.properties(), source.properties())
            .unwrap_or_else(|| join(target, [source]).is_ok_and(|joined| joined == *target))
}

fn among<T: Tagged>(new: &[Entry<T>], own: &[Entry<T>]) -> bool {
    new.iter().all(|entry| own.iter().any(|known| known.same(entry)))
}

/// Whether the lines are all there; `None` if that takes a closer look.
fn lines_at_a_glance(own: &[Property], new: &[Property]) -> Option<bool> {
    let alone = |line: &&Property| line.group.is_none() && !is_single(line);
    let missing = new.iter().filter(alone).any(|line| !own.iter().any(|known| same(known, line)));
    if missing { Some(false) } else { None }
}
