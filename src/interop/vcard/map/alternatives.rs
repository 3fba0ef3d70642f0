//! Lines that say the same in several languages: `ALTID`.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::kind::Kind;
use super::types;
use crate::contact::Property;

/// The lines that repeat another one in another language; they stay foreign.
#[derive(Debug, Default)]
pub(super) struct Alternatives(Vec<bool>);

impl Alternatives {
    /// Of the lines of a name that share an `ALTID`, that in the language of the card counts, else
    /// the first.
    pub(super) fn of(properties: &[Property], kinds: &[Kind]) -> Self {
        let altid = |line: &Property| types::value(line, "ALTID").cloned();
        if properties.iter().all(|line| line.params.is_empty() || altid(line).is_none()) {
            return Self::default();
        }
        let default = kinds.iter().position(|kind| *kind == Kind::Language);
        let default = default.map(|at| properties[at].value.trim());
        let in_default = |line: &Property| {
            types::value(line, "LANGUAGE")
                .zip(default)
                .is_some_and(|(language, default)| language.trim().eq_ignore_ascii_case(default))
        };
        let mut chosen: HashMap<(String, SmolStr), usize> = HashMap::new();
        let mut others = vec![false; properties.len()];
        for (at, line) in properties.iter().enumerate() {
            let Some(id) = altid(line) else { continue };
            let chosen = chosen.entry((line.name.to_ascii_uppercase(), id)).or_insert(at);
            if *chosen == at {
                continue;
            }
            let better = in_default(line) && !in_default(&properties[*chosen]);
            others[if better { std::mem::replace(chosen, at) } else { at }] = true;
        }
        Self(others)
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0.get(at).copied().unwrap_or_default()
    }
}
