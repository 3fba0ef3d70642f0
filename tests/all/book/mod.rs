//! Stories through a book: every operation, every error that is documented.

mod support;

mod create;
mod delete;
mod events;
mod fields;
mod get;
mod host;
mod label;
mod labels;
mod merge;
mod merged_away;
mod preconditions;
mod submit;
mod update;
