//! A contact with what a draft says.

use smol_str::{SmolStr, format_smolstr};

use super::decide::{Decided, No};
use super::{Model, Person};
use crate::testing::simulator::values::{Draft, Input};
use crate::{DataType, FieldKey, SYSTEM_FIELDS};

impl Model {
    /// A contact with what a draft says.
    pub(super) fn filled(&self, before: &Person, draft: &Draft, whole: bool) -> Decided<Person> {
        let mut after = before.clone();
        let mut problems = Vec::new();
        for (at, single) in draft.singles.iter().enumerate() {
            if let Some(single) = single {
                after.singles[at] = single.map(SmolStr::new_static);
            }
        }
        if let Some(mails) = &draft.mails {
            after.primary_mail = marked(mails.iter().map(|(_, mark)| *mark), &mut problems);
            after.renewed[0] += u32::from(!mails.is_empty());
            after.mails = mails.iter().map(|(mail, _)| mail.clone()).collect();
        }
        if let Some(phones) = &draft.phones {
            after.primary_phone = marked(phones.iter().map(|(_, mark)| *mark), &mut problems);
            after.renewed[1] += u32::from(!phones.is_empty());
            after.phones = phones.iter().map(|(phone, _)| phone.clone()).collect();
        }
        if let Some(cities) = &draft.cities {
            after.renewed[2] += u32::from(!cities.is_empty());
            after.cities = cities.iter().map(|(tag, city)| (*tag, (*city).into())).collect();
        }
        for (list, wanted) in
            [(&mut after.locations, &draft.locations), (&mut after.assignees, &draft.assignees)]
        {
            if let Some(wanted) = wanted {
                *list = once(wanted);
            }
        }
        if let Some(labels) = &draft.labels {
            after.labels = once(labels);
        }
        for (key, input) in &draft.fields {
            match self.typed(key, input) {
                Ok(value) => {
                    let place = after.fields.iter().position(|(known, ..)| known == key);
                    match (place, value) {
                        (Some(at), Some((data_type, text))) => {
                            after.fields[at] = (key.clone(), data_type, text);
                        }
                        (Some(at), None) => drop(after.fields.remove(at)),
                        (None, Some((data_type, text))) => {
                            after.fields.push((key.clone(), data_type, text));
                        }
                        (None, None) => {}
                    }
                }
                Err(()) => problems.push("INVALID_EXTENDED_FIELD_VALUE"),
            }
        }
        if let Some(first) = problems.first() {
            return Err(No::Invalid(first));
        }
        let named = after.singles[0].is_some() || after.singles[1].is_some();
        if whole && !named && after.mails.is_empty() && after.phones.is_empty() {
            return Err(No::Invalid("INSUFFICIENT_CONTACT_DATA"));
        }
        Ok(after)
    }

    /// A value as its field takes it.
    fn typed(&self, key: &FieldKey, input: &Input) -> Result<Option<(DataType, SmolStr)>, ()> {
        let data_type = match SYSTEM_FIELDS.iter().find(|field| field.key == key.as_str()) {
            Some(field) if field.writable => field.data_type,
            Some(_) => return Err(()),
            None => {
                let field = self.fields.iter().find(|field| field.key == *key).ok_or(())?;
                field.live.as_ref().ok_or(())?.1
            }
        };
        let text = match (data_type, input) {
            (_, Input::Clear) => return Ok(None),
            (DataType::Number, Input::Number(number)) => format_smolstr!("{number}"),
            (DataType::Number, _) | (_, Input::Number(_) | Input::Bool) => return Err(()),
            (_, Input::Text(" ")) => return Ok(None),
            (DataType::Text, Input::Text(text)) => SmolStr::new_static(text),
            (DataType::Date, Input::Text(text)) if *text == "2024-02-29" => {
                SmolStr::new_static(text)
            }
            (DataType::Date, Input::Text(_)) => return Err(()),
            (DataType::Url, Input::Text(text)) => format_smolstr!("https://{text}"),
        };
        Ok(Some((data_type, text)))
    }
}

/// Each item once.
pub(super) fn once<T: Clone + PartialEq>(items: &[T]) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(item) {
            kept.push(item.clone());
        }
    }
    kept
}

fn marked(marks: impl Iterator<Item = bool>, problems: &mut Vec<&'static str>) -> usize {
    let marked: Vec<usize> =
        marks.enumerate().filter(|(_, mark)| *mark).map(|(at, _)| at).collect();
    if marked.len() > 1 {
        problems.push("CANNOT_HAVE_MULTIPLE_PRIMARY_INFO");
    }
    marked.first().copied().unwrap_or(0)
}
