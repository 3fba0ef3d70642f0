//! A file uses only what stands to its left.

use std::collections::{BTreeMap, BTreeSet};
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

/// What a file takes from the root of the crate outside its tests: names of modules and of what
/// the root hands on.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code = code.split("#[cfg(all(test").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    code.split("crate::").skip(1).flat_map(firsts).collect()
}

/// The first name of each path: of `a::B` that is `a`, of `{a::{B, C}, D}` they are `a` and `D`.
fn firsts(after: &str) -> Vec<String> {
    let word = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        text[..end].to_owned()
    };
    let Some(group) = after.strip_prefix('{') else { return vec![word(after)] };
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                names.push(word(&group[start..at]));
                start = at + 1;
                if char == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Which module each name comes from that the root hands on.
fn handed_on(root: &Path) -> BTreeMap<String, String> {
    let lib = fs::read_to_string(root.join("lib.rs")).expect("it can be read");
    let mut origins = BTreeMap::new();
    for line in lib.split(';').filter_map(|item| item.split("pub use ").nth(1)) {
        let (module, names) = line.split_once("::").unwrap_or((line, ""));
        if names == "*" {
            let (file, folder) = (root.join(format!("{module}.rs")), root.join(module));
            let mut paths = vec![file];
            paths.retain(|path| path.is_file());
            if folder.is_dir() {
                files(&folder, &mut paths);
            }
            for path in paths {
                let text = fs::read_to_string(&path).expect("it can be read");
                for name in made(&text) {
                    origins.insert(name, module.to_owned());
                }
            }
        } else {
            for name in firsts(names) {
                origins.insert(name, module.to_owned());
            }
        }
    }
    origins
}

/// The public items of a file, and the ids that a macro makes.
fn made(text: &str) -> Vec<String> {
    let kinds = ["struct ", "enum ", "trait ", "type ", "const ", "fn "];
    let item = |line: &str| {
        let line = line.trim_start();
        let named = line.strip_prefix("pub ").and_then(|rest| {
            let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
            firsts(name).pop()
        });
        let id = || line.split_once("Id, \"").map(|(name, _)| format!("{name}Id"));
        named.or_else(id)
    };
    text.lines().filter_map(item).collect()
}

#[test]
fn a_file_uses_only_what_stands_to_its_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let origins = handed_on(&root);
    assert_eq!(origins["ContactId"], "id", "the root hands on ids");
    assert_eq!(origins["PhoneNumber"], "contact", "the root hands on values");
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
            let module = origins.get(&module).unwrap_or(&module);
            let Some(other) = layer(module) else { continue };
            let allowed = *module == own || other < own_layer || (other == 0 && own_layer == 0);
            if !allowed {
                wrong.push(format!("{} uses {module}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_found_however_they_are_taken() {
    let text = "use crate::{\n    Property,\n    edit::{ContactPatch, X},\n    book};\n\
                fn f(a: crate::contact::Line) -> crate::Session {}\n// crate::testing\n\
                #[cfg(test)]\nmod tests { use crate::wire; }";
    let expected = ["Property", "Session", "book", "contact", "edit"];
    assert_eq!(used(text).into_iter().collect::<Vec<_>>(), expected);
}
