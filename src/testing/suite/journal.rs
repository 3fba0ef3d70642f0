//! What the journal says.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use super::cast::{With, person, text};
use super::client::{
    Client, NOW, alone, contact_id, email, field, holds, key_of, label, label_key, number,
    revision, same,
};
use crate::change::{Audit, Cause, ChangeSet, Commit, EventKind, Origination};
use crate::field::DataType;
use crate::id::ContactId;
use crate::label::LabelKey;
use crate::record::{RecordId, Revision, Sequence};
use crate::testing::model::{Entry, Happened};

/// A short history with everything in it: nine commits.
fn history(client: &Client) -> Vec<Commit> {
    let mut commits = Vec::new();
    let mut all = |changes: &ChangeSet| commits.push(client.must(changes));
    let mut changes = client.changes();
    changes.create_label(label_key("custom.a"), label("A")).expect("one edit");
    changes.create_label(label_key("custom.b"), label("B")).expect("one edit");
    all(&changes);
    for id in 1..=4 {
        let mut changes = client.changes();
        let contact = person(&format!("No. {id}")).labelled("custom.a");
        changes.create(contact_id(id), contact).expect("one edit");
        all(&changes);
    }
    let mut changes = client.changes();
    changes.update(&client.live(1), person("One").email("ada")).expect("one edit");
    changes.update(&client.live(2), person("Two").company("X")).expect("one edit");
    all(&changes);
    let sources = [client.live(3), client.live(1)];
    all(&super::client::merging(
        client.next_id(),
        &client.live(2),
        &sources.iter().collect::<Vec<_>>(),
    ));
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.b")).expect("one edit");
    all(&changes);
    let mut changes = client.changes();
    changes.delete(&client.live(4)).expect("one edit");
    all(&changes);
    commits
}

/// INV-35, F3: the journal counts 1, 2, 3, … in the order of the commits, refusals or not.
pub fn the_journal_counts_without_gaps(subject: &dyn Subject) {
    let client = alone(subject);
    let commits = history(&client);
    let due: Vec<_> = (1..=9).map(Sequence::new).collect();
    let seen: Vec<_> = commits.iter().map(|commit| commit.sequence()).collect();
    same("INV-35", "numbers of commits", seen, due.clone());
    let seen: Vec<_> = client.journal().iter().map(|entry| entry.sequence()).collect();
    same("INV-35", "numbers in the journal", seen, due);
}

/// INV-37, F2: the journal holds the events of every commit, in their order, once.
pub fn the_journal_holds_the_events_of_every_commit(subject: &dyn Subject) {
    let client = alone(subject);
    let events = |commits: &[Commit]| -> Vec<Vec<Happened>> {
        commits.iter().map(|commit| commit.events().iter().map(Happened::of).collect()).collect()
    };
    let commits = history(&client);
    let read = client.read(|store| store.commits_after(None, usize::MAX));
    same("INV-37", "events in the journal", events(&read), events(&commits));
    let what = |commit: &Commit| -> Vec<&'static str> {
        commit.events().iter().map(|event| Happened::of(event).what).collect()
    };
    same("INV-37", "events of commit 1", what(&read[0]), vec!["label created"; 2]);
    same("INV-37", "events of commit 6", what(&read[5]), vec!["contact updated"; 2]);
    let records: Vec<_> = read[5].events().iter().map(crate::change::Event::record).collect();
    let due = [1, 2].map(|id| RecordId::Contact(contact_id(id))).to_vec();
    same("INV-37", "records of commit 6, in order", records, due);
}

/// F5, H4: the events of a merge are: merged, the target updated, each source deleted; all say
/// that a merge is behind them. No merge says that a person was deleted.
pub fn the_events_of_a_merge_name_their_cause(subject: &dyn Subject) {
    let client = alone(subject);
    history(&client);
    let read = client.read(|store| store.commits_after(Some(Sequence::new(6)), 1));
    let commit = read.first().expect("commit 7");
    same("F5", "cause", commit.cause(), Cause::Merge);
    let kinds: Vec<_> = commit.events().iter().map(|event| event.kind.clone()).collect();
    let (target, sources) = (contact_id(2), vec![contact_id(3), contact_id(1)]);
    same("F5", "events", kinds.len(), 4);
    let merged = EventKind::ContactsMerged { target, sources };
    same("F5", "first event", &kinds[0], &merged);
    let EventKind::ContactUpdated { id, changed, originated_from } = &kinds[1] else {
        panic!("F5: second event: saw {:?}", kinds[1]);
    };
    same("F5", "second event", (*id, *originated_from), (target, Some(Origination::Merge)));
    let names: Vec<_> = changed.names().collect();
    let due = vec!["info.emails", "info.labelKeys", "lastActivity"];
    same("F5", "changed parts", names, due);
    for (kind, id) in kinds[2..].iter().zip([3, 1].map(contact_id)) {
        let due = EventKind::ContactDeleted { id, merged_into: Some(target) };
        same("F5, H4", "event of a source", kind, &due);
    }
    let revisions: Vec<_> = commit.events().iter().map(|event| event.revision.get()).collect();
    same("F5", "revisions", revisions, vec![3, 3, 1, 2]);
}

