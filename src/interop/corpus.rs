//! Files of real programs, if they lie beside the project.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::csv;
use super::vcard::{Item, tests};

fn corpus() -> Option<PathBuf> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    folders.map(|f| f.join("shared/data/interop")).find(|f| f.join("manifest.json").is_file())
}

/// The files of a kind with their entries in the manifest; none if there is no corpus.
pub(in crate::interop) fn files(kind: &str) -> Vec<(String, Vec<u8>, Value)> {
    let Some(folder) = corpus() else { return Vec::new() };
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let entries = manifest["files"].as_array().unwrap().iter().filter(|f| f["kind"] == kind);
    entries
        .map(|entry| {
            let name = entry["file"].as_str().unwrap();
            (name.to_owned(), std::fs::read(folder.join(name)).unwrap(), entry.clone())
        })
        .collect()
}

/// What is expected of each record; `None` if there is no corpus.
pub(in crate::interop) fn expected() -> Option<Vec<Value>> {
    let expected = std::fs::read(corpus()?.join("expected.json")).unwrap();
    Some(serde_json::from_slice(&expected).unwrap())
}

#[test]
fn cards_of_real_programs_are_read_and_come_back() {
    for (name, bytes, entry) in files("vcard") {
        let mut cards = Vec::new();
        let mut problems = Vec::new();
        for item in tests::read(&bytes) {
            match item {
                Item::Card(card) => {
                    problems.extend(card.problems.clone());
                    cards.push(card);
                }
                Item::Skipped(skipped) => problems.push(skipped.problem),
                Item::Outside(problem) => problems.push(problem),
            }
        }
        assert_eq!(cards.len() as u64, entry["cards"], "{name}: cards");
        let properties: usize = cards.iter().map(|c| c.properties.len()).sum();
        let damaged: usize =
            cards.iter().flat_map(|c| &c.properties).filter(|p| p.name.is_empty()).count();
        assert_eq!((properties - damaged) as u64, entry["properties"], "{name}: properties");
        for expected in entry["problems"].as_array().into_iter().flatten() {
            let found = problems.iter().any(|p| expected["line"] == p.line);
            assert!(found, "{name}: {expected} not in {problems:#?}");
        }
        for card in &cards {
            let out = tests::written(card.version, &card.properties);
            let [Item::Card(again)] = &tests::read(&out)[..] else {
                panic!("{name}: written as something else");
            };
            assert_eq!(tests::meaning(again), tests::meaning(card), "{name}");
            if !card.problems.iter().any(|p| p.code == "text.charset") {
                assert_eq!(tests::essence(again), tests::essence(card), "{name}");
            }
        }
    }
}

#[test]
fn tables_of_real_programs_are_read_and_come_back() {
    for (name, bytes, entry) in files("csv") {
        let options = csv::Options::default();
        let (table, items) = csv::tests::read(&bytes, &options);
        let rows = |items: &[csv::Item]| -> Vec<Vec<String>> {
            items
                .iter()
                .filter_map(|item| match item {
                    csv::Item::Row(row) => Some(row.cells.clone()),
                    csv::Item::Skipped(_) => None,
                })
                .collect()
        };
        let read = rows(&items);
        assert_eq!(read.len() as u64, entry["rows"], "{name}: rows");
        let reported: Vec<u32> = items
            .iter()
            .flat_map(|item| match item {
                csv::Item::Row(row) => row.problems.iter().map(|p| p.line).collect(),
                csv::Item::Skipped(skipped) => vec![skipped.problem.line],
            })
            .collect();
        for expected in entry["problems"].as_array().into_iter().flatten() {
            // The others are of the level above, or of no consequence.
            let kind = expected["kind"].as_str().unwrap();
            if ["short row", "extra cells", "NUL byte", "quote never closed"].contains(&kind) {
                assert!(reported.iter().any(|line| expected["line"] == *line), "{name}: {kind}");
            }
        }
        for cells in [csv::Cells::Plain, csv::Cells::Spreadsheet] {
            let layout = csv::Layout::default().with_cells(cells).with_mark();
            let mut writer = csv::Writer::new(Vec::new(), &layout).unwrap();
            let header = table.header().map(<[String]>::to_vec);
            for row in header.iter().chain(&read) {
                writer.write_row(row).unwrap();
            }
            let options = csv::Options::default().with_cells(cells);
            let (again, items) = csv::tests::read(&writer.finish().unwrap(), &options);
            assert_eq!(again.header(), table.header(), "{name}");
            assert_eq!(rows(&items), read, "{name}");
        }
    }
}
