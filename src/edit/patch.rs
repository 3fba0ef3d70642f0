use std::fmt;

use crate::contact::{
    AddressTag, Channels, ContactInfo, EmailAddress, EmailTag, Entry, LanguageTag, Line,
    PhoneNumber, PhoneTag, Picture, PostalAddress, Tagged,
};
use crate::field::{DataType, FieldKey, FieldValue, Number};
use crate::id::{EntryId, LocationId, UserId};
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::time::LocalDate;

/// What a caller wants a contact to hold: every part that is mentioned, and nothing of the others.
///
/// Creating applies it to nothing; updating applies it to the contact that is there: a mentioned
/// single value is replaced or cleared, a mentioned list replaces the whole list, extended fields
/// are set key by key.
///
/// ```
/// # use contacts_core::ContactPatch;
/// let ada = ContactPatch::new()
///     .with_name("Ada", "Lovelace")?
///     .with_email("ada@example.com".parse()?)
///     .with_phone("+44 20 7946 0018".parse()?);
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactPatch {
    pub(crate) first: Option<Option<Line>>,
    pub(crate) last: Option<Option<Line>>,
    pub(crate) company: Option<Option<Line>>,
    pub(crate) job_title: Option<Option<Line>>,
    pub(crate) birthdate: Option<Option<LocalDate>>,
    pub(crate) locale: Option<Option<LanguageTag>>,
    pub(crate) picture: Option<Option<Picture>>,
    pub(crate) emails: Option<Vec<EntryPatch<EmailAddress>>>,
    pub(crate) phones: Option<Vec<EntryPatch<PhoneNumber>>>,
    pub(crate) addresses: Option<Vec<EntryPatch<PostalAddress>>>,
    pub(crate) labels: Option<Vec<LabelKey>>,
    pub(crate) fields: Vec<(FieldKey, FieldInput)>,
    pub(crate) locations: Option<Vec<LocationId>>,
    pub(crate) assignees: Option<Vec<UserId>>,
}