/// INV-35, INV-36: the journal is read in parts, from anywhere, without gap or repeat.
pub fn the_journal_is_read_in_parts(subject: &dyn Subject) {
    let client = alone(subject);
    history(&client);
    for limit in 1..=10 {
        let mut seen = None;
        let mut numbers = Vec::new();
        loop {
            let part = client.read(|store| store.commits_after(seen, limit));
            holds("INV-35", part.len() <= limit, format_args!("{} of {limit}", part.len()));
            let Some(last) = part.last() else { break };
            seen = Some(last.sequence());
            numbers.extend(part.iter().map(|commit| commit.sequence().get()));
            holds("INV-35", numbers.len() < 99, format_args!("parts never end: {numbers:?}"));
        }
        same("INV-35", format_args!("parts of {limit}"), numbers, (1..=9).collect());
    }
    for seen in [9, 10, 1_000] {
        let rest = client.read(|store| store.commits_after(Some(Sequence::new(seen)), 9));
        same("INV-35", format_args!("commits after {seen}"), rest.len(), 0);
    }
}

/// INV-39: commits that are asked for are answered or refused, never silently left out.
pub fn a_slow_reader_of_the_journal_loses_nothing(subject: &dyn Subject) {
    let client = alone(subject);
    for id in 1..=150 {
        client.create(id, person("Ada"));
    }
    match client.store.commits_after(None, usize::MAX) {
        Err(crate::change::StoreError::Trimmed { first }) => {
            let rest = client.read(|store| store.commits_after(Some(first), usize::MAX));
            same("INV-39", "last commit kept", rest.last().map(|c| c.sequence().get()), Some(150));
        }
        answer => {
            let numbers: Vec<_> =
                answer.iter().flatten().map(|commit| commit.sequence().get()).collect();
            same("INV-39", "numbers in the journal", numbers, (1..=150).collect());
        }
    }
}

/// INV-38, F2: who folds the events from the first one has the live ids, their revisions, the
/// redirects and the labels.
pub fn folding_the_events_gives_the_state(subject: &dyn Subject) {
    let client = alone(subject);
    history(&client);
    let mut live: BTreeMap<ContactId, Revision> = BTreeMap::new();
    let mut redirects: BTreeMap<ContactId, ContactId> = BTreeMap::new();
    let mut labels: BTreeSet<LabelKey> = BTreeSet::new();
    for commit in client.read(|store| store.commits_after(None, usize::MAX)) {
        for event in commit.events() {
            match &event.kind {
                EventKind::ContactCreated(id) | EventKind::ContactUpdated { id, .. } => {
                    live.insert(*id, event.revision);
                }
                EventKind::ContactDeleted { id, merged_into } => {
                    live.remove(id);
                    if let Some(into) = merged_into {
                        redirects.values_mut().filter(|to| **to == *id).for_each(|to| *to = *into);
                        redirects.insert(*id, *into);
                    }
                }
                EventKind::LabelCreated(key) => drop(labels.insert(key.clone())),
                EventKind::LabelDeleted(key) => drop(labels.remove(key)),
                _ => {}
            }
        }
    }
    let folded: Vec<_> = live.iter().map(|(id, revision)| (number(*id), *revision)).collect();
    let seen: Vec<_> = folded.iter().map(|(id, _)| (*id, client.live(*id).revision())).collect();
    same("INV-38", "live contacts", client.all(), folded.iter().map(|(id, _)| *id).collect());
    same("INV-38", "revisions", seen, folded);
    for (source, to) in &redirects {
        let due = Some(crate::record::Slot::Redirect { to: *to });
        same("INV-38", "redirect", client.slot(number(*source)), due);
    }
    same("INV-38", "redirects", redirects.len(), 2);
    let seen: BTreeSet<_> =
        client.read(|store| store.labels()).iter().map(|label| label.id().clone()).collect();
    same("INV-38", "labels", seen, labels);
}

