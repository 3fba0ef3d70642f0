//! What a consumer of the feed makes of it.

use std::collections::BTreeMap;

use super::Wrong;
use crate::{CommitRecord, ContactId, EventKind, LabelKey};

/// What events tell, folded from the first one.
#[derive(Debug, Default)]
pub(in crate::testing::simulator) struct Folded {
    /// Ids and revisions of the live contacts.
    pub(in crate::testing::simulator) live: BTreeMap<ContactId, u64>,
    /// Where those went that are gone.
    pub(in crate::testing::simulator) gone: BTreeMap<ContactId, Option<ContactId>>,
    pub(in crate::testing::simulator) labels: BTreeMap<LabelKey, u64>,
}

impl Folded {
    /// Takes in one commit.
    ///
    /// # Errors
    ///
    /// If an event cannot follow those before it.
    pub(in crate::testing::simulator) fn take(
        &mut self,
        record: &CommitRecord,
    ) -> Result<(), Wrong> {
        for event in record.events() {
            let revision = event.revision.get();
            let fits = match &event.kind {
                EventKind::ContactCreated(id) => {
                    let known = self.gone.contains_key(id) || self.live.contains_key(id);
                    self.live.insert(*id, revision);
                    !known && revision == 1
                }
                EventKind::ContactUpdated { id, .. } => {
                    self.live.insert(*id, revision) == Some(revision - 1)
                }
                EventKind::ContactDeleted { id, merged_into } => {
                    if let Some(into) = merged_into {
                        let aimed = self.gone.values_mut().flatten().filter(|to| *to == id);
                        aimed.for_each(|to| *to = *into);
                    }
                    self.gone.insert(*id, *merged_into);
                    self.live.remove(id) == Some(revision)
                }
                EventKind::ContactsMerged { target, sources } => {
                    self.live.contains_key(target)
                        && sources.iter().all(|source| self.live.contains_key(source))
                }
                EventKind::LabelCreated(key) => {
                    self.labels.insert(key.clone(), revision).is_none() && revision == 1
                }
                EventKind::LabelUpdated(key) => {
                    self.labels.insert(key.clone(), revision) == Some(revision - 1)
                }
                EventKind::LabelDeleted(key) => self.labels.remove(key) == Some(revision),
                _ => true,
            };
            if !fits {
                let sequence = record.sequence();
                return Err(Wrong("INV-38", format!("commit {sequence}: {event:?} cannot follow")));
            }
        }
        Ok(())
    }
}
