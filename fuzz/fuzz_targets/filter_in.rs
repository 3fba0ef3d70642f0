//! A filter in JSON is refused where it is wrong, or means what the language says it means.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::filter_in(bytes));
