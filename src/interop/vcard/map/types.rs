//! What an entry is for, and which one is preferred.

use smol_str::SmolStr;

use super::super::Version;
use crate::contact::{AddressTag, EmailTag, Parameter, PhoneTag, Property};

/// The parameter that holds a tag for which the format has no type.
pub(super) const TAG: &str = "X-CC-TAG";
/// A number of preference in versions that have only a mark.
pub(super) const X_PREF: &str = "X-PREF";

/// Words that say what an entry is for, and what each of them says.
const WORDS: [(&str, u8); 13] = [
    ("home", Types::HOME),
    ("work", Types::WORK),
    ("cell", Types::CELL),
    ("mobile", Types::CELL),
    ("iphone", Types::CELL),
    ("car", Types::CELL),
    ("fax", Types::FAX),
    ("homefax", Types::FAX | Types::HOME),
    ("workfax", Types::FAX | Types::WORK),
    ("main", Types::MAIN),
    ("pref", Types::PREF),
    ("home fax", Types::FAX | Types::HOME),
    ("work fax", Types::FAX | Types::WORK),
];

/// The types of a line that mean something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const HOME: u8 = 1;
    pub(super) const WORK: u8 = 2;
    pub(super) const CELL: u8 = 4;
    pub(super) const FAX: u8 = 8;
    pub(super) const MAIN: u8 = 16;
    pub(super) const PREF: u8 = 32;

    /// The types of a line, and what the `label` of its group says.
    pub(super) fn of(property: &Property, label: Option<&str>) -> Self {
        let named = property.params.iter().filter(|p| is_type(p));
        let words = named.flat_map(|p| p.values.iter().flat_map(|(value, _)| value.split(',')));
        Self(words.chain(label.map(unwrap)).map(said).fold(0, |all, said| all | said))
    }

    pub(super) fn has(self, types: u8) -> bool {
        self.0 & types != 0
    }
}

/// The text of a label, without what Apple puts around the ones it knows.
pub(super) fn unwrap(label: &str) -> &str {
    let text = label.trim();
    text.strip_prefix("_$!<").and_then(|text| text.strip_suffix(">!$_")).unwrap_or(text)
}

/// What a word says.
pub(super) fn said(word: &str) -> u8 {
    let word = word.trim();
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map_or(0, |(_, said)| *said)
}

pub(super) fn is_type(param: &Parameter) -> bool {
    param.name.is_empty() || param.name.eq_ignore_ascii_case("TYPE")
}

pub(super) fn is_named(param: &Parameter, names: &[&str]) -> bool {
    names.iter().any(|name| param.name.eq_ignore_ascii_case(name))
}

/// The first value of the parameter of this name.
pub(super) fn value<'p>(property: &'p Property, name: &str) -> Option<&'p SmolStr> {
    let param = property.params.iter().find(|param| param.name.eq_ignore_ascii_case(name))?;
    param.values.first().map(|(value, _)| value)
}

pub(super) fn email_tag(types: Types) -> EmailTag {
    match () {
        () if types.has(Types::MAIN) => EmailTag::Main,
        () if types.has(Types::WORK) => EmailTag::Work,
        () if types.has(Types::HOME) => EmailTag::Home,
        () => EmailTag::Untagged,
    }
}

/// The preferred number of a `company` is its main one.
pub(super) fn phone_tag(types: Types, company: bool) -> PhoneTag {
    match () {
        () if types.has(Types::FAX) => PhoneTag::Fax,
        () if types.has(Types::CELL) => PhoneTag::Mobile,
        () if types.has(Types::MAIN) || company && types.has(Types::PREF) => PhoneTag::Main,
        () if types.has(Types::WORK) => PhoneTag::Work,
        () if types.has(Types::HOME) => PhoneTag::Home,
        () => PhoneTag::Untagged,
    }
}

pub(super) fn address_tag(property: &Property, types: Types) -> AddressTag {
    match value(property, TAG).map(SmolStr::as_str) {
        Some("BILLING") => AddressTag::Billing,
        Some("SHIPPING") => AddressTag::Shipping,
        _ if says(property, "billing") => AddressTag::Billing,
        _ if says(property, "delivery") => AddressTag::Shipping,
        _ if types.has(Types::WORK) => AddressTag::Work,
        _ if types.has(Types::HOME) => AddressTag::Home,
        _ => AddressTag::Untagged,
    }
}

/// Whether a line has a type of RFC 9554.
fn says(property: &Property, word: &str) -> bool {
    let types = property.params.iter().filter(|param| is_type(param));
    let mut words = types.flat_map(|p| p.values.iter().flat_map(|(value, _)| value.split(',')));
    words.any(|known| known.trim().eq_ignore_ascii_case(word))
}

/// A mark without a number comes after every number.
const MARKED: u32 = 1000;

