//! The binary, run as people run it.

mod convert;
mod dedupe;
mod import;
mod label;
mod lists;
mod places;
mod query;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use contacts_core::interop::vcard::{Card, Cards, Item};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("contacts-cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn with(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.file(name), text).unwrap();
        self.file(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

fn cards(bytes: &[u8]) -> Vec<Card> {
    let items = Cards::new(bytes).unwrap().map(Result::unwrap);
    items.filter_map(|item| if let Item::Card(card) = item { Some(card) } else { None }).collect()
}

/// Runs the binary with these arguments.
fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.args(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs the binary; the arguments stand in one text, files of the test data by their names.
fn ask(text: &str) -> Output {
    let file = |word: &str| ["people.vcf", "people.csv"].contains(&word);
    run(text.split_whitespace().map(|word| if file(word) { data(word) } else { word.into() }))
}

/// What it wrote to standard output; it must have succeeded, records that cannot be read aside.
fn answer(text: &str) -> String {
    let output = ask(text);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{text}: {:?}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}
