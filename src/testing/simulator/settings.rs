//! What a run is like; every seed has its own.

use super::action::KINDS;
use super::values::{FIELD_NAMES, LABEL_NAMES};
use crate::testing::choices::Choices;

/// Drawn anew for every seed, so that no part of the space is always or never visited.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// How many clients take turns.
    pub(super) clients: usize,
    /// Above so many live contacts some are merged or deleted.
    pub(super) contacts: usize,
    /// Percent of reads, and of commits before and after they are carried out, that fail.
    pub(super) read_faults: usize,
    pub(super) early_faults: usize,
    pub(super) lost_replies: usize,
    /// Percent of calls of the store in which another client gets a turn.
    pub(super) interleaved: usize,
    /// Percent of requests with an id, and of those that are delivered once more.
    pub(super) requests: usize,
    pub(super) redelivered: usize,
    /// Percent of calls that come from somebody with few rights.
    pub(super) foreign: usize,
    /// How likely each kind of action is.
    pub(super) weights: [u8; KINDS],
    /// How many different values there are.
    pub(super) mails: usize,
    pub(super) phones: usize,
    pub(super) people: usize,
    pub(super) label_names: usize,
    pub(super) field_names: usize,
    /// How many labels and fields the book may have.
    pub(super) labels: usize,
    pub(super) fields: usize,
}

impl Settings {
    pub(super) fn draw(choices: &mut Choices) -> Self {
        let fault = |choices: &mut Choices| match choices.below(3) {
            0 => 0,
            _ => choices.below(31),
        };
        let mut weights = [0; KINDS];
        for weight in &mut weights {
            *weight = *choices.pick(&[0, 1, 2, 3, 3, 4, 8]);
        }
        // Without these two nothing happens.
        weights[0] += 6;
        weights[1] += 4;
        Self {
            clients: 1 + choices.below(6),
            contacts: 4 + choices.below(29),
            read_faults: fault(choices) / 3,
            early_faults: fault(choices),
            lost_replies: fault(choices),
            interleaved: *choices.pick(&[0, 3, 10, 30]),
            requests: *choices.pick(&[0, 20, 60]),
            redelivered: *choices.pick(&[0, 10, 40]),
            foreign: *choices.pick(&[0, 10, 30]),
            weights,
            mails: 1 + choices.below(8),
            phones: 1 + choices.below(9),
            people: 1 + choices.below(4),
            label_names: 1 + choices.below(LABEL_NAMES.len()),
            field_names: 1 + choices.below(FIELD_NAMES.len()),
            labels: 1 + choices.below(6),
            fields: 1 + choices.below(5),
        }
    }
}
