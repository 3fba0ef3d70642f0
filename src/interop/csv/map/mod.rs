//! Rows as contacts.

mod columns;
mod entries;
mod fresh;
mod place;
mod read;
mod sheet;
#[cfg(test)]
mod tests;

pub use columns::Plan;
pub use sheet::Sheet;
