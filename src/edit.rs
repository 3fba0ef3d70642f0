//! Editing contacts: what a caller asks for, applied to what is there. Pure.

mod patch;
mod submit;

pub(crate) use submit::append;

use std::collections::HashSet;

pub use patch::{ContactPatch, EntryPatch, FieldInput};

use crate::contact::{
    Channels, ContactInfo, EmailAddress, Entry, MAX_ENTRIES, MAX_LABELS, PhoneNumber,
    PostalAddress, Tagged,
};
use crate::field::{DataType, FieldKey, FieldValue, system_field};
use crate::id::EntryId;
use crate::invalid::{Invalid, Rule};
use crate::label::LabelKey;

/// What applying a patch needs to know beside the patch and the contact.
pub(crate) trait Surroundings {
    /// The type of a user's field, if the book defines it.
    fn data_type(&self, key: &FieldKey) -> Option<DataType>;
    /// A new id for an entry.
    fn entry_id(&mut self) -> EntryId;
}

/// Every definition is known to a closure, every id comes from another.
pub(crate) struct With<D, I> {
    pub(crate) data_type: D,
    pub(crate) entry_id: I,
}

impl<D, I> Surroundings for With<D, I>
where
    D: Fn(&FieldKey) -> Option<DataType>,
    I: FnMut() -> EntryId,
{
    fn data_type(&self, key: &FieldKey) -> Option<DataType> {
        (self.data_type)(key)
    }

    fn entry_id(&mut self) -> EntryId {
        (self.entry_id)()
    }
}

/// `info` with the patch applied: what the patch mentions is replaced, the rest stays.
///
/// A mentioned list replaces the whole list; entries that name the id of one that is there keep
/// it, others get a new one. Extended fields are set and cleared key by key. Labels are taken as
/// they are: whether they exist is checked where the change is committed.
///
/// # Errors
///
/// Every problem of the patch: too many entries or labels, more than one primary entry in a list,
/// an extended field that is not defined, not writable or of another type; or, if there is no
/// other problem, that the result has no name, e-mail or phone.
pub(crate) fn apply(
    info: &ContactInfo,
    patch: &ContactPatch,
    surroundings: &mut impl Surroundings,
) -> Result<ContactInfo, Vec<Invalid>> {
    let info = apply_part(info, patch, surroundings)?;
    info.identifiable().map_err(|problem| vec![problem])?;
    Ok(info)
}

/// `info` with the patch applied, though it may identify nobody.
///
/// # Errors
///
/// As for [`apply`], except that a name, e-mail or phone may be missing.
pub(crate) fn apply_part(
    info: &ContactInfo,
    patch: &ContactPatch,
    surroundings: &mut impl Surroundings,
) -> Result<ContactInfo, Vec<Invalid>> {
    let mut problems = over_limits(patch);
    let (before, mut info) = (info, info.clone());
    let ContactPatch {
        first,
        last,
        company,
        job_title,
        birthdate,
        locale,
        picture,
        emails,
        phones,
        addresses,
        labels,
        fields,
        locations,
        assignees,
    } = patch;
    set(&mut info.first, first);
    set(&mut info.last, last);
    set(&mut info.company, company);
    set(&mut info.job_title, job_title);
    set(&mut info.birthdate, birthdate);
    set(&mut info.locale, locale);
    if let Some(picture) = picture {
        info.picture = picture.clone().map(Box::new);
    }
    if let Some(emails) = emails {
        info.emails = channels(&info.emails, emails, surroundings, &mut problems);
    }
    if let Some(phones) = phones {
        info.phones = channels(&info.phones, phones, surroundings, &mut problems);
    }
    if let Some(addresses) = addresses {
        info.addresses = entries(&info.addresses, addresses, surroundings);
    }
    if let Some(labels) = labels {
        info.labels = unique(labels);
    }
    if let Some(locations) = locations {
        info.locations = unique(locations);
    }
    if let Some(assignees) = assignees {
        info.assignees = unique(assignees);
    }
    for (key, input) in fields {
        if is_sent_back(key, input, before) {
            continue;
        }
        match field_value(key, input, surroundings) {
            Ok(value) => info.set_field(key, value),
            Err(problem) => problems.push(problem),
        }
    }
    // It is kept for long and seldom grows.
    info.fields.shrink_to_fit();
    if problems.is_empty() { Ok(info) } else { Err(problems) }
}

/// The lists of the patch that are too long, whatever contact it is applied to.
pub(crate) fn over_limits(patch: &ContactPatch) -> Vec<Invalid> {
    fn count<T>(list: &Option<Vec<T>>) -> usize {
        list.as_ref().map_or(0, Vec::len)
    }
    fn count_unique<T: Clone + Eq + std::hash::Hash>(list: &Option<Vec<T>>, max: usize) -> usize {
        match list {
            Some(list) if list.len() > max => unique(list).len(),
            list => count(list),
        }
    }
    let mut problems = Vec::new();
    check_limit(&mut problems, EmailAddress::PATH, count(&patch.emails), MAX_ENTRIES);
    check_limit(&mut problems, PhoneNumber::PATH, count(&patch.phones), MAX_ENTRIES);
    check_limit(&mut problems, PostalAddress::PATH, count(&patch.addresses), MAX_ENTRIES);
    check_limit(
        &mut problems,
        "info.labelKeys",
        count_unique(&patch.labels, MAX_LABELS),
        MAX_LABELS,
    );
    check_limit(
        &mut problems,
        "info.locations",
        count_unique(&patch.locations, MAX_ENTRIES),
        MAX_ENTRIES,
    );
    check_limit(
        &mut problems,
        "info.assignedUserIds",
        count_unique(&patch.assignees, MAX_ENTRIES),
        MAX_ENTRIES,
    );
    problems
}

