#![forbid(unsafe_code)]
mod contact;
mod invalid;
pub use contact::{Anchor, Encoding, Parameter, Property};
pub use invalid::{Invalid, Rule};
