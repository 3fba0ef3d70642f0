//! Cards as contacts.

mod address;
mod alternatives;
mod convert;
mod entries;
mod export;
mod fields;
mod fresh;
mod kept;
mod kind;
mod media;
mod name;
mod names;
mod read;
mod reader;
mod singles;
#[cfg(test)]
mod tests;
mod types;
mod values;
mod was;
mod write;

pub use export::{ExportOptions, Exported, export};
pub use read::import;
pub use reader::Reader;
