//! Segments: queries that a book keeps under a name.

use crate::id::SegmentId;
use crate::query::ContactQuery;
use crate::record::Record;
use crate::text::Text;

/// The name that a segment shows: 1 to 150 characters. Several segments may have the same.
pub type SegmentName = Text<150>;

/// A query that a book keeps: its members are the live contacts that meet it, at any time.
///
/// Its id is that of the record that holds it ([`Stored`](crate::Stored)).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The name that is shown.
    pub name: SegmentName,
    /// What its members meet.
    pub query: ContactQuery,
}

impl Segment {
    /// A segment of this name and query.
    pub fn new(name: SegmentName, query: ContactQuery) -> Self {
        Self { name, query }
    }
}

impl Record for Segment {
    type Id = SegmentId;
}
