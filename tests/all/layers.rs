//! A file uses only what stands to its left.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, from left to right; modules of one layer do not use each other, but for the first.
const LAYERS: [&[&str]; 13] = [
    &["invalid", "id", "time", "text", "key"],
    &["field"],
    &["label"],
    &["contact"],
    &["record"],
    &["edit", "query"],
    &["segment"],
    &["change"],
    &["merge", "matching", "membership"],
    &["store", "access", "wire"],
    &["interop"],
    &["book"],
    &["testing"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules of the crate that a file names outside its tests.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code = code.split("#[cfg(all(test").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut modules = BTreeSet::new();
    for line in lines {
        for after in line.split("crate::").skip(1) {
            let name = after.split(|c: char| !c.is_alphanumeric() && c != '_').next();
            modules.extend(name.map(str::to_owned));
        }
    }
    modules
}

#[test]
fn a_file_uses_only_what_stands_to_its_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let mut wrong = Vec::new();
    for path in paths {
        let inside = path.strip_prefix(&root).expect("it lies in the sources");
        let first = inside.components().next().expect("a file has a name");
        let own = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        let is_test = inside.iter().any(|part| part == "tests" || part == "tests.rs");
        if matches!(own.as_str(), "lib" | "bin" | "guide") || is_test {
            continue;
        }
        let own_layer = layer(&own).unwrap_or_else(|| panic!("`{own}` stands in no layer"));
        for module in used(&fs::read_to_string(&path).expect("it can be read")) {
            let Some(other) = layer(&module) else { continue };
            let allowed = module == own || other < own_layer || (other == 0 && own_layer == 0);
            if !allowed {
                wrong.push(format!("{} uses {module}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