impl ContactPatch {
    /// A patch that mentions nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Mentions all e-mails, phones and addresses that a contact has, ids and primary marks
    /// included: what is added next is added to them.
    ///
    /// ```
    /// # use contacts_core::*;
    /// # let book = ContactBook::new(MemoryStore::new());
    /// # let session = book.with(Caller::Host);
    /// # let ada = ContactPatch::new().with_email("ada@example.com".parse()?);
    /// # let ada = session.create(ada)?;
    /// let more = ContactPatch::new()
    ///     .with_entries_of(ada.info())
    ///     .with_email("countess@example.org".parse()?);
    /// let ada = session.update(ada.id(), ada.revision(), more)?;
    /// assert_eq!(ada.info().emails().len(), 2);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn with_entries_of(self, info: &ContactInfo) -> Self {
        Self {
            emails: Some(kept(info.emails())),
            phones: Some(kept(info.phones())),
            addresses: Some(info.addresses().iter().map(EntryPatch::from).collect()),
            ..self
        }
    }

    /// `info` with this patch applied: what it mentions is replaced, the rest stays. Pure.
    ///
    /// A mentioned list replaces the whole list; entries that name the id of one that is there
    /// keep it, others get a new one from `entry_id`. Values of extended fields are read as the
    /// type that `data_type` has for their key; those of the platform are known. Labels are taken
    /// as they are: whether they exist is checked at the commit.
    ///
    /// # Errors
    ///
    /// Every problem: too many entries or labels, more than one primary entry in a list, an
    /// extended field that is not defined, not writable or of another type; or, if there is no
    /// other problem, that the result has no name, e-mail or phone.
    pub fn apply(
        &self,
        info: &ContactInfo,
        data_type: impl Fn(&FieldKey) -> Option<DataType>,
        entry_id: impl FnMut() -> EntryId,
    ) -> Result<ContactInfo, Vec<Invalid>> {
        super::apply(info, self, &mut super::With { data_type, entry_id })
    }

    /// Whether nothing is mentioned.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Sets first and last name; a blank one clears.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if a name is longer than 1,000 characters or holds control characters.
    pub fn with_name(self, first: &str, last: &str) -> Result<Self, Invalid> {
        let first = Line::read("info.name.first", first)?;
        let last = Line::read("info.name.last", last)?;
        Ok(self.with_first_name(first).with_last_name(last))
    }

    /// Sets or clears the first name.
    #[must_use]
    pub fn with_first_name(self, first: Option<Line>) -> Self {
        Self { first: Some(first), ..self }
    }

    /// Sets or clears the last name.
    #[must_use]
    pub fn with_last_name(self, last: Option<Line>) -> Self {
        Self { last: Some(last), ..self }
    }

    /// Sets or clears the company.
    #[must_use]
    pub fn with_company(self, company: Option<Line>) -> Self {
        Self { company: Some(company), ..self }
    }

    /// Sets or clears the job title.
    #[must_use]
    pub fn with_job_title(self, job_title: Option<Line>) -> Self {
        Self { job_title: Some(job_title), ..self }
    }

    /// Sets or clears the birthdate.
    #[must_use]
    pub fn with_birthdate(self, birthdate: Option<LocalDate>) -> Self {
        Self { birthdate: Some(birthdate), ..self }
    }

    /// Sets or clears the preferred language.
    #[must_use]
    pub fn with_locale(self, locale: Option<LanguageTag>) -> Self {
        Self { locale: Some(locale), ..self }
    }

    /// Sets or clears the picture.
    #[must_use]
    pub fn with_picture(self, picture: Option<Picture>) -> Self {
        Self { picture: Some(picture), ..self }
    }

    /// Adds an e-mail address to the list that the contact shall have. An update replaces the list that it
    /// has: see [`with_entries_of`](Self::with_entries_of).
    #[must_use]
    pub fn with_email(self, email: EmailAddress) -> Self {
        self.with_email_entry(email)
    }

    /// Adds an e-mail address with a tag, an id or a mark to the list that the contact shall have.
    #[must_use]
    pub fn with_email_entry(mut self, email: impl Into<EntryPatch<EmailAddress>>) -> Self {
        self.emails.get_or_insert_default().push(email.into());
        self
    }

    /// Sets the whole list of e-mail addresses.
    #[must_use]
    pub fn with_emails(self, emails: Vec<EntryPatch<EmailAddress>>) -> Self {
        Self { emails: Some(emails), ..self }
    }

    /// Adds a phone number to the list that the contact shall have. An update replaces the list that it
    /// has: see [`with_entries_of`](Self::with_entries_of).
    #[must_use]
    pub fn with_phone(self, phone: PhoneNumber) -> Self {
        self.with_phone_entry(phone)
    }

    /// Adds a phone number with a tag, an id or a mark to the list that the contact shall have.
    #[must_use]
    pub fn with_phone_entry(mut self, phone: impl Into<EntryPatch<PhoneNumber>>) -> Self {
        self.phones.get_or_insert_default().push(phone.into());
        self
    }

    /// Sets the whole list of phone numbers.
    #[must_use]
    pub fn with_phones(self, phones: Vec<EntryPatch<PhoneNumber>>) -> Self {
        Self { phones: Some(phones), ..self }
    }

    /// Adds a postal address to the list that the contact shall have. An update replaces the list that it
    /// has: see [`with_entries_of`](Self::with_entries_of).
    #[must_use]
    pub fn with_address(self, address: PostalAddress) -> Self {
        self.with_address_entry(address)
    }

    /// Adds a postal address with a tag, an id or a mark to the list that the contact shall have.
    #[must_use]
    pub fn with_address_entry(mut self, address: impl Into<EntryPatch<PostalAddress>>) -> Self {
        self.addresses.get_or_insert_default().push(address.into());
        self
    }

    /// Sets the whole list of postal addresses.
    #[must_use]
    pub fn with_addresses(self, addresses: Vec<EntryPatch<PostalAddress>>) -> Self {
        Self { addresses: Some(addresses), ..self }
    }

    /// Sets the labels; each must exist when the change is committed.
    #[must_use]
    pub fn with_labels(self, labels: impl IntoIterator<Item = LabelKey>) -> Self {
        Self { labels: Some(labels.into_iter().collect()), ..self }
    }

    /// Sets or clears an extended field.
    #[must_use]
    pub fn with_field(mut self, key: FieldKey, value: impl Into<FieldInput>) -> Self {
        self.fields.push((key, value.into()));
        self
    }

    /// Sets the locations.
    #[must_use]
    pub fn with_locations(self, locations: Vec<LocationId>) -> Self {
        Self { locations: Some(locations), ..self }
    }

    /// Sets the users in charge.
    #[must_use]
    pub fn with_assignees(self, assignees: Vec<UserId>) -> Self {
        Self { assignees: Some(assignees), ..self }
    }
}

