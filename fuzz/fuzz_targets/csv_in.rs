//! Rows that are read are written as what is read as the same rows.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::csv_in(bytes));
