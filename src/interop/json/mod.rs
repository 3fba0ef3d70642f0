//! JSON as the formats need it: one record at a time, members in order, numbers as written.
//!
//! [`Frames`] cuts a stream into the texts of records, [`parse`] reads one of them into a
//! [`Value`]. Why not a library: a file of a million cards is one JSON array, of which only a card
//! may be held; a damaged card must not take its neighbours with it; and what is kept as it was
//! needs its members in order and its numbers in their own spelling.

mod frames;
mod list;
mod parse;
mod value;

pub(in crate::interop) use frames::{Frame, Frames, Start};
pub(in crate::interop) use list::List;
pub(in crate::interop) use parse::{Fault, parse};
pub(in crate::interop) use value::{Map, Value};

/// How deep arrays and objects may be nested.
pub(in crate::interop) const DEPTH: usize = 16;
