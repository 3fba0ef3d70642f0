use std::fmt;

use smol_str::format_smolstr;

use crate::contact::{Contact, ContactInfo, Image, LanguageTag, Line, MAX_ENTRIES, Media, Picture};
use crate::field::{FieldKey, FieldValue, system_field};
use crate::id::UserId;
use crate::time::LocalDate;

/// A single value of a contact, for which a merge has to choose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MergeField {
    /// `info.name.first`
    FirstName,
    /// `info.name.last`
    LastName,
    /// `info.company`
    Company,
    /// `info.jobTitle`
    JobTitle,
    /// `info.birthdate`
    Birthdate,
    /// `info.locale`
    Locale,
    /// `info.picture`
    Picture,
    /// `info.assignedUserIds`: a responsibility, not a set.
    Assignees,
    /// `info.extendedFields.<key>`
    Extended(FieldKey),
}

impl MergeField {
    pub(super) const FIXED: [Self; 8] = [
        Self::FirstName,
        Self::LastName,
        Self::Company,
        Self::JobTitle,
        Self::Birthdate,
        Self::Locale,
        Self::Picture,
        Self::Assignees,
    ];

    /// The value that a contact has there.
    pub(super) fn of(&self, info: &ContactInfo) -> Option<MergeValue> {
        match self {
            Self::FirstName => info.first.clone().map(MergeValue::Line),
            Self::LastName => info.last.clone().map(MergeValue::Line),
            Self::Company => info.company.clone().map(MergeValue::Line),
            Self::JobTitle => info.job_title.clone().map(MergeValue::Line),
            Self::Birthdate => info.birthdate.map(MergeValue::Date),
            Self::Locale => info.locale.clone().map(MergeValue::Locale),
            Self::Picture => info.picture.as_deref().cloned().map(MergeValue::Picture),
            Self::Assignees if info.assignees.is_empty() => None,
            Self::Assignees => Some(MergeValue::Users(info.assignees.clone())),
            Self::Extended(key) => info.field(key).cloned().map(MergeValue::Field),
        }
    }

    /// Whether sources may give it: values that belong to another service are its own.
    pub(super) fn is_passed_on(&self) -> bool {
        match self {
            Self::Extended(key) => is_passed_on(key),
            _ => true,
        }
    }

    /// Whether it can hold this value. The type of an extended field is not known here; it is
    /// checked where the merge is committed.
    pub(super) fn fits(&self, value: &MergeValue) -> bool {
        match (self, value) {
            (
                Self::FirstName | Self::LastName | Self::Company | Self::JobTitle,
                MergeValue::Line(_),
            )
            | (Self::Birthdate, MergeValue::Date(_))
            | (Self::Locale, MergeValue::Locale(_))
            | (Self::Picture, MergeValue::Picture(_))
            | (Self::Extended(_), MergeValue::Field(_)) => true,
            (Self::Assignees, MergeValue::Users(users)) => {
                let is_first = |at: usize| !users[..at].contains(&users[at]);
                (1..=MAX_ENTRIES).contains(&users.len()) && (0..users.len()).all(is_first)
            }
            _ => false,
        }
    }

    /// Puts a value there, if it [`fits`](Self::fits).
    pub(super) fn put(&self, contact: &mut Contact, value: MergeValue) {
        let info = &mut contact.info;
        match (self, value) {
            (Self::FirstName, MergeValue::Line(line)) => info.first = Some(line),
            (Self::LastName, MergeValue::Line(line)) => info.last = Some(line),
            (Self::Company, MergeValue::Line(line)) => info.company = Some(line),
            (Self::JobTitle, MergeValue::Line(line)) => info.job_title = Some(line),
            (Self::Birthdate, MergeValue::Date(date)) => info.birthdate = Some(date),
            (Self::Locale, MergeValue::Locale(locale)) => info.locale = Some(locale),
            (Self::Picture, MergeValue::Picture(picture)) => info.picture = Some(Box::new(picture)),
            (Self::Assignees, MergeValue::Users(users)) => info.assignees = users,
            (Self::Extended(key), MergeValue::Field(value)) => {
                info.set_field(key, Some(value));
            }
            _ => {}
        }
    }

    /// Leaves nothing there.
    pub(super) fn clear(&self, contact: &mut Contact) {
        let info = &mut contact.info;
        match self {
            Self::FirstName => info.first = None,
            Self::LastName => info.last = None,
            Self::Company => info.company = None,
            Self::JobTitle => info.job_title = None,
            Self::Birthdate => info.birthdate = None,
            Self::Locale => info.locale = None,
            Self::Picture => info.picture = None,
            Self::Assignees => info.assignees.clear(),
            Self::Extended(key) => info.set_field(key, None),
        }
    }
}

/// Whether a merge takes the value of this extended field from a source.
pub(super) fn is_passed_on(key: &FieldKey) -> bool {
    key.as_str().starts_with("custom.") || system_field(key).is_none_or(|field| field.writable)
}

/// The path on the wire.
impl fmt::Display for MergeField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstName => "info.name.first",
            Self::LastName => "info.name.last",
            Self::Company => "info.company",
            Self::JobTitle => "info.jobTitle",
            Self::Birthdate => "info.birthdate",
            Self::Locale => "info.locale",
            Self::Picture => "info.picture",
            Self::Assignees => "info.assignedUserIds",
            Self::Extended(key) => {
                return f.write_str(&format_smolstr!("info.extendedFields.{key}"));
            }
        })
    }
}

/// The value of a [`MergeField`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MergeValue {
    /// A name, the company, the job title.
    Line(Line),
    /// The birthdate.
    Date(LocalDate),
    /// The preferred language.
    Locale(LanguageTag),
    /// The picture.
    Picture(Picture),
    /// The users in charge.
    Users(Vec<UserId>),
    /// The value of an extended field.
    Field(FieldValue),
}

impl fmt::Display for MergeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => line.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Locale(locale) => locale.fmt(f),
            Self::Picture(picture) => match &picture.image {
                Image::Url(url) => url.fmt(f),
                Image::Media(media) => {
                    let Media { id, url, height, width } = media;
                    let size =
                        |name: &str, size: &Option<u32>| size.map(|size| format!("{name} {size}"));
                    let id = id.as_ref().map(ToString::to_string);
                    let url = url.as_ref().map(ToString::to_string);
                    let parts = [id, url, size("width", width), size("height", height)];
                    let parts: Vec<String> = parts.into_iter().flatten().collect();
                    f.write_str(&match parts.is_empty() {
                        true => "a picture".to_owned(),
                        false => parts.join("; "),
                    })
                }
            },
            Self::Users(users) => {
                let users: Vec<String> = users.iter().map(UserId::to_string).collect();
                f.write_str(&users.join(", "))
            }
            Self::Field(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_shown_with_its_id_its_address_and_its_size() {
        let media = Media {
            id: Some("m1".parse().unwrap()),
            url: Some("https://x.test/1.png".parse().unwrap()),
            height: Some(20),
            width: Some(10),
        };
        let picture = Picture { image: Image::Media(media), image_provider: None };
        let shown = MergeValue::Picture(picture).to_string();
        assert_eq!(shown, "m1; https://x.test/1.png; width 10; height 20");
    }
}
