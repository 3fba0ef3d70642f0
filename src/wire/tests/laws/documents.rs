//! Any JSON, and changes of good documents.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};

pub(in crate::wire) fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["", "MAIN", "a@x.example", "2024-02-30", "custom.a", "\0"])
            .prop_map(Value::from),
    ]
}

pub(in crate::wire) fn name() -> impl Strategy<Value = String> {
    let known = ["id", "info", "items", "emails", "email", "name", "extendedFields", "key", "x.y"];
    prop_oneof![prop::sample::select(known.map(String::from).to_vec()), any::<String>()]
}

pub(in crate::wire) fn json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(20, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((name(), inner), 0..6)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

#[derive(Clone, Debug)]
pub(in crate::wire) enum Change {
    Replace(Value),
    Remove,
    Rename(String),
    Repeat,
}

pub(in crate::wire) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        json().prop_map(Change::Replace),
        scalar().prop_map(Change::Replace),
        Just(Change::Remove),
        name().prop_map(Change::Rename),
        Just(Change::Repeat),
    ]
}

pub(in crate::wire) fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Changes the value that comes up after so many others.
pub(in crate::wire) fn apply(value: &mut Value, place: &mut usize, change: &Change) {
    if *place == 0 {
        if let Change::Replace(json) = change {
            *value = json.clone();
        }
        return;
    }
    match value {
        Value::Array(items) => {
            for at in 0..items.len() {
                *place -= 1;
                let size = count(&items[at]);
                if *place == 0 {
                    match change {
                        Change::Remove => drop(items.remove(at)),
                        Change::Repeat => items.push(items[at].clone()),
                        _ => apply(&mut items[at], place, change),
                    }
                    return;
                }
                if *place < size {
                    return apply(&mut items[at], place, change);
                }
                *place -= size - 1;
            }
        }
        Value::Object(members) => {
            for name in members.keys().cloned().collect::<Vec<_>>() {
                *place -= 1;
                let size = count(&members[&name]);
                if *place == 0 {
                    match change {
                        Change::Remove => drop(members.remove(&name)),
                        Change::Rename(other) => {
                            let value = members.remove(&name).unwrap_or_default();
                            members.insert(other.clone(), value);
                        }
                        _ => apply(&mut members[&name], place, change),
                    }
                    return;
                }
                if *place < size {
                    return apply(&mut members[&name], place, change);
                }
                *place -= size - 1;
            }
        }
        _ => {}
    }
}
