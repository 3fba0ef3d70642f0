//! How much a card may hold.

/// Ceilings for what is read; a card over one of them is skipped and the next one read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a line after unfolding; 16 MiB.
    pub line: usize,
    /// Bytes of a card; 32 MiB.
    pub card: usize,
    /// Properties of a card; 10 000.
    pub properties: usize,
    /// Parameters of a property; 32.
    pub parameters: usize,
    /// Cards within a card (`AGENT` of vCard 2.1); 8.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line: 16 * 1024 * 1024,
            card: 32 * 1024 * 1024,
            properties: 10_000,
            parameters: 32,
            depth: 8,
        }
    }
}

impl Limits {
    /// Other ceilings for the bytes of a line and of a card.
    #[must_use]
    pub fn with_bytes(self, line: usize, card: usize) -> Self {
        Self { line, card, ..self }
    }

    /// Another ceiling for the properties of a card.
    #[must_use]
    pub fn with_properties(self, properties: usize) -> Self {
        Self { properties, ..self }
    }

    /// Another ceiling for the parameters of a property.
    #[must_use]
    pub fn with_parameters(self, parameters: usize) -> Self {
        Self { parameters, ..self }
    }
}
