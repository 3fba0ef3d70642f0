//! Days, full or not.

use serde_json::{Value, json};

/// A day of a month, written as in `12/31`.
pub(super) fn month_first(text: &str) -> Option<Value> {
    let (month, day) = text.trim().split_once('/')?;
    read(&format!("--{month:0>2}{day:0>2}"))
}

/// A day without the parts that are not known; `None` for what is no day.
pub(super) fn read(text: &str) -> Option<Value> {
    let text = text.trim();
    let date = text.split_once(['T', 't', ' ']).map_or(text, |(date, _)| date);
    let number = |text: &str, digits: usize| {
        let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { text.parse::<u32>().ok() } else { None }
    };
    if let Some(rest) = date.strip_prefix("---") {
        let day = number(rest, 2).filter(|day| (1..=31).contains(day))?;
        return Some(json!({ "day": day }));
    }
    let (year, rest) = match date.strip_prefix("--") {
        Some(rest) => (None, rest),
        None => (Some(number(date.get(..4)?, 4)?), &date[4..]),
    };
    let rest = rest.replace('-', "");
    let month = number(rest.get(..2).unwrap_or_default(), 2);
    let day = number(rest.get(2..).unwrap_or_default(), 2);
    let fits = match rest.len() {
        0 => year.is_some(),
        2 => month.is_some(),
        4 => month.is_some() && day.is_some(),
        _ => false,
    };
    let exists = match (month, day) {
        (Some(month), Some(day)) => {
            let text = format!("{:04}-{month:02}-{day:02}", year.unwrap_or(2000));
            text.parse::<contacts_core::LocalDate>().is_ok()
        }
        (Some(month), None) => (1..=12).contains(&month),
        _ => true,
    };
    if !fits || !exists {
        return None;
    }
    let mut found = serde_json::Map::new();
    for (key, part) in [("year", year), ("month", month), ("day", day)] {
        if let Some(part) = part {
            found.insert(key.into(), part.into());
        }
    }
    Some(Value::Object(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_far_as_they_go() {
        for (text, expected) in [
            ("1990-04-16", json!({"year": 1990, "month": 4, "day": 16})),
            ("19900416T101112Z", json!({"year": 1990, "month": 4, "day": 16})),
            ("--0416", json!({"month": 4, "day": 16})),
            ("--04-16", json!({"month": 4, "day": 16})),
            ("1990-04", json!({"year": 1990, "month": 4})),
            ("1990", json!({"year": 1990})),
            ("---16", json!({"day": 16})),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for text in ["", "soon", "1990-13-01", "1990-02-30", "199", "é990", "--", "1990-4-16"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
