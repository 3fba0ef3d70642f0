//! What the fuzz targets check, on their corpora, without a fuzzer.

use std::fs;
use std::path::Path;

use contacts_core::testing::fuzzing;

/// Checks every file of a corpus; a failure names its file.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{} has too few files", folder.display());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let checked = std::panic::catch_unwind(|| check(&bytes));
        assert!(checked.is_ok(), "{} fails", file.display());
    }
}

#[test]
fn json_is_read_as_it_is_written() {
    replay("json_in", fuzzing::json_in);
}

#[test]
fn filters_mean_what_they_say() {
    replay("filter_in", fuzzing::filter_in);
}

#[test]
#[cfg(feature = "vcard")]
fn cards_are_read_as_they_are_written() {
    replay("vcard_in", fuzzing::vcard_in);
}

#[test]
#[cfg(feature = "csv")]
fn tables_are_read_as_they_are_written() {
    replay("csv_in", fuzzing::csv_in);
}

#[test]
#[cfg(feature = "vcard")]
fn jcards_are_read_as_they_are_written() {
    replay("jcard_in", fuzzing::jcard_in);
}

#[test]
#[cfg(feature = "jscontact")]
fn members_are_read_as_they_are_written() {
    replay("jscontact_in", fuzzing::jscontact_in);
}

#[test]
fn the_laws_of_merging_hold() {
    replay("merge_laws", fuzzing::merge_laws);
}

#[test]
fn operations_go_as_the_model_has_them() {
    replay("operations", fuzzing::operations);
}
