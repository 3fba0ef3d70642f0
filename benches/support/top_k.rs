//! The first few in an order that no index keeps.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::people::Record;

/// The first `k` by `key`, in order: one pass and a heap of `k`.
pub(crate) fn top_k<T: Copy, K: Ord>(
    items: impl IntoIterator<Item = T>,
    k: usize,
    key: impl Fn(T) -> K,
) -> Vec<T> {
    let mut heap = BinaryHeap::with_capacity(k);
    for item in items {
        let keyed = Keyed { key: key(item), item };
        if heap.len() < k {
            heap.push(keyed);
        } else if let Some(mut last) = heap.peek_mut()
            && keyed < *last
        {
            *last = keyed;
        }
    }
    heap.into_sorted_vec().into_iter().map(|keyed| keyed.item).collect()
}

/// The same by sorting everything by key, as one writes it who does not think of it.
pub(crate) fn full_sort<T: Copy, K: Ord>(
    items: impl IntoIterator<Item = T>,
    k: usize,
    key: impl Fn(T) -> K,
) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable_by_key(|item| key(*item));
    items.truncate(k);
    items
}

/// An item that compares by its key alone.
struct Keyed<K, T> {
    key: K,
    item: T,
}

impl<K: Ord, T> Ord for Keyed<K, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<K: Ord, T> PartialOrd for Keyed<K, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, T> PartialEq for Keyed<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord, T> Eq for Keyed<K, T> {}

/// The primary phone number as text, absent ones last.
pub(crate) fn e164_key(record: &Record) -> (bool, [u8; 20]) {
    let number = record.phones.iter().find(|phone| phone.primary).and_then(|phone| phone.e164);
    (number.is_none(), digits(number.unwrap_or_default()))
}

/// The decimal digits of a number, which compare as texts do.
pub(crate) fn digits(mut number: u64) -> [u8; 20] {
    let mut digits = [0; 20];
    let length = number.checked_ilog10().map_or(0, |log| log as usize + 1);
    for digit in digits[..length].iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    digits
}
