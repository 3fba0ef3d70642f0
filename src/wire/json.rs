//! A JSON document as it stands: nothing merged, nothing left out but what is beyond all limits.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::query::{MAX_DEPTH, MAX_VALUES};

/// How many parts of an object or a list of a record are kept; what is beyond is counted. No list
/// of the model may be longer.
pub(super) const MAX_PARTS: usize = 2_000;
/// How many parts of an object or a list of a document are kept that has the properties of a file:
/// a card may have 10,000 of them.
#[cfg(feature = "media")]
pub(super) const MAX_WHOLE: usize = 20_000;
/// Records: how many objects and lists may stand within each other (T-2).
const RECORD: Bounds = Bounds { depth: 16, parts: MAX_PARTS, deeper: Deeper::Refused };
#[cfg(feature = "media")]
const WHOLE: Bounds = Bounds { depth: 16, parts: MAX_WHOLE, deeper: Deeper::Refused };
/// Queries: each level of a filter takes two of JSON, `{"$or": [`; then come the condition with its
/// list, and what the filter stands in.
const QUERY: Bounds =
    Bounds { depth: 2 * MAX_DEPTH + 8, parts: MAX_VALUES, deeper: Deeper::LeftOut };
/// The name under which `serde_json` hands on numbers if its `arbitrary_precision` is on.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// An integer of 64 bits, with or without a sign.
    Integer(i128),
    Float(f64),
    Text(String),
    /// The first parts, and how many there are.
    List(Vec<Json>, usize),
    /// The first members in order, names repeated where they were, and how many there are.
    Object(Vec<(String, Json)>, usize),
    /// An object or a list that stood too deep in a query, left out.
    Deep,
}

/// How much of a document is kept.
#[derive(Debug)]
struct Bounds {
    /// How many objects and lists may stand within each other.
    depth: usize,
    /// How many parts of each of them are kept.
    parts: usize,
    deeper: Deeper,
}

/// What happens to what stands deeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deeper {
    /// The document is refused.
    Refused,
    /// It is left out, so that the problem is reported where it stands.
    LeftOut,
}

impl Json {
    /// Reads a record from any source that describes itself.
    pub(super) fn read<'de, D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Level { left: RECORD.depth, bounds: &RECORD }.deserialize(source)
    }

    /// Reads a record with the properties of a file, which are more than a record may have.
    #[cfg(feature = "media")]
    pub(super) fn read_whole<'de, D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Level { left: WHOLE.depth, bounds: &WHOLE }.deserialize(source)
    }

    /// Reads a query, which may be deeper and longer than a record.
    pub(super) fn read_query<'de, D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Level { left: QUERY.depth, bounds: &QUERY }.deserialize(source)
    }

    /// What an error shows of it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(bool) => bool.to_string(),
            Self::Integer(integer) => integer.to_string(),
            Self::Float(float) => float.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(..) => "[…]".into(),
            Self::Object(..) => "{…}".into(),
            Self::Deep => "…".into(),
        }
    }
}

/// Reads a value within which so many levels may follow.
#[derive(Clone, Copy)]
struct Level {
    left: usize,
    bounds: &'static Bounds,
}

impl Level {
    /// The level below; `None` if what stands there is left out.
    fn below<E: Error>(self) -> Result<Option<Self>, E> {
        let Bounds { depth, deeper, parts: _ } = self.bounds;
        match (self.left, deeper) {
            (0, Deeper::Refused) => {
                Err(E::custom(format_args!("nested deeper than {depth} levels")))
            }
            (0, Deeper::LeftOut) => Ok(None),
            (levels, _) => Ok(Some(Self { left: levels - 1, ..self })),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        self.deserialize(source)
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Json, E> {
        Ok(Json::Bool(bool))
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<Json, E> {
        Ok(Json::Integer(integer.into()))
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<Json, E> {
        Ok(Json::Integer(integer.into()))
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<Json, E> {
        Ok(Json::Float(float))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Json, A::Error> {
        let Some(below) = self.below()? else {
            while parts.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Json::Deep);
        };
        let mut kept = Vec::new();
        while kept.len() < self.bounds.parts {
            match parts.next_element_seed(below)? {
                Some(part) => kept.push(part),
                None => {
                    let count = kept.len();
                    return Ok(Json::List(kept, count));
                }
            }
        }
        let mut count = kept.len();
        while parts.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Json::List(kept, count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let Some(below) = self.below()? else {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Json::Deep);
        };
        let mut kept = Vec::new();
        while kept.len() < self.bounds.parts {
            match members.next_key::<String>()? {
                Some(name) => kept.push((name, members.next_value_seed(below)?)),
                None => {
                    if let [(name, Json::Text(text))] = kept.as_slice()
                        && name == NUMBER_TOKEN
                        && let Some(number) = number(text)
                    {
                        return Ok(number);
                    }
                    let count = kept.len();
                    return Ok(Json::Object(kept, count));
                }
            }
        }
        let mut count = kept.len();
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Json::Object(kept, count))
    }
}

fn number(text: &str) -> Option<Json> {
    if let Ok(integer) = text.parse() {
        return Some(Json::Integer(integer));
    }
    let float = text.parse().ok().filter(|float: &f64| float.is_finite())?;
    Some(Json::Float(float))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Json, serde_json::Error> {
        Json::read(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn deep_documents_are_refused_before_they_are_built() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(16)).is_ok());
        let error = read(&nested(17)).unwrap_err();
        assert!(error.to_string().starts_with("nested deeper than 16 levels"), "{error}");
    }

    #[test]
    fn what_stands_too_deep_in_a_query_is_left_out_however_deep_it_is() {
        let depth = |levels: usize| {
            let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let mut json =
                Json::read_query(&mut serde_json::Deserializer::from_str(&text)).unwrap();
            let mut depth = 0;
            while let Json::List(mut parts, _) = json {
                depth += 1;
                let Some(part) = parts.pop() else { return (depth, false) };
                json = part;
            }
            (depth, matches!(json, Json::Deep))
        };
        assert_eq!(depth(QUERY.depth), (QUERY.depth, false));
        assert_eq!(depth(QUERY.depth + 1), (QUERY.depth, true));
        assert_eq!(depth(1_000_000), (QUERY.depth, true));
    }

    #[test]
    fn long_lists_are_counted_and_not_kept() {
        let Json::List(kept, count) = read(&format!("[{}1]", "1,".repeat(9_999))).unwrap() else {
            panic!("a list")
        };
        assert_eq!((kept.len(), count), (MAX_PARTS, 10_000));
    }

    #[test]
    fn numbers_of_arbitrary_precision_are_numbers() {
        let token = |text: &str| read(&format!(r#"{{"{NUMBER_TOKEN}":"{text}"}}"#)).unwrap();
        assert!(matches!(token("12"), Json::Integer(12)));
        assert!(matches!(token("1.5"), Json::Float(float) if float == 1.5));
        assert!(matches!(token("x"), Json::Object(..)));
    }
}