/// How much a line is preferred, from 1; `None` if it does not say.
pub(super) fn preference(property: &Property) -> Option<u32> {
    let number = |name: &str| -> Option<u32> {
        let named = property.params.iter().filter(|p| p.name.eq_ignore_ascii_case(name));
        named.filter_map(|p| p.values.first()?.0.trim().parse().ok()).min()
    };
    if property.params.is_empty() {
        return None;
    }
    number("PREF")
        .or_else(|| Types::of(property, None).has(Types::PREF).then_some(MARKED))
        .or_else(|| number(X_PREF).map(|number| number.saturating_add(MARKED)))
}

/// Which of the lines of a list is the primary one: that with the lowest number, else the first
/// that is marked, else the first.
pub(super) fn primary<'a>(lines: impl Iterator<Item = &'a Property>) -> usize {
    let preferences = lines.map(|line| preference(line).unwrap_or(u32::MAX));
    preferences.enumerate().min_by_key(|(_, preference)| *preference).map_or(0, |(at, _)| at)
}

/// The line without any mark of preference.
pub(super) fn unmark(property: &mut Property) {
    property.params.retain_mut(|param| {
        if is_type(param) {
            param.values.retain(|(value, _)| !value.trim().eq_ignore_ascii_case("pref"));
        }
        !is_named(param, &["PREF", X_PREF]) && !param.values.is_empty()
    });
}

/// Marks the line as the preferred one.
pub(super) fn mark(property: &mut Property, version: Version) {
    property.params.push(match version {
        Version::V4_0 => param("PREF", "1"),
        version => type_param(version, "pref"),
    });
}

/// A parameter of one value.
pub(super) fn param(name: &str, value: &str) -> Parameter {
    Parameter { name: name.into(), values: vec![(value.into(), false)].into() }
}

/// A type, as the version has it.
pub(super) fn type_param(version: Version, word: &str) -> Parameter {
    match version {
        Version::V2_1 => param("", &word.to_ascii_uppercase()),
        _ => param("TYPE", word),
    }
}

/// Takes the words that say what an entry is for out of the types of a line, but those of `kept`.
pub(super) fn untype(property: &mut Property, kept: u8) {
    const PURPOSE: u8 = Types::HOME | Types::WORK | Types::CELL | Types::FAX | Types::MAIN;
    property.params.retain_mut(|param| {
        if is_type(param) {
            param.values.retain(|(value, _)| {
                let said = said(value);
                said & PURPOSE == 0 || said & PURPOSE & !kept == 0
            });
        }
        !param.values.is_empty()
    });
    property.params.retain(|param| !param.name.eq_ignore_ascii_case(TAG));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(params: &[(&str, &str)]) -> Property {
        let params = params.iter().map(|(name, value)| param(name, value)).collect();
        Property { params, ..Property::default() }
    }

    #[test]
    fn types_make_tags() {
        for (types, label, email, phone, address) in [
            ("home", None, EmailTag::Home, PhoneTag::Home, AddressTag::Home),
            ("WORK,fax", None, EmailTag::Work, PhoneTag::Fax, AddressTag::Work),
            ("home,cell", None, EmailTag::Home, PhoneTag::Mobile, AddressTag::Home),
            ("x-boat", Some("_$!<Main>!$_"), EmailTag::Main, PhoneTag::Main, AddressTag::Untagged),
            ("", Some("_$!<HomeFAX>!$_"), EmailTag::Home, PhoneTag::Fax, AddressTag::Home),
            ("", Some("mobile"), EmailTag::Untagged, PhoneTag::Mobile, AddressTag::Untagged),
            ("", Some("Boat"), EmailTag::Untagged, PhoneTag::Untagged, AddressTag::Untagged),
            ("main,work,car", None, EmailTag::Main, PhoneTag::Mobile, AddressTag::Work),
        ] {
            let line = line(&[("TYPE", types)]);
            let types = Types::of(&line, label);
            let tags = (email_tag(types), phone_tag(types, false), address_tag(&line, types));
            assert_eq!(tags, (email, phone, address), "{line:?} {label:?}");
        }
        let preferred = Types::of(&line(&[("", "PREF"), ("", "WORK")]), None);
        assert_eq!(phone_tag(preferred, true), PhoneTag::Main);
        assert_eq!(phone_tag(preferred, false), PhoneTag::Work);
    }

    #[test]
    fn numbers_come_before_marks_and_marks_before_nothing() {
        let lines = [
            line(&[]),
            line(&[("X-PREF", "3")]),
            line(&[("TYPE", "home,pref")]),
            line(&[("", "PREF")]),
            line(&[("PREF", "50")]),
        ];
        for (count, primary) in [(1, 0), (2, 1), (3, 2), (4, 2), (5, 4)] {
            assert_eq!(super::primary(lines[..count].iter()), primary);
        }
    }

    #[test]
    fn words_of_purpose_go_and_the_others_stay() {
        let mut line = line(&[("TYPE", "voice"), ("type", "CELL"), ("X-CC-TAG", "BILLING")]);
        line.params.push(Parameter {
            name: "TYPE".into(),
            values: vec![("home".into(), false), ("pref".into(), false)].into(),
        });
        untype(&mut line, 0);
        assert_eq!(line.params, [param("TYPE", "voice"), param("TYPE", "pref")]);
    }
}
