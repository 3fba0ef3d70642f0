use std::io::{self, Write};

use super::Exported;
use crate::interop::json::List;

/// Writes any number of cards; holds none of them.
#[derive(Debug)]
pub struct Writer<W> {
    list: List<W>,
}

impl<W: Write> Writer<W> {
    /// Writes the cards as one array.
    pub fn new(out: W) -> Self {
        Self { list: List::array(out) }
    }

    /// Writes a card a line.
    pub fn lines(out: W) -> Self {
        Self { list: List::lines(out) }
    }

    /// Writes a card.
    ///
    /// # Errors
    ///
    /// Only those of the output.
    pub fn write(&mut self, card: &Exported) -> io::Result<()> {
        self.list.write(&card.text)
    }

    /// Ends the array and gives the output back.
    ///
    /// # Errors
    ///
    /// Only those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.list.finish()
    }
}
