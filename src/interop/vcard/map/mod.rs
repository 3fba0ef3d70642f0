//! Cards as contacts.

mod convert;
mod fresh;
mod lines;
mod name;
mod read;
#[cfg(test)]
mod tests;
mod types;
mod values;
mod write;

pub use read::import;
pub use write::export;
