//! Cards of JSContact that are read are written as what is written again in the same way.
#![no_main]

use contacts_core::testing::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::jscontact_in(bytes));
