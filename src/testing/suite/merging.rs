//! Merges as a store carries them out.

use std::collections::BTreeMap;

use super::Subject;
use super::cast::{With, person};
use super::client::{
    Client, alone, contact_id, email, holds, is_conflict, key_of, label_key, merging, number,
    refused, revision, same, unchanged,
};
use crate::query::ContactQuery;
use crate::record::Slot;

/// Where every id leads that was ever used.
fn resolved(client: &Client, ids: std::ops::RangeInclusive<u128>) -> BTreeMap<u128, u128> {
    let lead = |id| match client.slot(id) {
        Some(Slot::Redirect { to }) => (id, number(to)),
        Some(Slot::Contact(contact)) => (id, number(*contact.id())),
        Some(Slot::Deleted) => (id, id),
        None => panic!("INV-1, C1: id {id} was used and is not known"),
    };
    ids.map(lead).collect()
}

/// INV-14, C2, C3: every redirect leads to an id that does not redirect.
fn one_hop(client: &Client, ids: std::ops::RangeInclusive<u128>) {
    for id in ids {
        if let Some(Slot::Redirect { to }) = client.slot(id) {
            let there = client.slot(number(to));
            let redirects = matches!(there, None | Some(Slot::Redirect { .. }));
            holds("INV-14, C2, C3", !redirects, format_args!("{id} leads to {to}: {there:?}"));
        }
    }
}

fn people(client: &Client, ids: std::ops::RangeInclusive<u128>) {
    for id in ids {
        client.create(id, person(&format!("No. {id}")).email(&format!("p{id}")));
    }
}

/// INV-11, B6, B10, C7: the target is one revision on, every source redirects to it, no id is new.
pub fn a_merge_keeps_the_target_and_redirects_the_sources(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=4);
    let commit = client.merge(&client.live(2), &[&client.live(1), &client.live(4)]);
    let commit = commit.expect("present revisions");
    let target = client.live(2);
    same("INV-11, B10", "revision of the target", target.revision(), revision(2));
    same("INV-1, B6", "live contacts", client.all(), vec![2, 3]);
    for id in [1, 4] {
        let to = contact_id(2);
        same("INV-11, C4", "slot of a source", client.slot(id), Some(Slot::Redirect { to }));
        let key = key_of(&email(&format!("p{id}")));
        same("K3, INV-16", "holders of its e-mail", client.matching(&key), vec![2]);
    }
    let count = client.count(&ContactQuery::all());
    same("INV-30", "count of all", count, 2);
    same("INV-11", "state in the commit", commit.state(contact_id(2)), Some(&target));
}

/// INV-12, B3: a merge is refused if the target moved since it was read.
pub fn a_merge_is_refused_if_the_target_moved(subject: &dyn Subject) {
    a_merge_is_refused_if_one_moved(subject, &[1]);
}

/// INV-12, B3: a merge is refused if any of the sources moved since it was read.
pub fn a_merge_is_refused_if_a_source_moved(subject: &dyn Subject) {
    a_merge_is_refused_if_one_moved(subject, &[2, 3, 4]);
}

fn a_merge_is_refused_if_one_moved(subject: &dyn Subject, which: &[u128]) {
    for &moved in which {
        let client = alone(subject);
        people(&client, 1..=4);
        let [target, a, b, c] = [1, 2, 3, 4].map(|id| client.live(id));
        let changes = merging(client.next_id(), &target, &[&a, &b, &c]);
        client.update(&client.live(moved), person("Moved")).expect("a present revision");
        let before = client.view();
        let what = format!("a merge of 2, 3, 4 into 1 after {moved} moved");
        refused("INV-12, B3", &what, client.commit(&changes), is_conflict);
        unchanged("INV-5, B4", what, &client.view(), &before);
    }
}

/// INV-14, C2, C3: after chains and trees of merges every redirect is one hop.
pub fn a_redirect_is_one_hop_after_every_merge(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=8);
    for (target, source) in [(2, 1), (3, 2), (5, 4), (6, 5), (3, 6), (7, 3), (7, 8)] {
        client.merge(&client.live(target), &[&client.live(source)]).expect("present revisions");
        one_hop(&client, 1..=8);
    }
    let due: BTreeMap<_, _> = (1..=8).map(|id| (id, 7)).collect();
    same("INV-14, C3", "where all lead", resolved(&client, 1..=8), due);
}

/// C4, B5: a merge moves where the sources lead, and those that led to them, and nothing else.
pub fn a_merge_moves_only_the_redirects_it_must(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=9);
    for (target, sources) in [(1, [2, 3].as_slice()), (4, &[5]), (1, &[4, 6]), (7, &[8])] {
        let before = resolved(&client, 1..=9);
        let read: Vec<_> = sources.iter().map(|id| client.live(*id)).collect();
        let read: Vec<_> = read.iter().collect();
        client.merge(&client.live(target), &read).expect("present revisions");
        let lead = |to: u128| if sources.contains(&to) { target } else { to };
        let due: BTreeMap<_, _> = before.into_iter().map(|(id, to)| (id, lead(to))).collect();
        let what = format!("where ids lead after {sources:?} into {target}");
        same("C4", what, resolved(&client, 1..=9), due);
    }
}

