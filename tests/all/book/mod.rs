//! Stories through a book: every operation, every error that is documented.

mod support;

mod callers;
mod create;
mod delete;
mod errors;
mod events;
mod fields;
mod get;
mod host;
mod label;
mod labels;
mod merge;
mod merge_rules;
mod merged_away;
mod operations;
mod preconditions;
mod races;
mod retries;
mod submit;
mod update;
