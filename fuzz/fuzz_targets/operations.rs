//! Whatever clients do, and whatever befalls them, goes as the model has it.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::operations(bytes));