/// INV-40: `commits_after` attaches the present state of each contact that a commit put and that
/// is live, no other.
pub fn the_journal_attaches_the_present_state(subject: &dyn Subject) {
    let client = alone(subject);
    history(&client);
    let read = client.read(|store| store.commits_after(None, usize::MAX));
    for commit in &read {
        let put = commit.events().iter().filter_map(|event| match &event.kind {
            EventKind::ContactCreated(id) | EventKind::ContactUpdated { id, .. } => Some(*id),
            _ => None,
        });
        let due: Vec<_> = put.filter(|id| *id == contact_id(2)).map(|_| client.live(2)).collect();
        let what = format!("states of commit {}", commit.sequence());
        same("INV-40", what, commit.states().to_vec(), due);
    }
    let (a, b) = (label_key("custom.a"), label_key("custom.b"));
    same("INV-40", "label of commit 1", read[0].label(&a), Some(&client.stored_label("custom.a")));
    same("INV-40", "deleted label of commit 1", read[0].label(&b), None);
}

/// INV-40: the commit that is returned shares the contacts as they are right after it.
pub fn a_commit_carries_the_state_that_it_made(subject: &dyn Subject) {
    let client = alone(subject);
    client.create(1, person("Ada"));
    client.create(2, person("Grace"));
    let mut changes = client.changes();
    changes.update(&client.live(1), person("Ada B.")).expect("one edit");
    changes.delete(&client.live(2)).expect("one edit");
    changes.create(contact_id(3), person("New")).expect("one edit");
    changes.create_label(label_key("custom.a"), label("A")).expect("one edit");
    let key = super::client::field_key("custom.f");
    changes.create_field(key.clone(), field("F", DataType::Url)).expect("one edit");
    let commit = client.must(&changes);
    let made = commit.label(&label_key("custom.a"));
    same("INV-40", "label that was made", made, Some(&client.stored_label("custom.a")));
    let made = commit.field(&key);
    same("INV-40", "field that was made", made, Some(&client.stored_field("custom.f")));
    for id in [1, 3] {
        let seen = commit.state(contact_id(id)).cloned();
        same("INV-40", format_args!("state of {id}"), seen, Some(client.live(id)));
    }
    same("INV-40", "state of a deleted contact", commit.state(contact_id(2)), None);
}

/// INV-9, INV-41: a commit is found by the id of its change set, with all that was said of it.
pub fn a_commit_is_found_by_the_id_of_its_change_set(subject: &dyn Subject) {
    let client = alone(subject);
    let audit = Audit {
        caller: Some("app 7".into()),
        elevated: Some("clean-up".into()),
        request: Some(u64::MAX),
    };
    let mut ids = Vec::new();
    for id in 1..=3 {
        let mut changes =
            ChangeSet::new(client.next_id(), NOW, Cause::Import).with_audit(audit.clone());
        changes.create(contact_id(id), person("Ada")).expect("one edit");
        client.must(&changes);
        ids.push(changes);
    }
    for (at, changes) in (1..).zip(&ids) {
        let found = client.read(|store| store.committed(changes.id()));
        let Some(commit) = found else { panic!("INV-41: commit {at} is not found by its id") };
        same("INV-41", "its number", commit.sequence(), Sequence::new(at));
        same("INV-41", "its change set", commit.id(), changes.id());
        same("INV-41", "its fingerprint", commit.fingerprint(), changes.fingerprint());
        same("F5", "its cause", commit.cause(), Cause::Import);
        same("F5", "who did it", commit.audit(), &audit);
        let read = client.read(|store| store.commits_after(Some(Sequence::new(at - 1)), 1));
        same("INV-41", "the journal's", read.first().map(Entry::of), Some(Entry::of(&commit)));
    }
}

/// INV-40: what the journal keeps holds no personal value.
pub fn the_journal_holds_no_personal_values(subject: &dyn Subject) {
    const MARK: &str = "zq-secret-zq";
    let client = alone(subject);
    client.field("custom.f", "F", DataType::Text);
    let ada = person(MARK).company(MARK).email(MARK).value("custom.f", text(MARK));
    let ada = client.create(1, ada.phone(MARK, None));
    client.update(&ada, person("Ada").email("ada")).expect("a present revision");
    client.create(2, person("Grace").email(MARK));
    client.merge(&client.live(1), &[&client.live(2)]).expect("present revisions");
    holds("INV-16", client.matching(&key_of(&email(MARK))) == [1], "the value is not there");
    for commit in client.read(|store| store.commits_after(None, usize::MAX)) {
        let record = format!("{:?}", commit.record());
        holds("INV-40", !record.contains(MARK), format_args!("a value in {record}"));
    }
    let refusal = client.update(&ada, person(MARK)).expect_err("an old revision");
    let said = format!("{refusal} {refusal:?}");
    holds("INV-40", !said.contains(MARK), format_args!("a value in {said}"));
    same("INV-3", "revision", client.live(1).revision(), revision(3));
}
