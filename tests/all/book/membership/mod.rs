//! Law G6: who is in which segment, kept up from commit to commit, is who is found anew.

mod run;

use contacts_core::testing::fault::{FaultStore, Faults};
use contacts_core::*;
use serde_json::json;

use self::run::{DEFECTS, Defect, Members, Run, script};
use super::support::*;

#[test]
fn following_the_commits_gives_who_is_found_anew() {
    for seed in 0..4_000 {
        if let Err(seen) = script(seed, Defect::None) {
            panic!("{seen}\nseed {seed}");
        }
    }
}

/// The test would notice: each kind of commit matters.
#[test]
fn a_follower_that_leaves_something_out_is_noticed() {
    for defect in DEFECTS {
        let noticed = (0..400).filter(|seed| script(*seed, defect).is_err()).count();
        assert!(noticed > 0, "{defect:?} is not noticed");
    }
}

/// Brings a membership up to date; `told` are its members as the moves have it.
fn follow(session: &Session<'_, impl Store>, membership: &mut Membership, told: &mut Members) {
    let tell = |told: &mut Members, seen| match seen {
        Move::Joined { segment, contact } => {
            assert!(told.entry(segment).or_default().insert(contact), "{seen:?}");
        }
        Move::Left { segment, contact } => {
            assert!(told.entry(segment).or_default().remove(&contact), "{seen:?}");
        }
    };
    while session.follow_segments(membership, |seen| tell(told, seen)).is_err() {}
}

fn members(membership: &Membership, segments: &[SegmentId]) -> Members {
    let members = |id| membership.members(id).copied().collect();
    segments.iter().map(|id| (*id, members(id))).collect()
}

#[test]
fn a_session_follows_thousands_of_commits_whatever_fails_on_the_way() {
    let spy = Spy::default();
    let (all, vip, label) = elsewhere(&spy.store, |session| {
        let label = session.find_or_create_label("VIP".parse().unwrap()).unwrap();
        let label = label.label.id().clone();
        let all = session.save_segment("All".parse().unwrap(), ContactQuery::all()).unwrap();
        let vip = session.save_segment("VIP".parse().unwrap(), label.clone().into()).unwrap();
        (*all.id(), vip, label)
    });
    let segments = [all, *vip.id()];
    let join = |count: usize| {
        elsewhere(&spy.store, |session| {
            let patch = || patch(json!({"name": {"first": "N"}, "labelKeys": {"items": [label]}}));
            (0..count).map(|_| *session.create(patch()).unwrap().id()).collect::<Vec<_>>()
        })
    };
    let book = ContactBook::new(FaultStore::new(spy.clone(), Faults::none()));
    let session = book.with(Caller::Host);
    let (mut early, mut told) = (Membership::of_all(), Members::new());
    follow(&session, &mut early, &mut told);
    assert_eq!(early.seen(), Some(Sequence::new(3)));

    let first = join(1_203);
    book.store().set(Faults::seeded(7, 30));
    follow(&session, &mut early, &mut told);
    let (mut late, mut told_late) = (Membership::of_all(), Members::new());
    follow(&session, &mut late, &mut told_late);
    let due = |ids: &[ContactId], vips: &[ContactId]| {
        Members::from([
            (all, ids.iter().copied().collect()),
            (*vip.id(), vips.iter().copied().collect()),
        ])
    };
    for (membership, told) in [(&early, &told), (&late, &told_late)] {
        assert_eq!(members(membership, &segments), due(&first, &first));
        assert_eq!(*told, due(&first, &first));
        assert_eq!(membership.seen(), Some(Sequence::new(1_206)));
    }

    // Too late for the journal: all is read again, and what changed is told.
    let second = join(3);
    elsewhere(&spy.store, |session| {
        session.unlabel(&first[0], std::slice::from_ref(&label)).unwrap();
        session.delete(&first[1]).unwrap();
        session.delete_segment(&all).unwrap();
    });
    spy.trim(1_211);
    follow(&session, &mut early, &mut told);
    let vips: Vec<_> = first[2..].iter().chain(&second).copied().collect();
    assert_eq!(members(&early, &segments), due(&[], &vips));
    assert_eq!(told, due(&[], &vips));
}

#[test]
fn what_happens_while_members_are_read_is_followed_the_next_time() {
    for seed in 0..20 {
        let mut run = Run::new(seed, Defect::None);
        (0..30).for_each(|_| run.write());
        let twin = ContactBook::new(run.book.store().clone());
        let (mut membership, mut told) = (Membership::of_all(), Members::new());
        let writer = std::thread::spawn(move || {
            (0..100).for_each(|_| run.write());
            run
        });
        while !writer.is_finished() {
            follow(&twin.with(Caller::Host), &mut membership, &mut told);
        }
        let mut run = writer.join().unwrap();
        follow(&twin.with(Caller::Host), &mut membership, &mut told);
        (run.membership, run.told) = (membership, told);
        assert_eq!(run.agree(), Ok(()), "seed {seed}");
    }
}
