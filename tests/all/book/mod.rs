//! Stories through a book: every operation, every error that is documented.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod platform;
mod strangers;
mod support;

mod again;
mod bulk;
mod callers;
mod create;
mod definitions;
mod delete;
mod errors;
mod events;
mod facets;
mod fields;
mod get;
mod host;
#[cfg(feature = "vcard")]
mod importing;
mod label;
mod labels;
mod membership;
mod merge;
mod merge_plans;
mod merge_rules;
mod merged_away;
mod operations;
mod overtaken;
mod paging;
mod preconditions;
mod races;
mod retries;
mod segments;
mod submit;
mod tenants;
mod update;
