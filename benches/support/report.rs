//! One JSON line per figure on standard output; everything else goes to standard error.

use std::{env, fs};

use serde::Serialize;

use super::count;
use super::measure::{Spread, Variant, compare};

/// What a figure should be: `must` is a gate, `aim` a wish.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    AtMost { must: f64, aim: f64 },
    AtLeast { must: f64, aim: f64 },
}

/// A figure, as it is printed. Absent parts are left out.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Figure {
    /// The number of the goal that the figure answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    name: String,
    n: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocations: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exponent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p10: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p90: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    must: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aim: Option<String>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<String>,
    /// Two copies of one thing differed too much in this run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    too_noisy: bool,
    /// Load average of the last minute, where the system tells it.
    load: Option<f64>,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, n: usize) -> Self {
        Self { name: name.into(), n, ..Self::default() }
    }

    #[must_use]
    pub(crate) fn row(self, row: u32) -> Self {
        // 0: a figure that has a name alone.
        Self { row: (row > 0).then_some(row), ..self }
    }

    #[must_use]
    pub(crate) fn ratio(self, ratio: Spread) -> Self {
        Self { ratio: Some(round(ratio.median)), ..self }.spread(ratio)
    }

    #[must_use]
    pub(crate) fn nanoseconds(self, ns: Spread) -> Self {
        Self { ns: Some(round(ns.median)), ..self }.spread(ns)
    }

    #[must_use]
    pub(crate) fn instructions(self, counted: Result<f64, String>) -> Self {
        match counted {
            Ok(counted) => Self { instructions: Some(round(counted)), ..self },
            Err(why) => Self { skipped: Some(why), ..self },
        }
    }

    #[must_use]
    pub(crate) fn bytes(self, bytes: f64) -> Self {
        Self { bytes: Some(round(bytes)), ..self }
    }

    #[must_use]
    pub(crate) fn allocations(self, allocations: f64) -> Self {
        Self { allocations: Some(round(allocations)), ..self }
    }

    /// The ratio of two counts; skipped if either was.
    #[must_use]
    pub(crate) fn count_ratio(self, subject: &Counted, reference: &Counted) -> Self {
        match (subject, reference) {
            (Ok(subject), Ok(reference)) => self.ratio(Spread::exactly(subject / reference)),
            (Err(why), _) | (_, Err(why)) => Self { skipped: Some(why.clone()), ..self },
        }
    }

    #[must_use]
    pub(crate) fn exponent(self, exponent: f64) -> Self {
        Self { exponent: Some(round(exponent)), ..self }
    }

    #[must_use]
    pub(crate) fn goal(self, goal: Goal) -> Self {
        let (sign, must, aim) = match goal {
            Goal::AtMost { must, aim } => ("<=", must, aim),
            Goal::AtLeast { must, aim } => (">=", must, aim),
        };
        Self {
            must: Some(format!("{sign} {must:?}")),
            aim: Some(format!("{sign} {aim:?}")),
            ..self
        }
    }

    fn spread(self, spread: Spread) -> Self {
        Self { p10: Some(round(spread.p10)), p90: Some(round(spread.p90)), ..self }
    }
}

/// Instructions per operation, or why they were not counted.
pub(crate) type Counted = Result<f64, String>;

/// Four digits are more than the clock knows.
fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let unit = 10f64.powi(3 - value.abs().log10().floor() as i32);
    (value * unit).round() / unit
}

/// A run of a bench: how thorough it is, and whether the machine is quiet enough.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) quick: bool,
    /// Only the stores at 100,000, on the clock (`--stores`).
    pub(crate) stores_only: bool,
    pub(crate) rounds: usize,
    too_noisy: bool,
}

impl Run {
    /// Reads the command line.
    ///
    /// As a counting run, does that and ends the process. `None` without optimisation, as when the
    /// benches are merely tested: such figures would only mislead.
    pub(crate) fn from_args(variants: &[Variant]) -> Option<Self> {
        let args: Vec<String> = env::args().skip(1).collect();
        if let [option, name, n, operations] = args.as_slice()
            && option == count::OPTION
        {
            let variant = variants.iter().find(|variant| variant.name == name);
            let variant = variant.unwrap_or_else(|| panic!("no variant is called `{name}`"));
            count::run(
                variant,
                n.parse().expect("the size is a number"),
                operations.parse().expect("the number of operations is a number"),
            );
        }
        if cfg!(debug_assertions) {
            eprintln!("built without optimisation: nothing is measured");
            return None;
        }
        let quick = args.iter().any(|arg| arg == "--quick");
        let stores_only = args.iter().any(|arg| arg == "--stores");
        Some(Self { quick, stores_only, rounds: if quick { 7 } else { 15 }, too_noisy: false })
    }

    /// Measures a variant against itself, three times at most, and prints what came out.
    ///
    /// Says how far the figures that follow can be trusted; does not fail.
    pub(crate) fn calibrate(&mut self, variant: &Variant, n: usize) {
        for attempt in 1..=3 {
            let same = compare(&[variant, variant], n, self.rounds.max(15)).first_to_second();
            self.too_noisy = same.is_too_noisy();
            self.print(Figure::new(["A/A ", variant.name].concat(), n).ratio(same));
            if !self.too_noisy {
                return;
            }
            eprintln!("too noisy (attempt {attempt} of 3): the same code differs from itself");
        }
    }

    /// Prints a figure with the load and, if so, that the run is too noisy.
    pub(crate) fn print(&self, figure: Figure) {
        if let Some(why) = &figure.skipped {
            eprintln!("skipped `{}`: {why}", figure.name);
        }
        let figure = Figure { load: load(), too_noisy: self.too_noisy, ..figure };
        println!("{}", serde_json::to_string(&figure).expect("a figure is plain data"));
    }
}

fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}
