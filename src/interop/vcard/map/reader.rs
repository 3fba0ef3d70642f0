use std::io::{self, BufRead};

use super::super::{Cards, Item, Limits};
use super::import;
use crate::interop::{Found, ImportOptions};

/// Reads the cards of a file as contacts would hold them; holds one card at a time.
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Reader<R> {
    cards: Cards<R>,
    options: ImportOptions,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `reader`, within the default limits.
    ///
    /// # Errors
    /// The head of the file cannot be read.
    pub fn new(reader: R, options: &ImportOptions) -> io::Result<Self> {
        Self::with_limits(reader, options, Limits::default())
    }

    /// Reads from `reader`, within `limits`.
    ///
    /// # Errors
    /// The head of the file cannot be read.
    pub fn with_limits(reader: R, options: &ImportOptions, limits: Limits) -> io::Result<Self> {
        Ok(Self { cards: Cards::with_limits(reader, limits)?, options: options.clone() })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = match self.cards.next()? {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        Some(Ok(match item {
            Item::Card(card) => match import(card, &self.options) {
                Ok(record) => Found::Record(record),
                Err(skipped) => Found::Skipped(skipped),
            },
            Item::Skipped(skipped) => Found::Skipped(skipped),
            Item::Outside(problem) => Found::Outside(problem),
        }))
    }
}
