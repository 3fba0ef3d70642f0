//! The first row: names of columns, or already data.

use super::{dialect, full};

/// The name of a column as it is compared: lower case, without a colon at the end, and with one
/// blank for any run of blanks and `_ - . : /`.
///
/// Full-width letters become ASCII; other compatibility forms stay as they are.
///
/// ```
/// use contacts_core::interop::csv::normal_name;
///
/// assert_eq!(normal_name(" E-mail 1 - Value:"), "e mail 1 value");
/// ```
pub fn normal_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        };
        if c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '/' | '\u{feff}') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a row names columns: one cell is a known name, none an address or a number.
pub(super) fn is_header(cells: &[String]) -> bool {
    let known = || cells.iter().any(|cell| dialect::generic(&normal_name(cell)).is_some());
    full::is_header(cells)
        || !cells.iter().any(|cell| is_data(cell)) && (known() || dialect::detect(cells).is_some())
}

fn is_data(cell: &str) -> bool {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let number = digits > 0
        && cell
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'+' | b'-' | b'.' | b','));
    number
        || cell.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(row: &str) -> bool {
        is_header(&row.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_compared_without_their_dress() {
        for (name, normal) in [
            ("FirstName", "firstname"),
            ("Address 1 - State/Region", "address 1 state region"),
            ("__Zip__Code__", "zip code"),
            ("Ｎame\u{a0}:", "name"),
            ("STRAẞE", "straße"),
            ("-", ""),
        ] {
            assert_eq!(normal_name(name), normal);
            assert_eq!(normal_name(normal), normal);
        }
    }

    #[test]
    fn a_header_names_columns_and_holds_no_data() {
        assert!(looks("First Name,Whatever"));
        assert!(looks("x,E-mail 1 - Value"));
        assert!(looks("Id,Geschäftlich: Ort"));
        assert!(!looks("1,1,1,1@host.example"));
        assert!(!looks("Email,ada@x.example"));
        assert!(!looks("Name,+1 555 0100"));
        assert!(!looks("Ada,Lovelace"));
        assert!(!looks("Portland,Citywide"));
        assert!(!looks(""));
    }
}
