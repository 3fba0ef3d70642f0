//! Choices made by a seed or by the bytes of a fuzzer.

/// A sequence of choices: the same seed, or the same bytes, make the same ones.
///
/// ```
/// use contacts_core::testing::choices::Choices;
///
/// let mut choices = Choices::from_seed(7);
/// let first = choices.below(10);
/// assert_eq!(Choices::from_seed(7).below(10), first);
/// assert!(Choices::from_bytes(b"").is_spent());
/// ```
#[derive(Clone, Debug)]
pub struct Choices {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    /// The state of SplitMix64.
    Seed(u64),
    /// What is left of the bytes, the last one first.
    Bytes(Vec<u8>),
}

impl Choices {
    /// Choices without end.
    pub fn from_seed(seed: u64) -> Self {
        Self { source: Source::Seed(seed) }
    }

    /// A byte or two for each choice; 0 for all that come after the last byte.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { source: Source::Bytes(bytes.iter().rev().copied().collect()) }
    }

    /// Whether the bytes are used up.
    pub fn is_spent(&self) -> bool {
        matches!(&self.source, Source::Bytes(left) if left.is_empty())
    }

    /// A number below `end`, or 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end < 2 {
            return 0;
        }
        match &mut self.source {
            Source::Seed(_) => usize::try_from(self.word() % end as u64).unwrap_or(0),
            Source::Bytes(left) => {
                let mut number = usize::from(left.pop().unwrap_or(0));
                if end > 256 {
                    number = number << 8 | usize::from(left.pop().unwrap_or(0));
                }
                number % end
            }
        }
    }

    /// `true` in so many of a hundred cases.
    pub fn percent(&mut self, percent: usize) -> bool {
        percent > 0 && self.below(100) < percent
    }

    /// One of the items.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of the items with this weight; the first, if all weights are 0.
    pub fn weighted(&mut self, weights: &[u8]) -> usize {
        let total: usize = weights.iter().map(|weight| usize::from(*weight)).sum();
        let mut left = self.below(total);
        for (at, weight) in weights.iter().enumerate() {
            match left.checked_sub(usize::from(*weight)) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }

    /// Any 64 bits.
    pub fn word(&mut self) -> u64 {
        match &mut self.source {
            Source::Seed(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let word = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                word ^ (word >> 31)
            }
            Source::Bytes(left) => {
                (0..8).fold(0, |word, _| word << 8 | u64::from(left.pop().unwrap_or(0)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_below_the_end_is_chosen() {
        let mut choices = Choices::from_seed(1);
        let mut seen = [false; 7];
        (0..200).for_each(|_| seen[choices.below(7)] = true);
        assert_eq!(seen, [true; 7]);
    }

    #[test]
    fn what_weighs_nothing_is_not_chosen() {
        let mut choices = Choices::from_seed(1);
        assert!((0..200).all(|_| choices.weighted(&[0, 3, 0, 1]) % 2 == 1));
        assert_eq!(choices.weighted(&[0, 0]), 0);
    }

    #[test]
    fn bytes_are_used_in_order_and_then_zero() {
        let mut choices = Choices::from_bytes(&[3, 1, 2]);
        assert_eq!((choices.below(4), choices.below(1000)), (3, 258));
        assert!(choices.is_spent());
        assert_eq!((choices.below(9), choices.word()), (0, 0));
    }
}
