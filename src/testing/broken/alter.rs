//! Contacts that are kept as something else than what was given.

use std::sync::Arc;

use super::Flaw;
use crate::contact::{Channels, Contact, Line};
use crate::field::{FieldValue, Number};
use crate::record::Stored;
use crate::time::Timestamp;

/// What the flaw makes of a contact that is to be kept.
pub(super) fn altered(
    contact: &Arc<Stored<Contact>>,
    known: bool,
    at: Timestamp,
    flaw: Flaw,
) -> Arc<Stored<Contact>> {
    let mut stored = Arc::clone(contact);
    let text = |change: fn(&str) -> String| {
        let mut stored = (**contact).clone();
        let line = |line: &Line| change(line.as_str()).parse().ok();
        stored.value.info.first = contact.value.info.first.as_ref().and_then(line);
        stored.value.info.company = contact.value.info.company.as_ref().and_then(line);
        Arc::new(stored)
    };
    match flaw {
        Flaw::TruncatesText => return text(|text| text.chars().take(255).collect()),
        Flaw::TrimsText => return text(|text| text.trim().to_owned()),
        Flaw::ComposesText => return text(|text| text.replace("e\u{301}", "\u{e9}")),
        Flaw::RaisesTwice if known => {
            let stored = Arc::make_mut(&mut stored);
            stored.revision = stored.revision.next();
        }
        Flaw::StampsTime => Arc::make_mut(&mut stored).updated = at,
        Flaw::RoundsTimes => {
            let round = |time: Timestamp| {
                Timestamp::from_micros(time.as_micros().div_euclid(1_000) * 1_000)
            };
            let stored = Arc::make_mut(&mut stored);
            stored.created = round(stored.created);
            stored.updated = round(stored.updated);
        }
        Flaw::RoundsNumbers => {
            for (_, value) in &mut Arc::make_mut(&mut stored).value.info.fields {
                if let FieldValue::Number(number) = value
                    && let Ok(rounded) = Number::new(f64::from(number.get() as f32))
                {
                    *number = rounded;
                }
            }
        }
        Flaw::DropsProperties => Arc::make_mut(&mut stored).value.preserved = None,
        Flaw::SortsEmails => {
            let emails = &mut Arc::make_mut(&mut stored).value.info.emails;
            let mut entries = emails.as_slice().to_vec();
            entries.sort_by(|a, b| a.value.as_str().cmp(b.value.as_str()));
            *emails = Channels::new(entries, 0);
        }
        _ => {}
    }
    stored
}
