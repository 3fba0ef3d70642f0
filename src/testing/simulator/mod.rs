//! A simulator: one thread, one seed, the real book and its sessions, a store that fails, and
//! clients that get in each other's way.
//!
//! The operations of a book are synchronous, so nothing happens at the same time. Instead the
//! store lets other clients carry out whole operations between the reads and the commit of a
//! client, loses requests and replies, is not available for a while, and delivers old requests
//! again; the clock jumps back and forth. Clients keep revisions and previews, and use them later.
//!
//! What comes of every call is compared with an independent model. A call may be answered by any
//! state of the book while it ran; if it commits, by the state at the commit. After every step two
//! contacts, an address, the labels and the end of the feed are compared, and at the end
//! everything. How a run is like (how many clients, which faults, which actions) is drawn anew for
//! every seed.
//!
//! ```
//! # use contacts_core::testing::simulator;
//! let report = simulator::run(1, 200).unwrap_or_else(|failure| panic!("{failure}"));
//! assert_eq!(simulator::run(1, 200).map(|again| again.trace), Ok(report.trace));
//! ```

mod action;
mod check;
mod choosing;
mod defect;
mod door;
mod drawing;
mod judge;
mod model;
mod performing;
mod settings;
mod turn;
mod values;
mod world;

use std::fmt;
use std::sync::Arc;

pub use defect::Defect;

use self::action::Call;
use self::model::Wrong;
use self::world::World;
use crate::testing::choices::Choices;

/// What happened in a run in which all went well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Steps that were taken.
    pub steps: usize,
    /// Calls, with those that were let in between.
    pub calls: u64,
    /// Commits.
    pub commits: u64,
    /// Faults that were injected.
    pub faults: u64,
    /// A hash of all that happened; the same for the same seed.
    pub trace: u64,
}

/// A run in which something went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed; `None` if the choices came from bytes.
    pub seed: Option<u64>,
    /// The step at which it showed, from 1.
    pub step: usize,
    /// How many steps are enough for something to go wrong.
    pub shortest: usize,
    /// The number of the invariant that is broken, such as `INV-16`.
    pub invariant: &'static str,
    /// What was expected and what was found.
    pub what: String,
    /// The last calls before it showed, those that were let in between indented.
    pub calls: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, step, shortest, invariant, what, calls } = self;
        let seed = seed.map_or_else(|| "of the bytes".to_owned(), |seed| seed.to_string());
        writeln!(f, "{invariant} is broken at step {step} of seed {seed}: {what}")?;
        writeln!(f, "{shortest} steps are enough; the last calls:")?;
        calls.iter().try_for_each(|call| writeln!(f, "  {call}"))?;
        write!(
            f,
            "replay: CONTACTS_SIMULATOR_SEED={seed} CONTACTS_SIMULATOR_STEPS={shortest} \
             cargo test --features testing --test all simulator"
        )
    }
}

impl std::error::Error for Failure {}

/// Takes so many steps by a seed.
///
/// # Errors
///
/// [`Failure`] if something is not as the model has it, or an invariant is broken.
pub fn run(seed: u64, steps: usize) -> Result<Report, Failure> {
    run_with(seed, steps, Defect::None)
}

/// Takes so many steps by a seed, with a store that does something wrong.
///
/// # Errors
///
/// [`Failure`], as for [`run`].
pub fn run_with(seed: u64, steps: usize, defect: Defect) -> Result<Report, Failure> {
    let simulate = |steps| simulate(Choices::from_seed(seed), steps, defect);
    simulate(steps).map_err(|(step, wrong)| {
        // Fewer steps, with all that is checked at the end, may be enough.
        let (mut fine, mut broken) = (0, step);
        let mut wrong = wrong;
        while fine + 1 < broken {
            let middle = fine + (broken - fine) / 2;
            match simulate(middle) {
                Ok(_) => fine = middle,
                Err((at, earlier)) => {
                    broken = at;
                    wrong = earlier;
                }
            }
        }
        failure(Some(seed), step, broken, wrong)
    })
}

/// Takes the steps that bytes choose, until they are used up.
///
/// # Errors
///
/// [`Failure`], as for [`run`].
pub fn run_bytes(bytes: &[u8]) -> Result<Report, Failure> {
    let result = simulate(Choices::from_bytes(bytes), bytes.len(), Defect::None);
    result.map_err(|(step, wrong)| failure(None, step, step, wrong))
}

/// How many calls a failure shows.
const SHOWN: usize = 8;

/// What went wrong, and the last calls.
type Ended = (Wrong, Vec<String>);

fn failure(seed: Option<u64>, step: usize, shortest: usize, ended: Ended) -> Failure {
    let (Wrong(invariant, what), calls) = ended;
    Failure { seed, step, shortest, invariant, what, calls }
}

fn simulate(choices: Choices, steps: usize, defect: Defect) -> Result<Report, (usize, Ended)> {
    let world: Arc<World> = World::new(choices, defect);
    let mut taken = 0;
    let ended = |wrong: Wrong| {
        let state = world.state();
        let from = state.log.len().saturating_sub(SHOWN);
        let show = |(depth, call): &(usize, Arc<Call>)| {
            format!("{:indent$}{call:?}", "", indent = 2 * depth)
        };
        (wrong, state.log[from..].iter().map(show).collect())
    };
    while taken < steps && !world.state().choices.is_spent() {
        taken += 1;
        turn::take(&world);
        let wrong = world.state().wrong.take();
        if let Some(wrong) = wrong {
            return Err((taken, ended(wrong)));
        }
        check::after_step(&world).map_err(|wrong| (taken, ended(wrong)))?;
    }
    let trace = check::at_end(&world).map_err(|wrong| (taken, ended(wrong)))?;
    let report = world.state().report;
    Ok(Report { steps: taken, trace, ..report })
}
