//! Ratios that a bench prints: subject, reference, and the goal that they answer.

use super::measure::{Times, Variant, compare};
use super::report::{Figure, Goal, Run};

/// A ratio that is printed: subject, reference, and what it answers.
pub(crate) struct Ratio {
    subject: &'static str,
    reference: &'static str,
    /// The number of the goal, and the goal; `None` for a figure that only informs.
    goal: Option<(u32, Goal)>,
}

/// A ratio that only informs.
pub(crate) const fn ratio(subject: &'static str, reference: &'static str) -> Ratio {
    Ratio { subject, reference, goal: None }
}

/// How many times as dear the subject may be.
pub(crate) const fn cost(
    row: u32,
    subject: &'static str,
    reference: &'static str,
    must: f64,
    aim: f64,
) -> Ratio {
    Ratio { subject, reference, goal: Some((row, Goal::AtMost { must, aim })) }
}

/// How many times as many operations a second the subject must do.
pub(crate) const fn rate(
    row: u32,
    subject: &'static str,
    reference: &'static str,
    must: f64,
    aim: f64,
) -> Ratio {
    Ratio { subject, reference, goal: Some((row, Goal::AtLeast { must, aim })) }
}

/// The variant of a name.
pub(crate) fn named<'a>(variants: &'a [Variant], name: &str) -> &'a Variant {
    let found = variants.iter().find(|variant| variant.name == name);
    found.unwrap_or_else(|| panic!("no variant is called `{name}`"))
}

/// What is compared by some ratios, each once.
pub(crate) fn names(ratios: &[Ratio]) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for name in ratios.iter().flat_map(|ratio| [ratio.subject, ratio.reference]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Measures the variants of the ratios against one another and prints times and ratios.
pub(crate) fn clock(run: &Run, variants: &[Variant], ratios: &[Ratio], n: usize) -> Times {
    let names = names(ratios);
    let variants: Vec<&Variant> = names.iter().map(|name| named(variants, name)).collect();
    let times = compare(&variants, n, run.rounds);
    for &name in &names {
        run.print(Figure::new(name, n).nanoseconds(times.nanoseconds(name)));
    }
    for Ratio { subject, reference, goal } in ratios {
        let cost = times.cost(subject, reference);
        run.print(match goal {
            Some((row, goal @ Goal::AtLeast { .. })) => {
                let figure = Figure::new(format!("{subject} to {reference}, rate"), n);
                figure.row(*row).ratio(times.rate(subject, reference)).goal(*goal)
            }
            Some((row, goal)) => {
                let figure = Figure::new(format!("{subject} to {reference}, CPU"), n);
                figure.row(*row).ratio(cost).goal(*goal)
            }
            None => Figure::new(format!("{subject} to {reference}, CPU"), n).ratio(cost),
        });
    }
    times
}
