//! Labels: tags for contacts.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::key::key;
use crate::text::Text;

key! {
    /// The key of a label: given once, never changed, not even by a rename.
    ///
    /// ```
    /// # use contacts_core::LabelKey;
    /// let key: LabelKey = "custom.at-risk".parse()?;
    /// assert_eq!(key.namespace(), "custom");
    /// # Ok::<(), contacts_core::Invalid>(())
    /// ```
    LabelKey, "label key"
}

/// The name that a label shows: 1 to 180 characters; unique within a book.
pub type LabelName = Text<180>;

/// A label. Its key is the id of the record that holds it ([`Stored`](crate::Stored)).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The name that is shown.
    pub name: LabelName,
    /// Who made it.
    pub kind: LabelKind,
    /// Ids that other systems know it by.
    pub legacy: LegacyIds,
}

impl Label {
    /// A label of a user.
    pub fn new(name: LabelName) -> Self {
        Self { name, kind: LabelKind::UserDefined, legacy: LegacyIds::default() }
    }
}

/// Who made a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LabelKind {
    /// The platform; it can be neither renamed nor deleted.
    System,
    /// A user, in a dashboard or through the API.
    UserDefined,
    /// An app of the platform.
    WixAppDefined,
    /// Not known.
    Unknown,
}

impl LabelKind {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "SYSTEM",
            Self::UserDefined => "USER_DEFINED",
            Self::WixAppDefined => "WIX_APP_DEFINED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Ids that other systems know a label by; kept, not interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LegacyIds {
    /// `legacyId`.
    pub legacy_id: Option<SmolStr>,
    /// `tagId`, at most 25 characters.
    pub tag_id: Option<Text<25>>,
}

/// The labels that every book has without creating them: keys and names.
pub const SYSTEM_LABELS: [(&str, &str); 2] =
    [("contacts.customers", "Customers"), ("contacts.contacted-me", "Contacted Me")];

/// Whether this is the key of a label that every book has.
pub fn is_system_label(key: &LabelKey) -> bool {
    SYSTEM_LABELS.iter().any(|(system, _)| *system == key.as_str())
}

/// The key of the label of this name that every book has.
pub fn system_label_named(name: &LabelName) -> Option<LabelKey> {
    let (key, _) = SYSTEM_LABELS.iter().find(|(_, system)| *system == name.as_str())?;
    Some(LabelKey::from_static(key))
}

/// How a namespace is headed.
pub(crate) fn namespace_display_name(namespace: &str) -> &str {
    match namespace {
        "custom" => "Labels",
        "contacts" => "Contacts",
        other => other,
    }
}
