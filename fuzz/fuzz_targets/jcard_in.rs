//! jCards that are read are written as what is read as the same lines.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::jcard_in(bytes));
