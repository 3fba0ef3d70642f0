//! Every law of merging holds for any contacts.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::merge_laws(bytes));
