//! From the value of a line to a value of a contact.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::super::{Version, text};
use super::types;
use crate::contact::Property;
use crate::interop::map::days::{Day, day};

/// The text of a line, without blanks around it; lines of it end with `\n`.
pub(super) fn plain(version: Version, property: &Property) -> Cow<'_, str> {
    trimmed(whole(version, property))
}

/// The text of a line as it is; lines of it end with `\n`.
pub(super) fn whole(version: Version, property: &Property) -> Cow<'_, str> {
    let text = text::unescape(version, &property.value);
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) if text.trim().len() == text.len() => text.into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// The components of a structured value as they stand.
pub(super) fn components(value: &str) -> SmallVec<[&str; 8]> {
    if value.contains('\\') {
        return text::components(value).into();
    }
    value.split(';').collect()
}

/// The text of a component; if it is a list, its elements are joined.
pub(super) fn component<'v>(version: Version, raw: &'v str, joint: &str) -> Cow<'v, str> {
    // vCard 2.1 has no lists.
    if version == Version::V2_1 || !raw.contains(',') {
        return trimmed(text::unescape(version, raw));
    }
    let parts = text::list(raw).into_iter();
    let parts = parts.map(|part| trimmed(text::unescape(version, part)));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(joint).into()
}

/// The first component of a value whose components are no lists.
pub(super) fn first_component(version: Version, value: &str) -> Cow<'_, str> {
    let first = components(value).first().copied().unwrap_or_default();
    trimmed(text::unescape(version, first))
}

/// The elements of a list, each as it stands and what it means; 2.1 separates them by semicolons
/// too.
pub(super) fn elements(
    version: Version,
    value: &str,
) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let parts = text::list(value).into_iter();
    let parts = parts.flat_map(move |part| match version {
        Version::V2_1 => components(part),
        _ => SmallVec::from_iter([part]),
    });
    parts.map(move |part| (part, trimmed(text::unescape(version, part))))
}

/// The number of a line: a text, or a `tel:` URI with its extension.
pub(super) fn phone(version: Version, property: &Property) -> Cow<'_, str> {
    let text = plain(version, property);
    let Some(uri) = strip_scheme(&text, "tel:") else { return text };
    let mut parts = uri.split(';');
    let number = parts.next().unwrap_or_default().trim();
    let extension = parts.find_map(|part| strip_scheme(part, "ext="));
    let text = match extension {
        Some(extension) => format!("{number} ext. {extension}"),
        None => number.to_owned(),
    };
    if text.contains("%20") { text.replace("%20", " ").into() } else { text.into() }
}

/// The address of a line, without the scheme that some write before it.
pub(super) fn email(version: Version, property: &Property) -> Cow<'_, str> {
    let text = plain(version, property);
    match strip_scheme(&text, "mailto:") {
        Some(address) => address.to_owned().into(),
        None => text,
    }
}

pub(super) fn strip_scheme<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
}

/// The day of a line, as far as it is known.
pub(super) fn date(version: Version, property: &Property) -> Day {
    let omitted = types::value(property, "X-APPLE-OMIT-YEAR").and_then(|year| year.parse().ok());
    day(&plain(version, property), omitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &str) -> Property {
        Property { value: value.into(), ..Property::default() }
    }

    #[test]
    fn numbers_are_texts_or_addresses() {
        for (value, expected) in [
            (" +1 202 555 0100 ", "+1 202 555 0100"),
            ("tel:+1-202-555-0100", "+1-202-555-0100"),
            ("TEL:+1-202-555-0100;ext=7;phone-context=x", "+1-202-555-0100 ext. 7"),
            (r"tel:+1-202-555-0100\;ext=7", "+1-202-555-0100 ext. 7"),
            ("tel:(202)%20555", "(202) 555"),
            ("call me", "call me"),
        ] {
            assert_eq!(phone(Version::V4_0, &line(value)), expected);
        }
    }

    #[test]
    fn components_may_be_lists_but_in_2_1() {
        assert_eq!(component(Version::V3_0, r" a , b\, c,", " "), "a b, c");
        assert_eq!(component(Version::V2_1, "a, b", " "), "a, b");
        assert_eq!(components(r"a\;b;c").as_slice(), [r"a\;b", "c"]);
        let of = |version| {
            elements(version, r"a;b,c\, d").map(|(_, text)| text.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(Version::V3_0), ["a;b", "c, d"]);
        assert_eq!(of(Version::V2_1), ["a", "b", "c, d"]);
    }
}
