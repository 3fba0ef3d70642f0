//! JSON that is read as a contact or as a patch is written as what is read as the same.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::json_in(bytes));
