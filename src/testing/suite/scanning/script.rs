//! Steps of random bytes, and how they are made fewer and shorter.

use crate::testing::Dice;

/// Bytes that one step takes.
const BYTES: usize = 88;
/// How many other scripts are tried when one fails, and how many steps they have together.
const TRIES: usize = 600;
const STEPS: usize = 250_000;

/// What is done to a book, as the bytes decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Write(Vec<u8>),
    Ask(Vec<u8>),
}

impl Step {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Write(bytes) | Self::Ask(bytes) => bytes,
        }
    }

    fn with(&self, bytes: Vec<u8>) -> Self {
        match self {
            Self::Write(_) => Self::Write(bytes),
            Self::Ask(_) => Self::Ask(bytes),
        }
    }
}

/// The steps of a seed: a book that begins with so many contacts, asked before and after it
/// changes.
pub(super) fn script(dice: &mut Dice, first: usize, steps: usize) -> Vec<Step> {
    let mut script = Vec::new();
    for at in 0..first + steps {
        let mut bytes: Vec<u8> = (0..BYTES).map(|_| dice.small(u8::MAX)).collect();
        script.push(match at {
            // A creation.
            _ if at < first => {
                bytes[0] = 1;
                Step::Write(bytes)
            }
            _ if dice.chance(25) => Step::Write(bytes),
            _ => Step::Ask(bytes),
        });
    }
    script
}

/// So many writes of any kind.
pub(super) fn writes(dice: &mut Dice, count: usize) -> Vec<Step> {
    let mut bytes = || (0..BYTES).map(|_| dice.small(u8::MAX)).collect();
    (0..count).map(|_| Step::Write(bytes())).collect()
}

/// Leaves out steps and bytes, as long as it still fails; `fails` says at which step.
pub(super) fn shorten(
    mut script: Vec<Step>,
    fails: impl Fn(&[Step]) -> Option<usize>,
) -> Vec<Step> {
    let (mut tries, mut steps) = (0, 0);
    let mut attempt = |script: &mut Vec<Step>, other: Vec<Step>| {
        if tries >= TRIES || steps >= STEPS {
            return false;
        }
        tries += 1;
        steps += other.len();
        let Some(at) = fails(&other) else { return false };
        *script = other;
        script.truncate(at + 1);
        true
    };
    for _ in 0..2 {
        let mut part = script.len() / 2;
        while part > 0 {
            let mut at = 0;
            while at + part < script.len() {
                let mut other = script.clone();
                other.drain(at..at + part);
                if !attempt(&mut script, other) {
                    at += part;
                }
            }
            part /= 2;
        }
        let mut at = script.len();
        while at > 0 {
            at = at.min(script.len()) - 1;
            let mut part = script[at].bytes().len();
            // Zero is the plainest choice, and what comes after the last byte.
            while part > 1 && at < script.len() {
                part /= 2;
                for from in (0..script[at].bytes().len()).step_by(part.max(1)) {
                    let mut bytes = script[at].bytes().to_vec();
                    let to = (from + part).min(bytes.len());
                    if bytes[from..to].iter().all(|byte| *byte == 0) {
                        continue;
                    }
                    bytes[from..to].fill(0);
                    let mut other = script.clone();
                    other[at] = script[at].with(bytes);
                    attempt(&mut script, other);
                    if at >= script.len() {
                        break;
                    }
                }
            }
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let sum = |step: &Step| step.bytes().iter().map(|byte| usize::from(*byte)).sum::<usize>();
        let fails = |steps: &[Step]| {
            let writes = steps.iter().position(|step| matches!(step, Step::Write(_)))?;
            let asked = |step: &Step| matches!(step, Step::Ask(_)) && sum(step) > 100;
            Some(writes + steps[writes..].iter().position(asked)?)
        };
        let script = script(&mut Dice::new(1), 7, 40);
        let shortest = shorten(script.clone(), fails);
        assert_eq!(shortest.len(), 2);
        assert_eq!(sum(&shortest[0]), 0);
        assert!((101..=255).contains(&sum(&shortest[1])), "{}", sum(&shortest[1]));
        assert_eq!(script, super::script(&mut Dice::new(1), 7, 40));
    }
}