/// `labels` with these added, in the order given; `None` if they are all there.
///
/// # Errors
///
/// [`Invalid`] if there would be more than 2,000.
pub(crate) fn label(
    labels: &[LabelKey],
    add: &[LabelKey],
) -> Result<Option<Vec<LabelKey>>, Invalid> {
    let known: HashSet<&LabelKey> = labels.iter().collect();
    let missing: Vec<LabelKey> =
        unique(add).into_iter().filter(|key| !known.contains(key)).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let mut labels = labels.to_vec();
    labels.extend(missing);
    let mut problems = Vec::new();
    check_limit(&mut problems, "info.labelKeys", labels.len(), MAX_LABELS);
    problems.pop().map_or(Ok(Some(labels)), Err)
}

/// `labels` without these; `None` if none of them is there.
pub(crate) fn unlabel(labels: &[LabelKey], remove: &[LabelKey]) -> Option<Vec<LabelKey>> {
    let remove: HashSet<&LabelKey> = remove.iter().collect();
    let kept: Vec<LabelKey> = labels.iter().filter(|key| !remove.contains(key)).cloned().collect();
    (kept.len() < labels.len()).then_some(kept)
}

fn set<T: Clone>(place: &mut Option<T>, mentioned: &Option<Option<T>>) {
    if let Some(value) = mentioned {
        place.clone_from(value);
    }
}

/// Each item once, the first of equal ones.
pub(crate) fn unique<T: Clone + Eq + std::hash::Hash>(items: &[T]) -> Vec<T> {
    let mut seen = HashSet::with_capacity(items.len());
    let mut unique: Vec<T> = items.iter().filter(|item| seen.insert(*item)).cloned().collect();
    unique.shrink_to_fit();
    unique
}

/// Whether a read-only field comes back with the value that it has: a caller sends what it got.
fn is_sent_back(key: &FieldKey, input: &FieldInput, info: &ContactInfo) -> bool {
    if system_field(key).is_none_or(|field| field.writable) {
        return false;
    }
    let present = match key.as_str() {
        "contacts.displayByFirstName" => info.full_name().map(|name| name.to_string()),
        "contacts.displayByLastName" => info.last_name_first().map(|name| name.to_string()),
        _ => info.field(key).map(FieldValue::to_string),
    };
    present.is_some_and(|present| present == input.to_string())
}

/// The typed value of an extended field, `None` to clear it.
fn field_value(
    key: &FieldKey,
    input: &FieldInput,
    surroundings: &impl Surroundings,
) -> Result<Option<FieldValue>, Invalid> {
    let refused = |expected: String| {
        Invalid::new(Rule::ExtendedField, "extended field", &input.to_string(), expected)
            .at(format!("info.extendedFields.{key}"))
    };
    let data_type = match system_field(key) {
        Some(field) if field.writable => field.data_type,
        Some(_) => return Err(refused("nothing: the field is read-only".into())),
        None => surroundings
            .data_type(key)
            .ok_or_else(|| refused("a field that is defined in the book".into()))?,
    };
    match (data_type, input) {
        (_, FieldInput::Clear) => Ok(None),
        (DataType::Number, FieldInput::Number(number)) => Ok(Some(FieldValue::Number(*number))),
        (DataType::Number, FieldInput::Text(_))
        | (_, FieldInput::Number(_) | FieldInput::Bool(_)) => {
            Err(refused(format!("a value of type {}", data_type.as_str())))
        }
        (_, FieldInput::Text(text)) => {
            data_type.read(text).map_err(|invalid| refused(invalid.expected().to_owned()))
        }
    }
}

fn channels<T: Tagged>(
    before: &Channels<T>,
    patches: &[EntryPatch<T>],
    surroundings: &mut impl Surroundings,
    problems: &mut Vec<Invalid>,
) -> Channels<T> {
    let mut flagged = patches.iter().enumerate().filter(|(_, patch)| patch.primary);
    let primary = flagged.next().map_or(0, |(at, _)| at);
    if let Some((at, _)) = flagged.next() {
        let input = format!("entries {primary} and {at}");
        let expected = "at most one primary entry";
        problems.push(Invalid::new(Rule::ManyPrimaries, T::PATH, &input, expected));
    }
    Channels::new(entries(before.as_slice(), patches, surroundings), primary)
}

fn entries<T: Tagged>(
    before: &[Entry<T>],
    patches: &[EntryPatch<T>],
    surroundings: &mut impl Surroundings,
) -> Vec<Entry<T>> {
    let mut used = HashSet::new();
    let known = |id: &EntryId| before.iter().any(|entry| entry.id == *id);
    (patches.iter().take(MAX_ENTRIES))
        .map(|patch| {
            let kept = patch.id.filter(|id| known(id) && used.insert(*id));
            let id = kept.unwrap_or_else(|| surroundings.entry_id());
            Entry { id, tag: patch.tag, value: patch.value.clone() }
        })
        .collect()
}

fn check_limit(problems: &mut Vec<Invalid>, field: &'static str, count: usize, max: usize) {
    if count > max {
        problems.push(Invalid::limit(field, &format!("{count} entries"), format!("at most {max}")));
    }
}

/// Whether the primary address of `before` is another one in `after`.
pub(crate) fn changes_primary_email(
    before: &Channels<EmailAddress>,
    after: &Channels<EmailAddress>,
) -> bool {
    match (before.primary(), after.primary()) {
        (Some(before), Some(after)) => !before.value.same(&after.value),
        (before, after) => before.is_some() != after.is_some(),
    }
}
