use super::{Error, Session};
use crate::access::Permission;
use crate::change::StoreError;
use crate::id::ContactId;
use crate::membership::{Membership, Move};
use crate::query::ContactQuery;
use crate::record::Sequence;
use crate::store::Store;

/// How many commits are read at once.
const COMMITS: usize = 500;

impl<S: Store> Session<'_, S> {
    /// Brings a [`Membership`] up to date, and tells who joined and who left on the way, in order.
    ///
    /// The first time all members are read; from then on, what was committed since, and the members
    /// of those segments of which a commit does not tell them. If commits that are needed are no
    /// longer kept, all members are read again, and what changed is told.
    ///
    /// What was told is accounted for, also if this fails half-way: ask again to go on.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`].
    pub fn follow_segments(
        &self,
        membership: &mut Membership,
        mut tell: impl FnMut(Move),
    ) -> Result<(), Error> {
        self.allow(Permission::ContactsView)?;
        if membership.seen().is_none() {
            self.restart(membership, &mut tell)?;
        }
        loop {
            let commits = match self.store().commits_after(membership.seen(), COMMITS) {
                Err(StoreError::Trimmed { .. }) => {
                    self.restart(membership, &mut tell)?;
                    break;
                }
                commits => commits?,
            };
            for commit in &commits {
                let moves = membership.follow(commit);
                let moves = moves.map_err(|gap| StoreError::Corrupt(gap.to_string()))?;
                moves.into_iter().for_each(&mut tell);
            }
            if commits.len() < COMMITS {
                break;
            }
        }
        for unsure in membership.unsure() {
            let members = self.members(unsure.query())?;
            let moves = membership.settle(&unsure, members);
            moves.into_iter().flatten().for_each(&mut tell);
        }
        Ok(())
    }

    fn restart(
        &self,
        membership: &mut Membership,
        tell: &mut impl FnMut(Move),
    ) -> Result<(), Error> {
        // INVARIANT (nothing is missed): the number is read first.
        let head = self.head()?;
        let segments = self.store().segments()?;
        membership.restart(head, &segments).into_iter().for_each(tell);
        Ok(())
    }

    /// The ids of all who meet a query.
    fn members(&self, query: &ContactQuery) -> Result<Vec<ContactId>, Error> {
        let ids = self.contacts(query)?.map(|contact| contact.map(|contact| *contact.id()));
        ids.collect()
    }

    /// The number of the last commit, by halving: numbers have no gaps.
    fn head(&self) -> Result<Sequence, Error> {
        let exists = |number: u64| match self.store().commits_after(Some(before(number)), 1) {
            Ok(commits) => Ok(!commits.is_empty()),
            Err(StoreError::Trimmed { .. }) => Ok(true),
            Err(error) => Err(error),
        };
        let (mut there, mut missing) = (0, 1);
        while exists(missing)? {
            let endless = || StoreError::Corrupt("the journal has no end".into());
            (there, missing) = (missing, missing.checked_mul(2).ok_or_else(endless)?);
        }
        while missing - there > 1 {
            let middle = there + (missing - there) / 2;
            match exists(middle)? {
                true => there = middle,
                false => missing = middle,
            }
        }
        Ok(Sequence::new(there))
    }
}

fn before(number: u64) -> Sequence {
    Sequence::new(number - 1)
}
