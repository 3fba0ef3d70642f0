//! What can be asked of a label or an extended field: a closed table for each.

use crate::field::{DataType, ExtendedField, field_type, system_field};
use crate::label::{Label, LabelKind, is_system_label};
use crate::query::field::{FieldKind, Operators};
use crate::query::value::Datum;
use crate::record::{Record, Stored};
use crate::time::Timestamp;

/// A field of labels or extended fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionField {
    /// `key`
    Key,
    /// `displayName`
    Name,
    /// `createdDate`
    Created,
    /// `updatedDate`
    Updated,
    /// `namespace`
    Namespace,
    /// `labelType` or `fieldType`
    Kind,
    /// `dataType`, of extended fields
    DataType,
}

impl DefinitionField {
    /// The kind of its values.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Key | Self::Name | Self::Namespace => FieldKind::Text,
            Self::Created | Self::Updated => FieldKind::Time,
            Self::Kind | Self::DataType => FieldKind::Status,
        }
    }
}

/// A path of the wire, the field it names, and what the platform allows there.
#[derive(Debug)]
pub struct DefinitionRow {
    pub path: &'static str,
    pub field: DefinitionField,
    pub operators: Operators,
    /// The values that it can have, if they are names.
    pub names: &'static [&'static str],
}

const fn row(
    path: &'static str,
    field: DefinitionField,
    operators: Operators,
    names: &'static [&'static str],
) -> DefinitionRow {
    DefinitionRow { path, field, operators, names }
}

use DefinitionField as F;
use Operators as O;

const KEY: DefinitionRow = row("key", F::Key, O::Key, &[]);
const NAME: DefinitionRow = row("displayName", F::Name, O::ExtendedText, &[]);
const CREATED: DefinitionRow = row("createdDate", F::Created, O::Compare, &[]);
const UPDATED: DefinitionRow = row("updatedDate", F::Updated, O::Compare, &[]);
const NAMESPACE: DefinitionRow = row("namespace", F::Namespace, O::Equal, &[]);

static OF_LABELS: [DefinitionRow; 6] = [
    KEY,
    NAME,
    CREATED,
    UPDATED,
    NAMESPACE,
    row(
        "labelType",
        F::Kind,
        O::OnlyEqual,
        &[
            LabelKind::System.as_str(),
            LabelKind::UserDefined.as_str(),
            LabelKind::WixAppDefined.as_str(),
            LabelKind::Unknown.as_str(),
        ],
    ),
];

static OF_FIELDS: [DefinitionRow; 7] = [
    KEY,
    NAME,
    CREATED,
    UPDATED,
    NAMESPACE,
    row(
        "dataType",
        F::DataType,
        O::Equal,
        &[
            DataType::Text.as_str(),
            DataType::Number.as_str(),
            DataType::Date.as_str(),
            DataType::Url.as_str(),
        ],
    ),
    row("fieldType", F::Kind, O::OnlyEqual, &[field_type(true), field_type(false)]),
];

/// What can be asked for by a [`DefinitionQuery`](super::DefinitionQuery): labels and extended
/// fields.
pub trait Described: Record + Sealed {
    /// How long a list is if nobody says.
    const LIST_LIMIT: usize;
    /// How long a list is at most. For fields the platform does not say.
    const MAX_LIMIT: usize;
    /// How many characters a name has at most.
    const MAX_NAME: usize;
}

impl Described for Label {
    const LIST_LIMIT: usize = 1_000;
    const MAX_LIMIT: usize = 2_000;
    const MAX_NAME: usize = 180;
}

impl Described for ExtendedField {
    const LIST_LIMIT: usize = 100;
    const MAX_LIMIT: usize = 1_000;
    const MAX_NAME: usize = 150;
}

/// What the fields of a definition hold; nothing outside can have this.
pub trait Sealed: Record {
    /// What can be asked of it on the wire.
    fn rows() -> &'static [DefinitionRow];

    /// The value of a field, if it has one. What every book has has no dates.
    fn datum(definition: &Stored<Self>, field: DefinitionField) -> Option<Datum<'_>>;

    /// Its key.
    fn key(definition: &Stored<Self>) -> &str;

    /// Whether every book has it.
    fn is_system(definition: &Stored<Self>) -> bool;
}

impl Sealed for Label {
    fn rows() -> &'static [DefinitionRow] {
        &OF_LABELS
    }

    fn datum(label: &Stored<Self>, field: DefinitionField) -> Option<Datum<'_>> {
        match field {
            F::Key => Some(Datum::Text(label.id.as_str())),
            F::Name => Some(Datum::Text(label.name.as_str())),
            F::Created => date(label, label.created),
            F::Updated => date(label, label.updated),
            F::Namespace => Some(Datum::Text(label.id.namespace())),
            F::Kind => Some(Datum::Text(label.kind.as_str())),
            F::DataType => None,
        }
    }

    fn key(label: &Stored<Self>) -> &str {
        label.id.as_str()
    }

    fn is_system(label: &Stored<Self>) -> bool {
        is_system_label(&label.id)
    }
}

impl Sealed for ExtendedField {
    fn rows() -> &'static [DefinitionRow] {
        &OF_FIELDS
    }

    fn datum(definition: &Stored<Self>, field: DefinitionField) -> Option<Datum<'_>> {
        match field {
            F::Key => Some(Datum::Text(definition.id.as_str())),
            F::Name => Some(Datum::Text(definition.name.as_str())),
            F::Created => date(definition, definition.created),
            F::Updated => date(definition, definition.updated),
            F::Namespace => Some(Datum::Text(definition.id.namespace())),
            F::Kind => Some(Datum::Text(field_type(Self::is_system(definition)))),
            F::DataType => Some(Datum::Text(definition.data_type.as_str())),
        }
    }

    fn key(definition: &Stored<Self>) -> &str {
        definition.id.as_str()
    }

    fn is_system(definition: &Stored<Self>) -> bool {
        system_field(&definition.id).is_some()
    }
}

fn date<T: Sealed>(definition: &Stored<T>, date: Timestamp) -> Option<Datum<'_>> {
    (!T::is_system(definition)).then_some(Datum::Time(date))
}
