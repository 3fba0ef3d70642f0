//! Which rows redirect to which.

use foldhash::HashMap;

/// Merged-away rows, in groups that share a target.
///
/// Every merged-away row names its group, every group its target: one hop. When a target is
/// merged away itself, the smaller of both groups is moved into the larger one, so that a chain
/// of n merges moves a row at most log n times.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    groups: Vec<Group>,
    /// The group whose target a row is.
    of_target: HashMap<u32, u32>,
    /// The group to which a merged-away row belongs.
    of_source: HashMap<u32, u32>,
}

#[derive(Debug)]
struct Group {
    target: u32,
    sources: Vec<u32>,
}

impl Redirects {
    /// Where a merged-away row redirects.
    pub(super) fn target(&self, source: u32) -> Option<u32> {
        self.of_source.get(&source).map(|group| self.groups[*group as usize].target)
    }

    /// Redirects `source`, and all that redirected to it, to `target`.
    pub(super) fn redirect(&mut self, source: u32, target: u32) {
        let brought = self.of_target.remove(&source);
        let group = match (self.of_target.get(&target).copied(), brought) {
            (None, None) => {
                let group = u32::try_from(self.groups.len()).expect("no more groups than rows");
                self.groups.push(Group { target, sources: Vec::new() });
                group
            }
            (Some(group), None) | (None, Some(group)) => group,
            (Some(group), Some(brought)) => self.unite(group, brought),
        };
        self.groups[group as usize].target = target;
        self.groups[group as usize].sources.push(source);
        self.of_target.insert(target, group);
        self.of_source.insert(source, group);
    }

    /// Moves the smaller group into the larger one and answers with that.
    fn unite(&mut self, a: u32, b: u32) -> u32 {
        let size = |group: u32| self.groups[group as usize].sources.len();
        let (large, small) = if size(a) < size(b) { (b, a) } else { (a, b) };
        let moved = std::mem::take(&mut self.groups[small as usize].sources);
        self.of_source.extend(moved.iter().map(|source| (*source, large)));
        self.groups[large as usize].sources.extend(moved);
        large
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_one_hop_however_they_were_made() {
        let mut redirects = Redirects::default();
        redirects.redirect(1, 2);
        redirects.redirect(2, 3);
        redirects.redirect(5, 4);
        redirects.redirect(4, 3);
        redirects.redirect(3, 6);
        for source in 1..=5 {
            assert_eq!(redirects.target(source), Some(6), "{source}");
        }
        assert_eq!(redirects.target(6), None);
    }

    #[test]
    fn a_long_chain_is_cheap() {
        let mut redirects = Redirects::default();
        for row in 0..100_000 {
            redirects.redirect(row, row + 1);
        }
        assert_eq!(redirects.target(0), Some(100_000));
    }
}
