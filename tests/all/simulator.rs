//! Clients that get in each other's way, and a store that fails.

use contacts_core::testing::simulator;

#[test]
fn smoke() {
    for seed in 0..200 {
        simulator::run(seed, 300).unwrap_or_else(|failure| panic!("{failure}"));
    }
}
