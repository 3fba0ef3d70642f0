//! Cards as contacts.

mod convert;
mod read;
#[cfg(test)]
mod tests;
mod types;
mod values;
mod write;

pub use read::import;
pub use write::export;
