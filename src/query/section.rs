//! Parts of lists that are short enough to be gone through: labels, fields, facets.

/// A part of a list: so many entries after the first `offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// How many are left out before it.
    pub offset: usize,
    /// How many there are in it at most.
    pub limit: usize,
}

impl Default for Section {
    /// The first 50.
    fn default() -> Self {
        Self::first(50)
    }
}

impl Section {
    /// The first so many.
    pub const fn first(limit: usize) -> Self {
        Self { offset: 0, limit }
    }

    /// As many, after so many others.
    #[must_use]
    pub const fn skipping(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// This part of a whole list.
    pub(crate) fn of<T>(self, all: Vec<T>) -> Excerpt<T> {
        let Self { offset, limit } = self;
        let total = all.len();
        Excerpt { items: all.into_iter().skip(offset).take(limit).collect(), offset, total }
    }
}

/// A part of a list, and how long the whole list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<T> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// How many were left out before them.
    pub offset: usize,
    /// How many there are in all.
    pub total: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_end_where_the_list_does() {
        let part = |section: Section| section.of(vec![1, 2, 3]).items;
        assert_eq!(part(Section::first(2)), [1, 2]);
        assert_eq!(part(Section::first(2).skipping(2)), [3]);
        assert_eq!(part(Section::default().skipping(9)), [0; 0]);
        assert_eq!(Section::first(0).of(vec![1, 2, 3]).total, 3);
    }
}
