use std::hash::{Hash, Hasher};

use crate::id::mix;

/// A fast hash of content, the same in every process: eight bytes a step.
///
/// It tells a retry from another change set with the same id. It is no defence against somebody
/// who looks for collisions; change sets come from the program itself.
#[derive(Debug, Default)]
pub(super) struct Fingerprint(u64);

/// The fingerprint of a value.
pub(super) fn of(value: &impl Hash) -> u64 {
    let mut hasher = Fingerprint::default();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Fingerprint {
    #[inline]
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Fingerprint {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let length = bytes.len();
        if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            self.add(u64::from_le_bytes(*first));
            for word in bytes[8..].as_chunks::<8>().0 {
                self.add(u64::from_le_bytes(*word));
            }
            // What is left over, with some of what was before it.
            self.add(u64::from_le_bytes(*last));
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
        {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            self.add(u64::from(first) << 32 | u64::from(last));
        } else {
            self.add(bytes.iter().fold(1, |word, byte| word << 8 | u64::from(*byte)));
        }
        self.add(length as u64);
    }

    #[inline]
    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    #[inline]
    fn write_u16(&mut self, word: u16) {
        self.add(u64::from(word));
    }

    #[inline]
    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    #[inline]
    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn finish(&self) -> u64 {
        mix(self.0)
    }
}
