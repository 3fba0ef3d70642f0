//! Values of JSON.

use std::fmt;

use smol_str::SmolStr;

/// A value of JSON, nested at most [`DEPTH`](super::DEPTH) deep.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::interop) enum Value {
    Null,
    Bool(bool),
    /// As it is written.
    Number(SmolStr),
    Text(String),
    List(Vec<Value>),
    Map(Map),
}

/// An object: its members in order; a name may be there more than once.
#[derive(Clone, Debug, Default)]
pub(in crate::interop) struct Map(Vec<Member>);

#[derive(Clone, Debug)]
pub(in crate::interop) struct Member {
    pub(in crate::interop) name: String,
    pub(in crate::interop) value: Value,
    /// The line on which it stands, counted from that on which its record begins.
    pub(in crate::interop) line: u32,
}

impl Value {
    pub(in crate::interop) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(in crate::interop) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(in crate::interop) fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(in crate::interop) fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    #[cfg(feature = "jscontact")]
    /// A small whole number.
    pub(in crate::interop) fn as_u32(&self) -> Option<u32> {
        match self {
            Self::Number(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Map {
    #[cfg(feature = "jscontact")]
    pub(in crate::interop) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::interop) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::interop) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|member| member.name == name).map(|member| &member.value)
    }

    pub(in crate::interop) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|member| member.name == name).map(|member| &mut member.value)
    }

    #[cfg(feature = "jscontact")]
    /// The text of a member.
    pub(in crate::interop) fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Replaces the value of a member, or appends it.
    pub(in crate::interop) fn set(&mut self, name: &str, value: Value) {
        match self.get_mut(name) {
            Some(known) => *known = value,
            None => self.push(name, value, 0),
        }
    }

    /// Appends a member, whether or not one of this name is there.
    pub(in crate::interop) fn push(&mut self, name: &str, value: Value, line: u32) {
        self.0.push(Member { name: name.to_owned(), value, line });
    }

    #[cfg(feature = "jscontact")]
    pub(in crate::interop) fn remove(&mut self, name: &str) {
        self.0.retain(|member| member.name != name);
    }

    pub(in crate::interop) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|member| (member.name.as_str(), &member.value))
    }

    pub(in crate::interop) fn members(&self) -> &[Member] {
        &self.0
    }
}

impl<N: Into<String>> FromIterator<(N, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(members: I) -> Self {
        let member = |(name, value): (N, Value)| Member { name: name.into(), value, line: 0 };
        Self(members.into_iter().map(member).collect())
    }
}

/// The order of members means nothing, and neither does the line.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Member, &Member)| a.name == b.name && a.value == b.value;
        if self.len() != other.len() {
            return false;
        }
        if self.0.iter().zip(&other.0).all(|(a, b)| a.name == b.name) {
            return self.0.iter().zip(&other.0).all(same);
        }
        let sorted = |map: &Self| -> Vec<usize> {
            let mut order: Vec<usize> = (0..map.len()).collect();
            order.sort_by(|a, b| map.0[*a].name.cmp(&map.0[*b].name));
            order
        };
        let pairs = sorted(self).into_iter().zip(sorted(other));
        pairs.map(|(a, b)| (&self.0[a], &other.0[b])).all(same)
    }
}

/// Without blanks.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => quote(f, text),
            Self::List(list) => {
                f.write_str("[")?;
                for (at, value) in list.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write!(f, "{value}")?;
                }
                f.write_str("]")
            }
            Self::Map(map) => {
                f.write_str("{")?;
                for (at, member) in map.0.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    quote(f, &member.name)?;
                    write!(f, ":{}", member.value)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\' | '\u{7f}') || c < ' ') {
        f.write_str(&rest[..at])?;
        let byte = rest.as_bytes()[at];
        match byte {
            b'"' => f.write_str("\\\"")?,
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b'\t' => f.write_str("\\t")?,
            byte => write!(f, "\\u{byte:04x}")?,
        }
        rest = &rest[at + 1..];
    }
    write!(f, "{rest}\"")
}
