mod property;
pub use property::{Anchor, Encoding, Parameter, Property};
