//! What fuzz targets check: a function each, which takes any bytes and panics if its property does
//! not hold for them.
//!
//! The targets themselves are in `fuzz/`; the tests replay their corpora without a fuzzer.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::book::Error;
use crate::contact::Contact;
use crate::edit::ContactPatch;
use crate::id::ContactId;
use crate::invalid::Invalid;
use crate::query::{ContactQuery, Filter};
use crate::record::Stored;
use crate::testing::generate::{self, Dice, Entries};
use crate::testing::model::json_filter;
use crate::testing::{laws, simulator};
use crate::wire::{Checked, Kept, OfFields, QueryRequest, WithFieldTypes};

/// Bytes of JSON as a stored contact and as a patch: what is read is written, and what was written
/// is read as the same.
///
/// # Panics
///
/// If it is not.
pub fn json_in(bytes: &[u8]) {
    if let Ok(contact) = serde_json::from_slice::<Stored<Contact>>(bytes) {
        let json = serde_json::to_vec(&contact).expect("a contact is written");
        let again: Stored<Contact> = serde_json::from_slice(&json).expect("it is read again");
        let twice = serde_json::to_vec(&again).expect("a contact is written");
        assert_eq!(text(&twice), text(&json));
        // Blank parts of the input are gone, statuses are joined: from then on nothing changes.
        let third: Stored<Contact> = serde_json::from_slice(&twice).expect("it is read again");
        assert_eq!(third, again);
    }
    if let Ok(patch) = serde_json::from_slice::<ContactPatch>(bytes) {
        let json = serde_json::to_vec(&patch).expect("a patch is written");
        let again: ContactPatch = serde_json::from_slice(&json).expect("it is read again");
        assert_eq!(again, patch, "{}", text(&json));
    }
}

/// Bytes of JSON as a filter, as a query and as what was kept of them: what is refused is refused
/// by rules of filters, where it stands; what is accepted is written and read as the same, and
/// means what the [description of the language](json_filter) says.
///
/// # Panics
///
/// If it is not.
pub fn filter_in(bytes: &[u8]) {
    fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> serde_json::Result<T> {
        T::deserialize(&mut serde_json::Deserializer::from_slice(bytes))
    }
    fn asked<T: OfFields>(bytes: &[u8]) -> Option<Result<T, Vec<Invalid>>> {
        let seed = WithFieldTypes(generate::field_type).checked::<T>();
        let read = seed.deserialize(&mut serde_json::Deserializer::from_slice(bytes));
        read.ok().map(|Checked(read)| read)
    }
    match asked::<Filter>(bytes) {
        Some(Ok(filter)) => {
            let json: Value = read(bytes).expect("it was read before");
            for (contact, shown) in ASKED.iter() {
                let meant = json_filter::matches(&json, shown);
                assert_eq!(filter.matches(contact), meant, "{json} of {shown}");
            }
            let written = serde_json::to_vec(&filter).expect("a filter is written");
            let again = asked::<Filter>(&written).expect("it is JSON");
            assert_eq!(again, Ok(filter), "{}", text(&written));
        }
        Some(Err(problems)) => {
            assert!(problems.iter().all(|problem| problem.field().starts_with("filter")));
            assert!(problems.iter().all(|problem| !problem.expected().is_empty()));
            let code = Error::Invalid(problems).code();
            assert!(code.contains("FILTER"), "{code}");
        }
        None => {}
    }
    if let Some(Err(problems)) = asked::<QueryRequest>(bytes) {
        assert!(!problems.is_empty(), "a refusal has its reasons");
    }
    if let Ok(Kept(filter)) = read::<Kept<Filter>>(bytes) {
        let written = serde_json::to_vec(&Kept(&filter)).expect("a filter is written");
        let Kept(again) = read(&written).expect("it is read again");
        assert_eq!(filter, again, "{}", text(&written));
        let _met = ASKED.iter().filter(|(contact, _)| filter.matches(contact)).count();
    }
    if let Ok(Kept(query)) = read::<Kept<ContactQuery>>(bytes) {
        let written = serde_json::to_vec(&Kept(&query)).expect("a query is written");
        let Kept(again) = read(&written).expect("it is read again");
        assert_eq!(query, again, "{}", text(&written));
    }
}

