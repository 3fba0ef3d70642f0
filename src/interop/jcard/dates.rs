//! Dates and times: `19960415T1430-0500` and `1996-04-15T14:30-05:00`.

/// The extended form of a date, a time, both, or an offset; `None` for what is not in the basic
/// form.
pub(in crate::interop) fn extended(basic: &str) -> Option<String> {
    convert(basic, true)
}

/// The basic form, of what is in the extended one.
pub(in crate::interop) fn basic(extended: &str) -> Option<String> {
    convert(extended, false)
}

fn convert(text: &str, extend: bool) -> Option<String> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date_part = date_part(date, extend);
    let Some(time) = time else { return date_part.or_else(|| offset(date, extend)) };
    let mut out = if date.is_empty() { String::new() } else { date_part? };
    out.push('T');
    let zone = time.char_indices().skip(1).find(|(at, c)| {
        matches!(c, 'Z' | '+') || *c == '-' && !time[..*at].bytes().all(|byte| byte == b'-')
    });
    let (clock, zone) = time.split_at(zone.map_or(time.len(), |(at, _)| at));
    out.push_str(&pairs(clock, &["HH", "HHMM", "HHMMSS", "-MM", "-MMSS", "--SS"], ':', extend)?);
    match zone {
        "" | "Z" => out.push_str(zone),
        zone => out.push_str(&offset(zone, extend)?),
    }
    Some(out)
}

fn date_part(date: &str, extend: bool) -> Option<String> {
    // Of these, basic and extended form are the same.
    let same = |shape: &str| is_shaped(date, shape);
    if same("YYYY") || same("YYYY-MM") || same("--MM") || same("---DD") {
        return Some(date.to_owned());
    }
    let (from, cuts): (&str, &[usize]) = match (date.as_bytes().first()?, extend) {
        (b'-', true) => ("--MMDD", &[4]),
        (b'-', false) => ("--MM-DD", &[4]),
        (_, true) => ("YYYYMMDD", &[4, 6]),
        (_, false) => ("YYYY-MM-DD", &[4, 7]),
    };
    is_shaped(date, from).then(|| cut(date, cuts, '-', extend))
}

fn offset(zone: &str, extend: bool) -> Option<String> {
    let digits = zone.strip_prefix(['+', '-'])?;
    Some(format!("{}{}", &zone[..1], pairs(digits, &["HH", "HHMM"], ':', extend)?))
}

/// Puts `sign` between pairs of digits, or takes it out.
fn pairs(text: &str, shapes: &[&str], sign: char, extend: bool) -> Option<String> {
    for shape in shapes {
        let dashes = shape.bytes().take_while(|byte| *byte == b'-').count();
        let cuts: Vec<usize> = (dashes + 2..shape.len()).step_by(2).collect();
        let shaped = cut(shape, &cuts, sign, true);
        if is_shaped(text, if extend { shape } else { &shaped }) {
            let cuts: Vec<usize> = match extend {
                true => cuts,
                false => cuts.iter().enumerate().map(|(at, cut)| cut + at).collect(),
            };
            return Some(cut(text, &cuts, sign, extend));
        }
    }
    None
}

/// The text with `sign` before each of these places, or without what stands there.
fn cut(text: &str, cuts: &[usize], sign: char, insert: bool) -> String {
    let mut out = String::with_capacity(text.len() + cuts.len());
    for (at, c) in text.char_indices() {
        match (cuts.contains(&at), insert) {
            (true, true) => out.extend([sign, c]),
            (true, false) => {}
            (false, _) => out.push(c),
        }
    }
    out
}

/// Whether digits stand where the shape has letters, and its own signs elsewhere.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'A'..=b'Z' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_have_two_forms() {
        for (short, long) in [
            ("19960415", "1996-04-15"),
            ("1996", "1996"),
            ("1996-04", "1996-04"),
            ("--0415", "--04-15"),
            ("--04", "--04"),
            ("---15", "---15"),
            ("T143005", "T14:30:05"),
            ("T14", "T14"),
            ("T-3005", "T-30:05"),
            ("T-30", "T-30"),
            ("T--05", "T--05"),
            ("19960415T1430-0500", "1996-04-15T14:30-05:00"),
            ("19960415T14Z", "1996-04-15T14Z"),
            ("--0415T143005+01", "--04-15T14:30:05+01"),
            ("19951031T222710Z", "1995-10-31T22:27:10Z"),
            ("-0500", "-05:00"),
            ("+01", "+01"),
        ] {
            assert_eq!(extended(short).as_deref(), Some(long));
            assert_eq!(basic(long).as_deref(), Some(short));
        }
        for text in
            ["", "T", "circa 1800", "1996-4-15", "199604151", "--4", "ä", "T14:3", "19960415T"]
        {
            assert_eq!((extended(text), basic(text)), (None, None), "{text}");
        }
        assert_eq!((extended("1996-04-15"), basic("19960415")), (None, None));
    }
}
