use std::ops::{Deref, DerefMut};

use smallvec::SmallVec;
use smol_str::SmolStr;

/// The values of a [`Parameter`](super::Parameter), unquoted, in order, each with whether it stood
/// in quotes.
///
/// Nearly every parameter has one, which is held in place. They are made of a list of values:
///
/// ```
/// use contacts_core::ParameterValues;
///
/// let values = ParameterValues::from(vec![("home".into(), false), ("a,b".into(), true)]);
/// assert_eq!(values[0].0, "home");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterValues(SmallVec<[(SmolStr, bool); 1]>);

impl ParameterValues {
    /// The values.
    pub fn as_slice(&self) -> &[(SmolStr, bool)] {
        &self.0
    }

    /// Adds a value behind the others.
    pub fn push(&mut self, value: (SmolStr, bool)) {
        self.0.push(value);
    }

    /// Takes out the last value.
    pub fn pop(&mut self) -> Option<(SmolStr, bool)> {
        self.0.pop()
    }

    /// Takes out the value at this place.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn remove(&mut self, place: usize) -> (SmolStr, bool) {
        self.0.remove(place)
    }

    /// Keeps the values of which that is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&(SmolStr, bool)) -> bool) {
        self.0.retain(|value| keep(value));
    }
}

impl Deref for ParameterValues {
    type Target = [(SmolStr, bool)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for ParameterValues {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<Vec<(SmolStr, bool)>> for ParameterValues {
    fn from(values: Vec<(SmolStr, bool)>) -> Self {
        values.into_iter().collect()
    }
}

impl FromIterator<(SmolStr, bool)> for ParameterValues {
    fn from_iter<I: IntoIterator<Item = (SmolStr, bool)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<'v> IntoIterator for &'v ParameterValues {
    type Item = &'v (SmolStr, bool);
    type IntoIter = std::slice::Iter<'v, (SmolStr, bool)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'v> IntoIterator for &'v mut ParameterValues {
    type Item = &'v mut (SmolStr, bool);
    type IntoIter = std::slice::IterMut<'v, (SmolStr, bool)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl IntoIterator for ParameterValues {
    type Item = (SmolStr, bool);
    type IntoIter = std::vec::IntoIter<(SmolStr, bool)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl Extend<(SmolStr, bool)> for ParameterValues {
    fn extend<I: IntoIterator<Item = (SmolStr, bool)>>(&mut self, values: I) {
        self.0.extend(values);
    }
}
