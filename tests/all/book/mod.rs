//! Stories through a book: every operation, every error that is documented.

mod support;

mod create;
mod delete;
mod events;
mod get;
mod label;
mod merge;
mod merged_away;
mod preconditions;
mod update;
