//! Rows as contacts.

mod dates;
mod entries;
mod fresh;
mod kept;
mod place;
mod plan;
mod read;
mod sheet;
mod steps;
mod target;
#[cfg(test)]
mod tests;

pub use plan::Plan;
pub use sheet::Sheet;
pub use target::{Part, Target};