fn kept<T: Tagged>(channels: &Channels<T>) -> Vec<EntryPatch<T>> {
    let primary = channels.primary().map(|entry| entry.id);
    let kept = |entry: &Entry<T>| EntryPatch {
        primary: primary == Some(entry.id),
        ..EntryPatch::from(entry)
    };
    channels.iter().map(kept).collect()
}

/// An entry that a contact's list shall have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryPatch<T: Tagged> {
    /// The id of the entry that it continues, if there is one; an unknown id is not taken over.
    pub id: Option<EntryId>,
    /// What it is for.
    pub tag: T::Tag,
    /// The value.
    pub value: T,
    /// Whether it is the primary one of its list; of no meaning for addresses.
    pub primary: bool,
}

impl<T: Tagged> EntryPatch<T> {
    /// A new entry, untagged, not marked as primary.
    pub fn new(value: T) -> Self {
        Self { id: None, tag: T::Tag::default(), value, primary: false }
    }

    /// The same, for this purpose.
    #[must_use]
    pub fn tagged(self, tag: T::Tag) -> Self {
        Self { tag, ..self }
    }

    /// The same, marked as primary.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { primary: true, ..self }
    }
}

/// The entry that is there, kept with its id; not marked as primary.
impl<T: Tagged> From<&Entry<T>> for EntryPatch<T> {
    fn from(entry: &Entry<T>) -> Self {
        Self { id: Some(entry.id), tag: entry.tag, value: entry.value.clone(), primary: false }
    }
}

impl<T: Tagged> From<T> for EntryPatch<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<(EmailTag, EmailAddress)> for EntryPatch<EmailAddress> {
    fn from((tag, value): (EmailTag, EmailAddress)) -> Self {
        Self::new(value).tagged(tag)
    }
}

impl From<(PhoneTag, PhoneNumber)> for EntryPatch<PhoneNumber> {
    fn from((tag, value): (PhoneTag, PhoneNumber)) -> Self {
        Self::new(value).tagged(tag)
    }
}

impl From<(AddressTag, PostalAddress)> for EntryPatch<PostalAddress> {
    fn from((tag, value): (AddressTag, PostalAddress)) -> Self {
        Self::new(value).tagged(tag)
    }
}

/// A value for an extended field, before the field's type is known: a JSON scalar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldInput {
    /// No value.
    Clear,
    /// A text: a text, a date or a web address; a blank one clears.
    Text(String),
    /// A number.
    Number(Number),
    /// True or false; fits no type.
    Bool(bool),
}

impl From<&str> for FieldInput {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Number> for FieldInput {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<String> for FieldInput {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<LocalDate> for FieldInput {
    fn from(date: LocalDate) -> Self {
        Self::Text(date.to_string())
    }
}

/// `None` clears.
impl<T: Into<FieldInput>> From<Option<T>> for FieldInput {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Into::into)
    }
}

impl From<FieldValue> for FieldInput {
    fn from(value: FieldValue) -> Self {
        match value {
            FieldValue::Number(number) => Self::Number(number),
            other => Self::Text(other.to_string()),
        }
    }
}

impl fmt::Display for FieldInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => f.write_str("null"),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Bool(bool) => bool.fmt(f),
        }
    }
}
