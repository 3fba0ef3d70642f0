//! Numbers of every country, if their examples lie beside the project.

use std::path::Path;

use contacts_core::PhoneNumber;

#[test]
fn national_numbers_get_their_international_form() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let mut files = folders.map(|f| f.join("shared/data/interop/files/phones/examples.json"));
    let Some(file) = files.find(|file| file.is_file()) else { return };
    let examples: serde_json::Value =
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let (mut right, mut wrong) = (0, Vec::new());
    for example in examples.as_array().unwrap() {
        let region = example["region"].as_str().unwrap();
        let expected = example["e164"].as_str().unwrap();
        for input in example["inputs"].as_array().unwrap() {
            let input = input.as_str().unwrap();
            let number = PhoneNumber::new(input, region.parse().ok()).unwrap();
            match number.e164().map(|e164| e164.to_string()) {
                Some(found) if found == expected => right += 1,
                found => wrong.push(format!("{region} {input}: {found:?}, not {expected}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{right} right, but\n{}", wrong.join("\n"));
}
