use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::id::ContactId;

/// What a run had to do with a contact so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    /// It says all that a record says.
    Met,
    /// It was made or changed.
    Made,
}

/// The contacts that a run had to do with.
///
/// New ids mostly ascend: 17 bytes each for those that do, so that a million contacts take little.
#[derive(Debug, Default)]
pub(super) struct Touched {
    ascending: Vec<(ContactId, Touch)>,
    others: HashMap<ContactId, Touch, RandomState>,
}

impl Touched {
    pub(super) fn get(&self, id: &ContactId) -> Option<Touch> {
        match self.ascending.binary_search_by_key(id, |(known, _)| *known) {
            Ok(at) => Some(self.ascending[at].1),
            Err(_) => self.others.get(id).copied(),
        }
    }

    /// Marks a contact; what was made stays so.
    pub(super) fn mark(&mut self, id: ContactId, touch: Touch) {
        if let Ok(at) = self.ascending.binary_search_by_key(&id, |(known, _)| *known) {
            if touch == Touch::Made {
                self.ascending[at].1 = touch;
            }
            return;
        }
        if self.ascending.last().is_none_or(|(last, _)| *last < id)
            && !self.others.contains_key(&id)
        {
            self.ascending.push((id, touch));
            return;
        }
        let known = self.others.entry(id).or_insert(touch);
        if touch == Touch::Made {
            *known = touch;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_stays_made_in_whatever_order_ids_come() {
        let mut touched = Touched::default();
        for id in [5, 9, 2, 7, 9, 12, 2] {
            touched.mark(ContactId::from_u128(id), Touch::Met);
        }
        touched.mark(ContactId::from_u128(2), Touch::Made);
        touched.mark(ContactId::from_u128(9), Touch::Made);
        touched.mark(ContactId::from_u128(9), Touch::Met);
        let get = |id| touched.get(&ContactId::from_u128(id));
        assert_eq!((get(2), get(9)), (Some(Touch::Made), Some(Touch::Made)));
        assert_eq!(
            (get(5), get(7), get(12)),
            (Some(Touch::Met), Some(Touch::Met), Some(Touch::Met))
        );
        assert_eq!(get(3), None);
    }
}
