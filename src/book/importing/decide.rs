//! What becomes of one record.

use std::collections::HashMap;
use std::sync::Arc;

use super::candidates::{Candidate, Wanted, tells};
use super::names::{Make, Names, Source};
use super::policy::{ImportPolicy, InFile, MatchBy, OnMatch};
use super::report::{Action, Matched, Reason};
use super::touched::{Touch, Touched};
use super::update;
use crate::book::{Error, Session};
use crate::contact::{Contact, ContactInfo, MAX_ENTRIES, MAX_LABELS};
use crate::id::ContactId;
use crate::interop::{Imported, Problem, Severity};
use crate::matching;
use crate::merge;
use crate::record::Stored;
use crate::store::Store;

/// What is done about a record.
#[derive(Debug)]
pub(super) enum Step {
    Write(Box<Edit>),
    /// Nothing is written; the contact of the record, if it has one.
    Nothing(Option<ContactId>),
}

/// What is written.
#[derive(Debug)]
pub(super) enum Edit {
    /// A new contact.
    Create(Contact),
    /// A contact gets other content.
    Change(Arc<Stored<Contact>>, Contact),
}

/// What is done about a record, and why.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) step: Step,
    pub(super) action: Action,
    pub(super) matched: Option<Matched>,
    pub(super) problems: Vec<Problem>,
    pub(super) labels_left_out: u64,
    /// Contacts that say everything that the record says, or know better.
    pub(super) met: Vec<ContactId>,
}

/// Looks at one record.
pub(super) struct Decide<'a, 'b, S> {
    pub(super) session: &'a Session<'b, S>,
    pub(super) policy: &'a ImportPolicy,
    pub(super) names: &'a mut Names,
    pub(super) touched: &'a Touched,
    pub(super) moved: &'a HashMap<ContactId, ContactId>,
}

/// How a record goes on whose contact is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Fill,
    Update,
    Create,
    Skip,
    /// It is older than what is there.
    Older,
}

impl<S: Store> Decide<'_, '_, S> {
    /// The record as a contact, with what the book has by now.
    pub(super) fn source(&mut self, record: &Imported, make: Make) -> Result<Source, Error> {
        let add = &self.policy.labels_add;
        self.names.source(self.session, record, add, make)
    }

    /// Decides. `source` is the record with what the book has, `wanted` what it is looked up by.
    ///
    /// INVARIANT (a second run changes nothing): a contact that says all that the record says is
    /// its contact, whatever else fits; it was made of this very record, or the record was put into
    /// it. So this is asked first, of all contacts that share a key, whatever the policy matches by.
    pub(super) fn decide(
        &mut self,
        record: &Imported,
        source: Source,
        wanted: &Wanted,
    ) -> Result<Decision, Error> {
        let candidates = wanted.find(self.session.store(), self.moved)?;
        let said = if candidates.is_empty() || source.lacks { None } else { Some(source.said()) };
        let holds = |one: &&Candidate| said.as_ref().is_some_and(|said| self.holds(one, said));
        let holders: Vec<&Candidate> = candidates.iter().filter(holds).collect();
        if let Some(first) = holders.first() {
            let met = holders.iter().map(|one| *one.contact.id()).collect();
            let nothing = Step::Nothing(Some(*first.contact.id()));
            return Ok(Decision { met, ..decision(nothing, Action::Unchanged, Some(first)) });
        }
        let mut problems = Vec::new();
        let fitting: Vec<&Candidate> =
            candidates.iter().filter(|one| self.fits(one, &source.contact)).collect();
        let found = choose(record, &fitting, &source.contact, &mut problems);
        let (way, found) = self.way(found, &fitting, &source.contact);
        if way == Way::Skip || way == Way::Older {
            if way == Way::Older {
                problems.push(problem(record, Severity::Info, "match.older"));
            }
            let id = found.map(|found| *found.contact.id());
            let met = id.filter(|_| way == Way::Older).into_iter().collect();
            let skipped = decision(Step::Nothing(id), Action::Skipped, found);
            return Ok(Decision { problems, met, ..skipped });
        }
        let source = if source.incomplete { self.source(record, Make::Yes)? } else { source };
        problems.extend(source.problems);
        let left = source.labels_left_out;
        let step = self.carry_out(way, found, source.contact);
        let (step, action) = match step {
            Ok(done) => done,
            Err(()) => {
                problems.push(problem(record, Severity::Error, "match.limit"));
                (Step::Nothing(None), Action::Rejected)
            }
        };
        let decided = decision(step, action, found.filter(|_| way != Way::Create));
        Ok(Decision { problems, labels_left_out: left, ..decided })
    }

    fn carry_out(
        &self,
        way: Way,
        found: Option<&Candidate>,
        source: Contact,
    ) -> Result<(Step, Action), ()> {
        let Some(Candidate { contact, .. }) = found.filter(|_| way != Way::Create) else {
            return Ok((Step::Write(Box::new(Edit::Create(source))), Action::Created));
        };
        let (after, action) = match way {
            Way::Update => (update::update(contact, &source), Action::Updated),
            _ => (merge::join(contact, [&source]).map_err(drop)?, Action::Merged),
        };
        if !fits(after.info()) {
            return Err(());
        }
        Ok(match after == *contact.value() {
            true => (Step::Nothing(Some(*contact.id())), Action::Unchanged),
            false => (Step::Write(Box::new(Edit::Change(Arc::clone(contact), after))), action),
        })
    }

