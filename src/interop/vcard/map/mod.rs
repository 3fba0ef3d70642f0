//! Cards as contacts.

mod convert;
mod export;
mod fresh;
mod lines;
mod media;
mod name;
mod read;
mod reader;
#[cfg(test)]
mod tests;
mod types;
mod values;
mod write;

pub use export::{ExportOptions, Exported, export};
pub use read::import;
pub use reader::Reader;
