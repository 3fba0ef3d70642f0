use crate::interop::{Imported, Problem, Skipped};

/// Something found in a file of records, whatever its format.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all that is found are records")]
pub enum Found {
    /// A record.
    Record(Imported),
    /// A record that was not read, or says nothing that could make a contact.
    Skipped(Skipped),
    /// Something wrong outside of records.
    Outside(Problem),
}
