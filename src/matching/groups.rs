use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::person::Person;
use super::{Ambiguous, Group, Grouping, keys, rank};
use crate::contact::{Contact, MatchKey};
use crate::record::Stored;

/// Beyond so many contacts with one value, only those of the same name are compared.
const BUCKET: usize = 64;

/// The contacts that are the same person. See the [module](super).
///
/// # How
///
/// Contacts are sorted by id. Pairs that share a value and do not contradict are found by hashing
/// the values; a contact with two neighbours that contradict each other is ambiguous and loses its
/// pairs. The others are joined one by one, those that share the most values first, ties by id; a
/// join that would bring contradicting or two protected contacts together is left out.
pub fn groups(contacts: &[Arc<Stored<Contact>>]) -> Grouping {
    let mut sorted: Vec<&Arc<Stored<Contact>>> = contacts.iter().collect();
    sorted.sort_unstable_by_key(|contact| contact.id);
    sorted.dedup_by_key(|contact| contact.id);
    let people: Vec<Person> = sorted.iter().map(|contact| Person::of(contact)).collect();
    let buckets = buckets(&sorted);
    let pairs = pairs(&buckets, &people);
    let (pairs, ambiguous) = without_ambiguous(pairs, &people, &sorted);
    let mut clusters = Clusters::new(&sorted, &people);
    let mut ordered: Vec<(&(u32, u32), &u32)> = pairs.iter().collect();
    ordered.sort_by_key(|(pair, shared)| (Reverse(**shared), **pair));
    for ((a, b), _) in ordered {
        clusters.join(*a, *b);
    }
    let mut groups: Vec<Group> = clusters
        .members
        .iter()
        .filter(|members| members.len() > 1)
        .map(|members| group(members, &sorted))
        .collect();
    groups.sort_unstable_by_key(|group| group.target);
    Grouping { groups, ambiguous }
}

/// Contacts by the values that more than one of them has.
fn buckets(contacts: &[&Arc<Stored<Contact>>]) -> Vec<Vec<u32>> {
    let mut buckets: HashMap<MatchKey, Vec<u32>> = HashMap::with_capacity(contacts.len());
    for (contact, at) in contacts.iter().zip(0..) {
        for key in keys(contact) {
            buckets.entry(key).or_default().push(at);
        }
    }
    buckets.into_values().filter(|bucket| bucket.len() > 1).collect()
}

/// The pairs that share a value and do not contradict, with the number of values that they share.
fn pairs(buckets: &[Vec<u32>], people: &[Person]) -> BTreeMap<(u32, u32), u32> {
    let mut pairs: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut add = |a: u32, b: u32| {
        if !people[a as usize].contradicts(&people[b as usize]) {
            *pairs.entry((a, b)).or_default() += 1;
        }
    };
    for bucket in buckets {
        if bucket.len() <= BUCKET {
            for (at, a) in bucket.iter().enumerate() {
                bucket[at + 1..].iter().for_each(|b| add(*a, *b));
            }
            continue;
        }
        let mut named: HashMap<String, Vec<u32>> = HashMap::new();
        for at in bucket.iter().filter(|at| !people[**at as usize].is_nameless()) {
            named.entry(people[*at as usize].signature()).or_default().push(*at);
        }
        for same in named.values() {
            same.windows(2).for_each(|pair| add(pair[0], pair[1]));
        }
    }
    pairs
}

/// Takes away the pairs of contacts that fit two which contradict each other.
fn without_ambiguous(
    mut pairs: BTreeMap<(u32, u32), u32>,
    people: &[Person],
    contacts: &[&Arc<Stored<Contact>>],
) -> (BTreeMap<(u32, u32), u32>, Vec<Ambiguous>) {
    let mut neighbours: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (a, b) in pairs.keys() {
        neighbours.entry(*a).or_default().push(*b);
        neighbours.entry(*b).or_default().push(*a);
    }
    let contradicting = |near: &[u32]| {
        near.iter().enumerate().find_map(|(at, a)| {
            let other = near[at + 1..]
                .iter()
                .find(|b| people[*a as usize].contradicts(&people[**b as usize]))?;
            Some([*a, *other])
        })
    };
    let mut ambiguous = Vec::new();
    let mut left = Vec::new();
    for (at, near) in &mut neighbours {
        near.sort_unstable();
        if let Some(fits) = contradicting(near) {
            let id = |at: u32| contacts[at as usize].id;
            ambiguous.push(Ambiguous { contact: id(*at), fits: fits.map(id) });
            left.push(*at);
        }
    }
    pairs.retain(|(a, b), _| left.binary_search(a).is_err() && left.binary_search(b).is_err());
    (pairs, ambiguous)
}

/// Contacts that were joined. INVARIANT (no contradiction within): checked at every join.
struct Clusters<'a> {
    people: &'a [Person],
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// The different people among the members of each: equal ones need not be compared again.
    kinds: Vec<Vec<u32>>,
    protected: Vec<bool>,
}

impl<'a> Clusters<'a> {
    fn new(contacts: &[&Arc<Stored<Contact>>], people: &'a [Person]) -> Self {
        let count = u32::try_from(contacts.len()).unwrap_or(u32::MAX);
        let mut first: HashMap<&Person, u32> = HashMap::with_capacity(people.len());
        let kinds = people.iter().zip(0..count);
        let kinds = kinds.map(|(person, at)| vec![*first.entry(person).or_insert(at)]).collect();
        Self {
            people,
            of: (0..count).collect(),
            members: (0..count).map(|at| vec![at]).collect(),
            kinds,
            protected: contacts.iter().map(|c| c.standing().is_protected()).collect(),
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of[a as usize] as usize, self.of[b as usize] as usize);
        if a == b || self.protected[a] && self.protected[b] {
            return;
        }
        let contradict = self.kinds[a].iter().any(|a| {
            let person = &self.people[*a as usize];
            self.kinds[b].iter().any(|b| a != b && person.contradicts(&self.people[*b as usize]))
        });
        if contradict {
            return;
        }
        // The smaller one moves, so that each contact moves seldom.
        let (into, from) =
            if self.members[a].len() >= self.members[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[from]);
        for at in &moved {
            self.of[*at as usize] = u32::try_from(into).unwrap_or(u32::MAX);
        }
        self.members[into].extend(moved);
        let kinds = std::mem::take(&mut self.kinds[from]);
        self.kinds[into].extend(kinds);
        self.kinds[into].sort_unstable();
        self.kinds[into].dedup();
        self.protected[into] |= self.protected[from];
    }
}

fn group(members: &[u32], contacts: &[&Arc<Stored<Contact>>]) -> Group {
    let mut members: Vec<&Arc<Stored<Contact>>> =
        members.iter().map(|at| contacts[*at as usize]).collect();
    members.sort_unstable_by_key(|contact| contact.id);
    let mut held: BTreeMap<MatchKey, usize> = BTreeMap::new();
    for contact in &members {
        keys(contact).into_iter().for_each(|key| *held.entry(key).or_default() += 1);
    }
    let evidence = held.into_iter().filter(|(_, count)| *count > 1).map(|(key, _)| key).collect();
    let target = members.iter().min_by_key(|contact| rank(contact)).map(|contact| contact.id);
    let target = target.unwrap_or(members[0].id);
    let sources = members.iter().map(|contact| contact.id).filter(|id| *id != target).collect();
    Group { target, sources, evidence }
}
