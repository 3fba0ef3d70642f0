//! Finding records without any index: look at every one of them.

use std::sync::Arc;

use super::people::Record;

/// The records that `keep` keeps, in their order.
pub(crate) fn scan<'a>(
    records: &'a [Arc<Record>],
    keep: impl Fn(&Record) -> bool + 'a,
) -> impl Iterator<Item = &'a Arc<Record>> {
    records.iter().filter(move |record| keep(record))
}

pub(crate) fn has_label(record: &Record, label: &str) -> bool {
    record.labels.iter().any(|known| known == label)
}

/// Whether an e-mail address begins with an ASCII `prefix`, whatever the case.
pub(crate) fn has_email_prefix(record: &Record, prefix: &str) -> bool {
    record.emails.iter().any(|email| begins(email.address.trim_start(), prefix))
}

/// Whether the name of a city of an address begins with an ASCII `prefix`, whatever the case.
pub(crate) fn has_city_prefix(record: &Record, prefix: &str) -> bool {
    record.addresses.iter().any(|address| begins(&address.city, prefix))
}

/// Whether there is an address in another city than these, or none.
pub(crate) fn has_other_city(record: &Record, cities: &[&str]) -> bool {
    let mut known = record.addresses.iter().map(|address| address.city.as_str());
    let mut some = false;
    let other = known.any(|city| {
        some |= !city.is_empty();
        !city.is_empty() && !cities.contains(&city)
    });
    other || !some
}

/// Whether the job title is none of these.
pub(crate) fn has_other_title(record: &Record, titles: &[&str]) -> bool {
    !titles.contains(&record.job_title.as_str())
}

fn begins(text: &str, prefix: &str) -> bool {
    let start = text.as_bytes().get(..prefix.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}
