//! Interleaved measuring by the thread's CPU clock.
//!
//! A [`Variant`] is a name and a closure that prepares its data for a size and gives back a
//! [`Round`]; a round prepares its inputs, then hands them to [`Stopwatch::each`], which is the only
//! place where the clock runs. [`compare`] runs the variants of a group in turn, in another order
//! each time, so that what the machine does meanwhile hits all of them alike.

use std::hint::black_box;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, Scope};
use std::time::Duration;

/// Does one round of the work.
pub(crate) type Round = Box<dyn FnMut(&mut Stopwatch)>;

/// Something to be measured at a size.
pub(crate) struct Variant {
    /// One word, also used on the command line of a counting run.
    pub(crate) name: &'static str,
    /// How many operations a counting run prepares, however many it then carries out: its two runs
    /// must not differ in anything else. The cheaper the operation, the more it takes to stand out
    /// of what randomly seeded hashing makes of the set-up.
    pub(crate) counted: usize,
    /// Prepares the data; not measured.
    pub(crate) make: fn(usize) -> Round,
}

/// The clock of one round, or the counter of a counting run.
#[derive(Debug, Default)]
pub(crate) struct Stopwatch {
    counting: Option<Counting>,
    spent: Duration,
    operations: usize,
}

#[derive(Clone, Copy, Debug)]
struct Counting {
    prepared: usize,
    carried_out: usize,
}

impl Stopwatch {
    /// A stopwatch that ends the process after the given number of operations.
    pub(crate) fn counting(carried_out: usize, prepared: usize) -> Self {
        Self { counting: Some(Counting { prepared, carried_out }), ..Self::default() }
    }

    /// How many operations to hand to one [`each`](Self::each).
    pub(crate) fn batch(&self, usual: usize) -> usize {
        self.counting.map_or(usual, |counting| counting.prepared)
    }

    /// Carries out `operation` on every item of the batch, on the clock.
    ///
    /// May be called several times a round. In a counting run it does as many as were asked for and
    /// leaves the process before anything is cleaned up, since the clean-up would differ.
    pub(crate) fn each<T, R>(&mut self, batch: &mut [T], mut operation: impl FnMut(&mut T) -> R) {
        let length = self.counting.map_or(batch.len(), |counting| counting.carried_out);
        let begin = cpu_time();
        for item in &mut batch[..length] {
            black_box(operation(item));
        }
        self.spent += cpu_time().saturating_sub(begin);
        self.operations += length;
        if self.counting.is_some() {
            std::process::exit(0);
        }
    }

    fn nanoseconds_each(&self) -> f64 {
        self.spent.as_nanos() as f64 / self.operations.max(1) as f64
    }
}

/// CPU time of this thread.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(crate) fn cpu_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("the system has a thread clock").into()
}

/// Time on the wall: no thread clock is at hand here, expect more noise.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(crate) fn cpu_time() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;

    static BEGIN: OnceLock<Instant> = OnceLock::new();
    BEGIN.get_or_init(Instant::now).elapsed()
}

/// Nanoseconds per operation of every variant in every round.
#[derive(Debug)]
pub(crate) struct Times {
    names: Vec<&'static str>,
    /// By variant, then by round.
    nanoseconds: Vec<Vec<f64>>,
}

/// Runs the variants at size `n`, interleaved and rotated, after a round that does not count.
///
/// Each variant has a thread of its own and with it, under the usual allocators, a heap of its own:
/// in a shared one the leavings of one variant make another two or three times as slow. Only one of
/// them runs at a time.
pub(crate) fn compare(variants: &[&Variant], n: usize, rounds: usize) -> Times {
    let mut nanoseconds = vec![Vec::with_capacity(rounds); variants.len()];
    thread::scope(|scope| {
        let workers: Vec<Worker> =
            variants.iter().map(|variant| Worker::start(scope, variant, n)).collect();
        for worker in &workers {
            worker.round();
        }
        for turn in 0..rounds {
            for place in 0..workers.len() {
                let at = (turn + place) % workers.len();
                nanoseconds[at].push(workers[at].round());
            }
        }
    });
    Times { names: variants.iter().map(|variant| variant.name).collect(), nanoseconds }
}

/// A variant on its thread, waiting for its turn.
struct Worker {
    turn: Sender<()>,
    result: Receiver<f64>,
}

impl Worker {
    fn start<'scope>(scope: &'scope Scope<'scope, '_>, variant: &Variant, n: usize) -> Self {
        let ((turn, turns), (results, result)) = (channel(), channel());
        let make = variant.make;
        scope.spawn(move || {
            let mut work = None;
            for () in turns {
                let mut watch = Stopwatch::default();
                work.get_or_insert_with(|| make(n))(&mut watch);
                if results.send(watch.nanoseconds_each()).is_err() {
                    return;
                }
            }
        });
        Self { turn, result }
    }

    /// Nanoseconds per operation in one round.
    fn round(&self) -> f64 {
        self.turn.send(()).expect("the variant has not panicked");
        self.result.recv().expect("the variant has not panicked")
    }
}

impl Times {
    /// Nanoseconds per operation.
    pub(crate) fn nanoseconds(&self, name: &str) -> Spread {
        Spread::of(self.of(name).to_vec())
    }

    /// Times `subject` as dear as `reference`, round by round: lower is better.
    pub(crate) fn cost(&self, subject: &str, reference: &str) -> Spread {
        let pairs = self.of(subject).iter().zip(self.of(reference));
        Spread::of(pairs.map(|(subject, reference)| subject / reference).collect())
    }

    /// Times as many operations a second as `reference`, round by round: higher is better.
    pub(crate) fn rate(&self, subject: &str, reference: &str) -> Spread {
        self.cost(reference, subject)
    }

    /// First against second variant, whatever they are called.
    pub(crate) fn first_to_second(&self) -> Spread {
        let pairs = self.nanoseconds[0].iter().zip(&self.nanoseconds[1]);
        Spread::of(pairs.map(|(first, second)| first / second).collect())
    }

    fn of(&self, name: &str) -> &[f64] {
        let at = self.names.iter().position(|known| *known == name);
        &self.nanoseconds[at.unwrap_or_else(|| panic!("`{name}` was not measured"))]
    }
}

/// Median and the middle four fifths of some rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) p10: f64,
    pub(crate) median: f64,
    pub(crate) p90: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (values.len() - 1) as f64;
            let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
            low + (high - low) * place.fract()
        };
        Self { p10: at(0.1), median: at(0.5), p90: at(0.9) }
    }

    /// A figure without spread, such as a count.
    pub(crate) fn exactly(value: f64) -> Self {
        Self { p10: value, median: value, p90: value }
    }

    /// Whether two copies of one thing differ too much for any ratio to mean something.
    pub(crate) fn is_too_noisy(self) -> bool {
        self.p10 < 0.9 || self.p90 > 1.1
    }
}

/// With which power of N a cost grows, from its value at N and at 10 N.
pub(crate) fn growth_exponent(at_n: f64, at_10n: f64) -> f64 {
    (at_10n / at_n).log10()
}