    /// Whether the contact says all that the record says, so that nothing is to be done.
    fn holds(&self, candidate: &Candidate, source: &Contact) -> bool {
        let touch = self.touched.get(candidate.contact.id());
        let concerned = match (self.policy.on_match, self.policy.in_file) {
            (_, InFile::Create) if touch == Some(Touch::Made) => false,
            (OnMatch::Create, _) => touch == Some(Touch::Made),
            _ => true,
        };
        let contact = candidate.contact.value();
        concerned
            && agrees(candidate, source)
            && match self.policy.on_match {
                OnMatch::Update if touch.is_none() => update::update(contact, source) == *contact,
                _ => merge::holds(contact, source),
            }
    }

    /// How a record goes on that found this contact among those that fit.
    ///
    /// INVARIANT (a second run changes nothing): whoever is left alone is so because of a contact
    /// that fits, and fits again the next time, whatever else fits by then. So all are asked.
    fn way<'c>(
        &self,
        found: Choice<'c>,
        fitting: &[&'c Candidate],
        source: &Contact,
    ) -> (Way, Option<&'c Candidate>) {
        let of_this_run = |one: &&'c Candidate| {
            let touch = self.touched.get(one.contact.id());
            match self.policy.on_match {
                OnMatch::Skip | OnMatch::Create => touch == Some(Touch::Made),
                OnMatch::MergeFill | OnMatch::Update => touch.is_some(),
            }
        };
        let one = match found {
            Choice::One(found) => Some(found),
            Choice::None | Choice::Unclear => None,
        };
        if self.policy.in_file == InFile::Skip
            && let Some(earlier) = fitting.iter().copied().find(of_this_run)
        {
            return (Way::Skip, one.or(Some(earlier)));
        }
        match one {
            Some(found) if of_this_run(&found) => match self.policy.in_file {
                InFile::MergeFill => (Way::Fill, one),
                InFile::Create => (Way::Create, None),
                InFile::Skip => (Way::Skip, one),
            },
            _ => match self.policy.on_match {
                OnMatch::Skip if !fitting.is_empty() => (Way::Skip, one),
                OnMatch::Update => {
                    let older = |one: &&&Candidate| update::is_older(&one.contact, source);
                    match fitting.iter().find(older) {
                        Some(newer) => (Way::Older, one.or(Some(*newer))),
                        None => (if one.is_some() { Way::Update } else { Way::Create }, one),
                    }
                }
                OnMatch::MergeFill if one.is_some() => (Way::Fill, one),
                OnMatch::MergeFill | OnMatch::Create | OnMatch::Skip => (Way::Create, None),
            },
        }
    }

    /// Whether the contact may be that of the record, by what the policy matches by.
    fn fits(&self, candidate: &Candidate, source: &Contact) -> bool {
        let allowed = match candidate.reason {
            Reason::Id | Reason::Uid => MatchBy::Uid,
            Reason::PrimaryEmail => MatchBy::PrimaryEmail,
            Reason::Email => MatchBy::Email,
            Reason::Phone => MatchBy::Phone,
            Reason::Name => return false,
        };
        self.policy.match_by.contains(&allowed)
            && tells(candidate.key.as_ref())
            && agrees(candidate, source)
    }
}

/// Whether the names agree, where they are asked for.
fn agrees(candidate: &Candidate, source: &Contact) -> bool {
    matches!(candidate.reason, Reason::Id | Reason::Uid)
        || !matching::contradict(&candidate.contact, source)
}

/// The contact that the record is, by the surest reason that there is.
fn choose<'c>(
    record: &Imported,
    fitting: &[&'c Candidate],
    source: &Contact,
    problems: &mut Vec<Problem>,
) -> Choice<'c> {
    let Some(best) = fitting.iter().map(|one| one.reason).min() else { return Choice::None };
    let fitting: Vec<&Candidate> =
        fitting.iter().copied().filter(|one| one.reason == best).collect();
    if let [one] = fitting[..] {
        return Choice::One(one);
    }
    let namesakes: Vec<&Candidate> = (fitting.iter().copied())
        .filter(|one| one.contact.info().full_name() == source.info().full_name())
        .collect();
    if let [one] = namesakes[..] {
        return Choice::One(one);
    }
    problems.push(problem(record, Severity::Warning, "match.ambiguous"));
    match best {
        // All of them are the same record.
        Reason::Id | Reason::Uid => Choice::One(fitting[0]),
        _ => Choice::Unclear,
    }
}

/// The contact of a record.
enum Choice<'c> {
    None,
    One(&'c Candidate),
    /// Several fit equally well.
    Unclear,
}

fn decision(step: Step, action: Action, found: Option<&Candidate>) -> Decision {
    let matched = found.map(|Candidate { contact, reason, key }| Matched {
        contact: *contact.id(),
        reason: *reason,
        key: key.clone(),
    });
    Decision { step, action, matched, problems: Vec::new(), labels_left_out: 0, met: Vec::new() }
}

/// Something about a whole record.
pub(super) fn problem(record: &Imported, severity: Severity, code: &'static str) -> Problem {
    let info = &record.patch;
    let name = [&info.first, &info.last].into_iter().flatten().flatten();
    let name: Vec<&str> = name.map(|line| line.as_str()).collect();
    Problem::new(severity, code, record.first_line, &name.join(" "))
}

fn fits(info: &ContactInfo) -> bool {
    info.emails().len() <= MAX_ENTRIES
        && info.phones().len() <= MAX_ENTRIES
        && info.addresses().len() <= MAX_ENTRIES
        && info.labels().len() <= MAX_LABELS
}
