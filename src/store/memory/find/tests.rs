use super::*;
use crate::change::{Cause, ChangeSet};
use crate::contact::{ContactInfo, Origin, OriginKind};
use crate::edit::ContactPatch;
use crate::id::{ChangeSetId, ContactId, EntryId};
use crate::label::{Label, LabelKey};
use crate::query::{Filter, Search, by};
use crate::store::{MemoryStore, Store};
use crate::time::Timestamp;

const CONTACTS: u128 = 2_000;

fn label(key: &str) -> LabelKey {
    key.parse().unwrap()
}

/// A book of people, of whom one in a thousand is rare and every second one common.
fn book() -> MemoryStore {
    let store = MemoryStore::new();
    let mut changes = ChangeSet::new(ChangeSetId::from_u128(1), Timestamp::EPOCH, Cause::Create);
    for key in ["custom.rare", "custom.common"] {
        changes.create_label(label(key), Label::new(key.parse().unwrap())).unwrap();
    }
    for n in 1..=CONTACTS {
        let mut labels = Vec::new();
        if n % 1_000 == 0 {
            labels.push(label("custom.rare"));
        }
        if n % 2 == 0 {
            labels.push(label("custom.common"));
        }
        let patch = ContactPatch::new()
            .with_name(&format!("Ada {n}"), "King")
            .unwrap()
            .with_email(format!("a{n}@x.test").parse().unwrap())
            .with_labels(labels);
        let mut entry = n << 8;
        let entry_id = || {
            entry += 1;
            EntryId::from_u128(entry)
        };
        let info = patch.apply(&ContactInfo::default(), |_| None, entry_id).unwrap();
        let contact = Contact::new(info, Origin::new(OriginKind::IMPORT), Timestamp::EPOCH);
        changes.create(ContactId::from_u128(n), contact.unwrap()).unwrap();
    }
    store.commit(&changes).unwrap();
    store
}

fn explained(store: &MemoryStore, filter: Filter) -> Explanation {
    let query = ContactQuery::all().with_filter(filter).unwrap();
    store.explain(&query, &Window::first(50)).unwrap()
}

#[test]
fn the_cheapest_way_is_taken() {
    let store = book();
    let rare = || by::LABELS.has_some([label("custom.rare")]);
    let common = || by::LABELS.has_some([label("custom.common")]);

    let all = explained(&store, Filter::everything());
    assert_eq!((all.candidates, all.checked, all.arranged), (2_000, false, Arranged::Walked));

    // Few are looked at; many are met on the way through the order.
    let few = explained(&store, rare());
    assert_eq!((few.candidates, few.checked, few.arranged), (2, false, Arranged::Best));
    let many = explained(&store, common());
    assert_eq!((many.candidates, many.checked, many.arranged), (1_000, false, Arranged::Walked));

    // What an index does not tell exactly is checked, after it was narrowed.
    let both = explained(&store, common() & by::EMAILS.starts_with("A1000"));
    assert_eq!((both.candidates, both.checked), (1, false));
    assert_eq!(both.used.len(), 2);
    let name = explained(&store, by::FIRST_NAME.eq("ada 7"));
    assert_eq!((name.candidates, name.checked), (1, true));

    // Nobody is looked for nowhere.
    let nobody = explained(&store, by::FIRST_NAME.starts_with("Bob"));
    assert_eq!((nobody.candidates, nobody.arranged), (0, Arranged::Best));

    // What most have is not collected for a page.
    let most = explained(&store, by::LAST_NAME.eq("King"));
    assert_eq!((most.candidates, most.checked, most.arranged), (2_000, true, Arranged::Walked));
    assert_eq!(most.used, []);
}

#[test]
fn an_explanation_is_for_people() {
    let store = book();
    let filter = by::LABELS.has_some([label("custom.rare")]) & by::COMPANY.eq("Acme");
    let said = explained(&store, filter).to_string();
    let due = "2000 contacts\n\
               info.labelKeys in (`custom.rare`): 2 by index\n\
               2 are checked one by one\n\
               all are looked at, the first of the order are kept";
    assert_eq!(said, due);
    let query = ContactQuery::all().with_search(Search::words("ada 77").unwrap());
    let said = store.explain(&query, &Window::first(5)).unwrap().to_string();
    assert!(said.contains("words `77 ada`: "), "{said}");
}