/// Contacts that are asked, and how the wire shows them.
static ASKED: LazyLock<Vec<(Arc<Stored<Contact>>, Value)>> = LazyLock::new(|| {
    // Bytes that are all over the place, the same each time.
    let bytes: Vec<u8> =
        (0..16_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let contact = |n: u128| {
        let bytes: Vec<u8> =
            bytes.iter().cycle().skip(n as usize * 5).step_by(3).take(140).copied().collect();
        let contact = generate::asked_from(&mut Dice::new(&bytes), ContactId::from_u128(n));
        let shown = serde_json::to_value(&*contact).expect("a contact is written");
        (contact, shown)
    };
    (1..=8).map(contact).collect()
});

/// Bytes as a file of cards: each line has its place, and each card is written as one card, which is
/// read as the same groups, names, parameters and values.
///
/// # Panics
///
/// If it is not.
#[cfg(feature = "vcard")]
pub fn vcard_in(bytes: &[u8]) {
    use crate::interop::vcard::Version;

    super::reading::every_line_has_its_place(bytes);
    for card in cards(bytes) {
        if card.properties.iter().any(is_half_a_card) {
            continue;
        }
        let again = rewritten(&card);
        match card.version {
            // What has no encoding of its own gets one if it must, so only the second is stable.
            Version::V2_1 => assert_eq!(meaning(&rewritten(&again)), meaning(&again)),
            Version::V3_0 | Version::V4_0 => assert_eq!(meaning(&again), meaning(&card)),
        }
    }
}

/// Bytes as jCards: a card that is read is written as one that is read as the same lines.
///
/// # Panics
///
/// If it is not.
#[cfg(feature = "vcard")]
pub fn jcard_in(bytes: &[u8]) {
    use crate::interop::{Found, ImportOptions, jcard, vcard};

    // Pictures stay in their lines.
    let options = ImportOptions::default().with_media_limit(0).with_kept_limit(usize::MAX);
    let read = |bytes: &[u8]| -> Vec<Vec<crate::Property>> {
        let found = jcard::read(bytes, &options).expect("bytes have a head");
        let found = found.map(|found| found.expect("bytes do not fail"));
        let records = found.filter_map(|found| match found {
            Found::Record(record) => Some(record.properties),
            _ => None,
        });
        records.collect()
    };
    let written = |properties: &[crate::Property]| -> Vec<u8> {
        let mut out = Vec::new();
        jcard::write_card(&mut out, vcard::Version::V4_0, properties).expect("a vector takes all");
        out
    };
    for properties in read(bytes) {
        let first = written(&properties);
        let again = read(&first);
        assert_eq!(again.len(), 1, "{}", String::from_utf8_lossy(&first));
        assert_eq!(written(&again[0]), first);
    }
}

/// Bytes as cards of JSContact: a contact that is made of one is written as a card that is read as
/// a contact again, and that one is written in the same way.
///
/// # Panics
///
/// If it is not.
#[cfg(feature = "jscontact")]
pub fn jscontact_in(bytes: &[u8]) {
    use crate::interop::{Found, ImportOptions, jscontact};

    // Pictures stay in their members.
    let options = ImportOptions::default().with_media_limit(0).with_kept_limit(usize::MAX);
    let written = |bytes: &[u8]| -> Vec<String> {
        let found = jscontact::read(bytes, &options).expect("bytes have a head");
        let found = found.map(|found| found.expect("bytes do not fail"));
        let records = found.filter_map(|found| match found {
            Found::Record(record) => Some(record),
            _ => None,
        });
        let texts = records.map(|record| {
            let fields = record.fields.iter().map(|f| (f.key.clone(), f.value.clone())).collect();
            let mut count = 0;
            let id = || {
                count += 1;
                crate::id::EntryId::from_u128(count)
            };
            let contact = record.into_contact(Vec::new(), fields, crate::Timestamp::EPOCH, id);
            let contact = contact.expect("what an import makes fits");
            jscontact::export(&contact, None, &Nothing).expect("nothing fails").text
        });
        texts.collect()
    };
    for text in written(bytes) {
        // A card that was nothing but labels is none without them.
        if let Some(again) = written(text.as_bytes()).first() {
            assert_eq!(again, &text);
        }
    }
}

/// Nothing stands behind any key.
#[cfg(feature = "jscontact")]
struct Nothing;

#[cfg(feature = "jscontact")]
impl crate::interop::References for Nothing {
    fn label(&self, _: &crate::LabelKey) -> Option<crate::LabelName> {
        None
    }

    fn field(&self, _: &crate::FieldKey) -> Option<crate::FieldName> {
        None
    }

    fn media(&self, _: crate::MediaId) -> Result<Option<Arc<[u8]>>, crate::store::StoreError> {
        Ok(None)
    }
}

/// Bytes as a table: its rows are written as a table that is read as the same rows, with and
/// without guards against formulas.
///
/// # Panics
///
/// If it is not.
#[cfg(feature = "csv")]
pub fn csv_in(bytes: &[u8]) {
    use crate::interop::csv::{Cells, Header, Layout, Options, Writer};

    rows_in(bytes);
    let (header, rows) = table(bytes, &Options::default());
    for cells in [Cells::Plain, Cells::Spreadsheet] {
        let layout = Layout::default().with_cells(cells).with_mark();
        let mut writer = Writer::new(Vec::new(), &layout).expect("memory takes all");
        for row in header.iter().chain(&rows) {
            writer.write_row(row).expect("memory takes all");
        }
        let written = writer.finish().expect("memory takes all");
        let presence = if header.is_some() { Header::Present } else { Header::Absent };
        let options = Options::default().with_cells(cells).with_header(presence);
        let again = table(&written, &options.with_delimiter(b','));
        assert_eq!(again, (header.clone(), rows.clone()), "{}", text(&written));
    }
}

/// Bytes as a table of contacts: each is written into a table of our own that is read as the same.
#[cfg(feature = "csv")]
fn rows_in(bytes: &[u8]) {
    use crate::interop::csv::{FullSheet, Layout, Options, Writer, read};
    use crate::interop::{Found, ImportOptions, Loose};
    use crate::time::Timestamp;

    let contacts = |bytes: &[u8]| -> Vec<Loose> {
        let table = read(bytes, &Options::default(), &ImportOptions::default());
        let found =
            table.expect("memory does not fail").map(|found| found.expect("memory does not fail"));
        let records = found.filter_map(|found| match found {
            Found::Record(record) => Some(record),
            _ => None,
        });
        let loose = |record| Loose::new(record, Timestamp::EPOCH).expect("what is imported fits");
        records.map(loose).collect()
    };
    let all = contacts(bytes);
    let mut sheet = FullSheet::new();
    all.iter().for_each(|one| sheet.fit(one.contact(), one));
    if sheet.header().len() > 500 {
        return; // More columns than a table may have.
    }
    let mut writer = Writer::new(Vec::new(), &Layout::default()).expect("memory takes all");
    writer.write_row(sheet.header()).expect("memory takes all");
    for one in &all {
        writer.write_row(sheet.row(one.contact(), None, one)).expect("memory takes all");
    }
    let again = contacts(&writer.finish().expect("memory takes all"));
    assert_eq!(again.len(), all.len());
    for (again, one) in again.iter().zip(&all) {
        let (again, one) = (again.contact(), one.contact());
        assert_eq!(again.properties(), one.properties());
        assert_eq!(again.info().emails().as_slice(), one.info().emails().as_slice());
        assert_eq!(again.info().phones().as_slice(), one.info().phones().as_slice());
        assert_eq!(again.info().addresses().len(), one.info().addresses().len());
        assert_eq!(again.info().full_name(), one.info().full_name());
        assert_eq!(again.info().fields().len(), one.info().fields().len());
    }
}

/// Bytes as contacts that collide: every law of merging contents holds for them.
///
/// # Panics
///
/// If one does not.
pub fn merge_laws(bytes: &[u8]) {
    let mut dice = Dice::new(bytes);
    let entries = if dice.once_in(2) { Entries::Repeated } else { Entries::Distinct };
    let contacts: laws::Case = (0..4).map(|_| generate::contact_from(&mut dice, entries)).collect();
    for law in &laws::LAWS {
        // One speaks of contacts that have each key once.
        if law.id == "A8" && entries == Entries::Repeated {
            continue;
        }
        if let Err(broken) = law.check(laws::REAL, &contacts) {
            panic!("{broken}");
        }
    }
}

/// Bytes as what clients of a book do, and what befalls them: all of it goes as the model of the
/// [`simulator`] has it.
///
/// # Panics
///
/// If it does not.
pub fn operations(bytes: &[u8]) {
    if let Err(failure) = simulator::run_bytes(bytes) {
        panic!("{failure}");
    }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(feature = "vcard")]
fn cards(bytes: &[u8]) -> Vec<crate::interop::vcard::Card> {
    use crate::interop::vcard::{Cards, Item};

    let items = Cards::new(bytes).expect("memory does not fail");
    let cards = items.filter_map(|item| match item.expect("memory does not fail") {
        Item::Card(card) => Some(card),
        Item::Skipped(_) | Item::Outside(_) => None,
    });
    cards.collect()
}

#[cfg(feature = "vcard")]
fn rewritten(card: &crate::interop::vcard::Card) -> crate::interop::vcard::Card {
    let mut out = Vec::new();
    crate::interop::vcard::write_card(&mut out, card.version, &card.properties)
        .expect("memory takes all");
    let mut cards = cards(&out);
    assert_eq!(cards.len(), 1, "not one card: {}", text(&out));
    cards.remove(0)
}

/// Whether it is an `AGENT` that was read as text because its card was damaged: it is not written
/// so, for good reason.
#[cfg(feature = "vcard")]
fn is_half_a_card(property: &crate::Property) -> bool {
    property.name.eq_ignore_ascii_case("AGENT")
        && property.value.trim().eq_ignore_ascii_case("BEGIN:VCARD")
}

/// What must be the same after writing and reading.
#[cfg(feature = "vcard")]
fn meaning(card: &crate::interop::vcard::Card) -> Vec<String> {
    let of = |property: &crate::Property| {
        let crate::Property { group, name, params, value, .. } = property;
        let params: Vec<_> =
            params.iter().filter(|param| !param.name.eq_ignore_ascii_case("CHARSET")).collect();
        format!("{group:?} {name:?} {params:?} {value:?}")
    };
    card.properties.iter().map(of).collect()
}

#[cfg(feature = "csv")]
type Rows = (Option<Vec<String>>, Vec<Vec<String>>);

#[cfg(feature = "csv")]
fn table(bytes: &[u8], options: &crate::interop::csv::Options) -> Rows {
    use crate::interop::csv::{Item, Table};

    let mut table = Table::open(bytes, options).expect("memory does not fail");
    let rows = (table.by_ref())
        .filter_map(|item| match item.expect("memory does not fail") {
            Item::Row(row) => Some(row.cells),
            Item::Skipped(_) => None,
        })
        .collect();
    (table.header().map(<[String]>::to_vec), rows)
}
