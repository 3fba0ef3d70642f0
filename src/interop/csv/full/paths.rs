//! JSON as columns and back: a text for each value that is no list and no object, under the path to
//! it. Members called `items` are left out, places in lists count from 1.

use serde_json::{Map, Number, Value};

/// What is derived from other values, or means nothing outside of its book.
const DERIVED: [&str; 4] = ["id", "e164Phone", "formattedPhone", "formattedAddress"];
/// Values that are no texts.
const NUMBERS: [&str; 4] = ["latitude", "longitude", "height", "width"];
const FLAG: &str = "primary";

/// The values of an object of bounded depth, with their paths.
pub(super) fn flatten(value: Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // What is still to be looked at, the next one last.
    let mut rest = vec![(String::new(), value)];
    while let Some((path, value)) = rest.pop() {
        let below = |name: &str| match path.as_str() {
            "" => name.to_owned(),
            path if name == "items" => path.to_owned(),
            path => format!("{path}.{name}"),
        };
        match value {
            Value::Object(members) => {
                let members = members.into_iter().filter(|(name, _)| {
                    let own = path.starts_with("picture.") && name == "id";
                    own || !DERIVED.contains(&name.as_str())
                });
                let members: Vec<_> = members.map(|(name, value)| (below(&name), value)).collect();
                rest.extend(members.into_iter().rev());
            }
            Value::Array(items) => {
                let items = items.into_iter().enumerate();
                let items: Vec<_> =
                    items.map(|(at, item)| (below(&(at + 1).to_string()), item)).collect();
                rest.extend(items.into_iter().rev());
            }
            Value::String(text) => found.push((path, text)),
            Value::Null => {}
            other => found.push((path, other.to_string())),
        }
    }
    found
}

/// The object of these values. Lists are `items` of an object, but for `subdivisions`.
pub(super) fn unflatten<'c>(cells: impl IntoIterator<Item = (&'c str, &'c str)>) -> Value {
    let mut root = Node::default();
    for (path, text) in cells {
        let name = path.rsplit('.').next().unwrap_or_default();
        let number = || Number::from_f64(text.parse().ok()?).map(Value::Number);
        let whole = || text.parse::<u64>().ok().map(Value::from);
        let value = match name {
            FLAG => text.parse::<bool>().ok().map(Value::Bool),
            name if NUMBERS.contains(&name) => whole().or_else(number),
            _ => None,
        };
        root.put(path, value.unwrap_or_else(|| Value::String(text.to_owned())));
    }
    root.into_value(false)
}

#[derive(Default)]
struct Node {
    value: Option<Value>,
    members: Vec<(String, Node)>,
}

impl Node {
    fn put(&mut self, path: &str, value: Value) {
        let mut node = self;
        for word in path.split('.').take(8) {
            let at = node.members.iter().position(|(name, _)| name == word);
            let at = at.unwrap_or_else(|| {
                node.members.push((word.to_owned(), Self::default()));
                node.members.len() - 1
            });
            node = &mut node.members[at].1;
        }
        node.value = Some(value);
    }

    /// At most eight deep.
    fn into_value(self, bare: bool) -> Value {
        let Self { value, members } = self;
        if let (Some(value), true) = (value, members.is_empty()) {
            return value;
        }
        let number = |name: &str| name.parse::<u32>().ok();
        if !members.is_empty() && members.iter().all(|(name, _)| number(name).is_some()) {
            let mut items = members;
            items.sort_by_key(|(name, _)| number(name));
            let items: Vec<Value> =
                items.into_iter().map(|(_, node)| node.into_value(false)).collect();
            return match bare {
                true => Value::Array(items),
                false => Value::Object(Map::from_iter([("items".to_owned(), Value::Array(items))])),
            };
        }
        let members = members.into_iter().map(|(name, node)| {
            let bare = name == "subdivisions";
            (name, node.into_value(bare))
        });
        Value::Object(members.collect())
    }
}
