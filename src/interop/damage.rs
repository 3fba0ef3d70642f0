//! Damaged files: what chance makes of good ones, the same each time.

/// Damages samples, each time in another way.
pub(in crate::interop) struct Damaged<'s> {
    samples: &'s [Vec<u8>],
    tokens: &'s [&'s [u8]],
    state: u64,
}

impl<'s> Damaged<'s> {
    /// Damaged of `samples`, of which there is one at least; `tokens` are what its format is made of.
    pub(in crate::interop) fn new(samples: &'s [Vec<u8>], tokens: &'s [&'s [u8]]) -> Self {
        Self { samples, tokens, state: 4 }
    }

    /// splitmix64.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    /// Some bytes of `from` in a row.
    fn part(&mut self, from: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(from.len());
        let most = [8, 80, from.len()][self.below(3)];
        start..(start + self.below(most + 1)).min(from.len())
    }

    /// A place at the begin of a line, or anywhere.
    fn place(&mut self, bytes: &[u8]) -> usize {
        let at = self.below(bytes.len() + 1);
        if self.below(2) == 0 {
            return at;
        }
        bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        match self.below(9) {
            0 => {
                let at = self.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            1 => {
                let at = self.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = self.below(256) as u8;
                }
            }
            2 => {
                let part = self.part(bytes);
                bytes.drain(part);
            }
            3 => {
                let part = self.part(bytes);
                let (again, at) = (bytes[part].to_vec(), self.place(bytes));
                bytes.splice(at..at, again);
            }
            4 => {
                let samples = self.samples;
                let other = &samples[self.below(samples.len())];
                let (part, at) = (self.part(other), self.place(bytes));
                bytes.splice(at..at, other[part].iter().copied());
            }
            5 => {
                let at = self.place(bytes);
                bytes.truncate(at);
            }
            6 => {
                let at = self.place(bytes);
                bytes.drain(..at);
            }
            _ => {
                let tokens = self.tokens;
                let token = tokens[self.below(tokens.len())];
                let often = [1, 1, 1, 100][self.below(4)];
                let at = self.place(bytes);
                bytes.splice(at..at, token.repeat(often));
            }
        }
    }
}

impl Iterator for Damaged<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let samples = self.samples;
        let mut bytes = samples[self.below(samples.len())].clone();
        for _ in 0..1 + self.below(6) {
            self.damage(&mut bytes);
        }
        Some(bytes)
    }
}
