//! What an entry is for, and which one is preferred.

use crate::contact::{AddressTag, EmailTag, Parameter, PhoneTag, Property};

/// The parameter that holds a tag for which the format has no type.
pub(super) const TAG: &str = "X-CC-TAG";

/// The types of a line, in lower case, with the `label` of its group if that says one.
pub(super) fn types(property: &Property, label: Option<&str>) -> Vec<String> {
    let named = property.params.iter().filter(|p| is_type(p));
    let words = named.flat_map(|p| p.values.iter().flat_map(|(value, _)| value.split(',')));
    let label = label.map(|text| {
        let text = text.trim();
        text.strip_prefix("_$!<").and_then(|text| text.strip_suffix(">!$_")).unwrap_or(text)
    });
    words.chain(label).map(|word| word.trim().to_lowercase()).collect()
}

pub(super) fn is_type(param: &Parameter) -> bool {
    param.name.is_empty() || param.name.eq_ignore_ascii_case("TYPE")
}

pub(super) fn email_tag(types: &[String]) -> EmailTag {
    let has = |word: &str| types.iter().any(|t| t == word);
    match () {
        () if has("main") => EmailTag::Main,
        () if has("work") => EmailTag::Work,
        () if has("home") => EmailTag::Home,
        () => EmailTag::Untagged,
    }
}

pub(super) fn phone_tag(types: &[String]) -> PhoneTag {
    let has = |words: &[&str]| types.iter().any(|t| words.contains(&t.as_str()));
    match () {
        () if has(&["fax", "homefax", "workfax"]) => PhoneTag::Fax,
        () if has(&["cell", "mobile", "iphone", "car"]) => PhoneTag::Mobile,
        () if has(&["main"]) => PhoneTag::Main,
        () if has(&["work"]) => PhoneTag::Work,
        () if has(&["home"]) => PhoneTag::Home,
        () => PhoneTag::Untagged,
    }
}

pub(super) fn address_tag(property: &Property, types: &[String]) -> AddressTag {
    let has = |word: &str| types.iter().any(|t| t == word);
    let own = property.params.iter().find(|p| p.name.eq_ignore_ascii_case(TAG));
    match own.and_then(|p| p.values.first()).map(|(value, _)| value.as_str()) {
        Some("BILLING") => AddressTag::Billing,
        Some("SHIPPING") => AddressTag::Shipping,
        _ if has("work") => AddressTag::Work,
        _ if has("home") => AddressTag::Home,
        _ => AddressTag::Untagged,
    }
}

/// How much a line is preferred, from 1; `None` if it does not say.
pub(super) fn preference(property: &Property) -> Option<u32> {
    let number = property.params.iter().filter(|p| p.name.eq_ignore_ascii_case("PREF"));
    let number = number.filter_map(|p| p.values.first()?.0.trim().parse().ok()).min();
    let marked = || types(property, None).iter().any(|t| t == "pref");
    number.or_else(|| marked().then_some(MARKED))
}

/// A mark without a number comes after every number.
const MARKED: u32 = 1000;

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
        !param.name.eq_ignore_ascii_case("PREF") && !param.values.is_empty()
    });
}

/// A parameter of one value.
pub(super) fn param(name: &str, value: &str) -> Parameter {
    Parameter { name: name.into(), values: vec![(value.into(), false)] }
}
