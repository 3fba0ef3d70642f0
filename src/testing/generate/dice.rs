/// Bytes that decide, one by one; after the last one, nothing more happens.
///
/// Zero is always the plainest choice, so bytes that shrink towards zero make values that shrink
/// towards nothing.
#[derive(Clone, Debug)]
pub struct Dice<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Dice<'a> {
    /// Decides by these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number from 0 to `max`.
    pub fn up_to(&mut self, max: u8) -> usize {
        let byte = self.bytes.next().copied().unwrap_or(0);
        usize::from(byte) % (usize::from(max) + 1)
    }

    /// Whether something happens that happens once in `times`; zero is no.
    pub fn once_in(&mut self, times: u8) -> bool {
        self.up_to(times - 1) == usize::from(times - 1)
    }

    /// One of `items`, which has at least one and at most 256.
    pub fn one_of<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.up_to((items.len() - 1) as u8)]
    }

    /// One of `items`, or none.
    pub fn maybe<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        let at = self.up_to(items.len() as u8);
        at.checked_sub(1).map(|at| items[at].clone())
    }
}