/// INV-15, INV-2, C6, C7: nothing is created at a merged id.
pub fn a_merged_id_is_not_created_again(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=2);
    client.merge(&client.live(1), &[&client.live(2)]).expect("present revisions");
    let before = client.view();
    let mut changes = client.changes();
    changes.create(contact_id(2), person("Back")).expect("one edit");
    refused("INV-15", "creating at a merged id", client.commit(&changes), is_conflict);
    unchanged("INV-15", "a refused creation", &client.view(), &before);
}

/// INV-15, C6: a merged id is neither updated nor deleted.
pub fn a_merged_id_is_not_written(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=2);
    let source = client.live(2);
    client.merge(&client.live(1), &[&source]).expect("present revisions");
    let before = client.view();
    let refusal = client.update(&source, person("Back"));
    refused("INV-15, C6", "updating a merged id", refusal, is_conflict);
    refused("INV-15, C6", "deleting a merged id", client.delete(&source), is_conflict);
    unchanged("INV-15", "a refused write", &client.view(), &before);
}

/// B12, INV-15: a contact that was merged away is not merged again, not as source, not as target.
pub fn merging_a_merged_contact_again_is_refused(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=3);
    let source = client.live(2);
    client.merge(&client.live(1), &[&source]).expect("present revisions");
    let before = client.view();
    let refusal = client.merge(&client.live(3), &[&source]);
    refused("B12", "a merge of a merged contact", refusal, is_conflict);
    let refusal = client.merge(&client.live(1), &[&source]);
    refused("B12", "the same merge again", refusal, is_conflict);
    let refusal = client.merge(&source, &[&client.live(3)]);
    refused("B12", "a merge into a merged contact", refusal, is_conflict);
    unchanged("B12", "a refused merge", &client.view(), &before);
}

/// INV-17, C1: a plain read of a merged id says where it leads; lists do not have it.
pub fn a_plain_read_does_not_follow_a_redirect(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=2);
    client.merge(&client.live(1), &[&client.live(2)]).expect("present revisions");
    let to = contact_id(1);
    same("INV-17", "slot of a merged id", client.slot(2), Some(Slot::Redirect { to }));
}

/// INV-17, C1, C9: a redirect stays when its target is deleted, and says so by where it leads.
pub fn a_redirect_outlives_its_target(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client, 1..=2);
    client.merge(&client.live(1), &[&client.live(2)]).expect("present revisions");
    client.delete(&client.live(1)).expect("a present revision");
    let to = contact_id(1);
    same("INV-17, C9", "slot of the source", client.slot(2), Some(Slot::Redirect { to }));
    same("INV-17, C9", "slot of the target", client.slot(1), Some(Slot::Deleted));
}

/// INV-16: every value of every source is found at the target.
pub fn every_value_of_a_source_is_found_at_the_target(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    client.create(1, person("Ada").email("a").labelled("custom.a"));
    let two = person("A.").email("b").phone("+49 30 23125001", None).labelled("custom.b");
    let two = client.create(2, two.company("Engines"));
    let three = client.create(3, person("L.").email("B").phone("555 0100", None));
    client.merge(&client.live(1), &[&two, &three]).expect("present revisions");
    let target = client.live(1);
    for key in [&two, &three].iter().flat_map(|source| source.match_keys()) {
        let found = client.matching(&key);
        same("INV-16, K3", format_args!("holders of {key:?}"), found, vec![1]);
    }
    let found = client.found(&ContactQuery::from(label_key("custom.b")));
    same("INV-16", "contacts of the source's label", found, vec![1]);
    same("INV-16", "company", target.info().company(), Some("Engines"));
    same("INV-16", "e-mails, none twice", target.info().emails().len(), 2);
}

/// B5, B6: contacts that have no part in a merge stay as they are.
pub fn a_merge_leaves_all_others_as_they_were(subject: &dyn Subject) {
    let client = alone(subject);
    for id in 1..=6 {
        client.create(id, person(&format!("No. {id}")).email("shared"));
    }
    let others = [1, 4, 6].map(|id| client.live(id));
    client.merge(&client.live(2), &[&client.live(3), &client.live(5)]).expect("present revisions");
    same("B6", "live contacts", client.all(), vec![1, 2, 4, 6]);
    same("B5", "other contacts", [1, 4, 6].map(|id| client.live(id)), others);
}

/// B10, INV-4: a merge that adds nothing to the target is a commit: the sources are gone, the
/// revision of the target is one on.
pub fn a_merge_that_adds_nothing_is_a_commit(subject: &dyn Subject) {
    let client = alone(subject);
    let (target, source) = (client.create(1, person("Ada")), client.create(2, person("Ada")));
    let mut changes = client.changes();
    changes.merge(&target, target.value().clone(), &[source]).expect("one edit");
    client.must(&changes);
    same("B10", "revision of the target", client.live(1).revision(), revision(2));
    same("B6", "live contacts", client.all(), vec![1]);
}
