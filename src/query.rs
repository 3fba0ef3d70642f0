//! Which contacts to list.

use crate::contact::{Contact, MatchKey};
use crate::label::LabelKey;

/// Contacts to list: all, or those that meet every condition that is given.
///
/// ```
/// # use contacts_core::{ContactQuery, LabelKey};
/// let all = ContactQuery::all();
/// let customers = ContactQuery::from("contacts.customers".parse::<LabelKey>()?);
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactQuery {
    pub(crate) label: Option<LabelKey>,
    pub(crate) key: Option<MatchKey>,
}

impl ContactQuery {
    /// Every contact.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only those that have this label.
    #[must_use]
    pub fn with_label(self, label: LabelKey) -> Self {
        Self { label: Some(label), ..self }
    }

    /// Only those that hold this key: an e-mail address, a phone number, a membership, a visitor.
    #[must_use]
    pub fn with_key(self, key: MatchKey) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The label that is asked for.
    pub fn label(&self) -> Option<&LabelKey> {
        self.label.as_ref()
    }

    /// The key that is asked for.
    pub fn key(&self) -> Option<&MatchKey> {
        self.key.as_ref()
    }

    /// Whether a contact meets the conditions: the reference for every store.
    pub fn matches(&self, contact: &Contact) -> bool {
        let Self { label, key } = self;
        label.as_ref().is_none_or(|label| contact.info().has_label(label))
            && key.as_ref().is_none_or(|key| contact.match_keys().any(|known| known == *key))
    }
}

impl From<LabelKey> for ContactQuery {
    fn from(label: LabelKey) -> Self {
        Self::all().with_label(label)
    }
}

impl From<MatchKey> for ContactQuery {
    fn from(key: MatchKey) -> Self {
        Self::all().with_key(key)
    }
}
