//! Clients that get in each other's way, and a store that fails.

use contacts_core::testing::simulator;

#[test]
fn smoke() {
    let start = std::time::Instant::now();
    let (mut steps, mut calls, mut commits) = (0, 0, 0);
    for seed in 0..500 {
        let report = simulator::run(seed, 2000).unwrap_or_else(|failure| panic!("{failure}"));
        steps += report.steps;
        calls += report.calls;
        commits += report.commits;
    }
    println!("{steps} steps {calls} calls {commits} commits {:?}", start.elapsed());
}
