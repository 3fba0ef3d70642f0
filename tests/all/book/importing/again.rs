//! A second run changes nothing.

use contacts_core::book::importing::{ImportPolicy, InFile, MatchBy, OnMatch};
use contacts_core::testing::Dice;
use contacts_core::testing::fault::{FaultStore, Faults};
use contacts_core::*;

use super::{all, attempt, book, card, cards, commits, run};

const NAMES: [&str; 11] = [
    "Lovelace;Ada",
    ";Ada",
    "Lovelace;A.",
    "LOVELACE;ada",
    "Byron;Ada",
    "Harlow;Bob",
    "Harlow;Robert",
    "Harlow;Grace",
    "Harlow;",
    ";Reception",
    "Rossi;Anna Maria",
];
const MAILS: [&str; 4] = ["ada@x.example", "Ada@X.example", "harlow@y.example", "m@z.example"];
const PHONES: [&str; 4] = ["+49 30 23125001", "030 23125001", "5550199", "call me"];

/// A file in which records collide as often as they can.
fn file(dice: &mut Dice) -> String {
    let one = |dice: &mut Dice, of: &[&str]| of[dice.below(of.len())].to_owned();
    let count = 1 + dice.below(9);
    let mut text = String::new();
    for at in 0..count {
        let mut lines = Vec::new();
        if dice.chance(4) {
            let members = (0..count).map(|at| format!("MEMBER:urn:uuid:{at}"));
            lines.extend(["KIND:group".to_owned(), format!("FN:Team {}", dice.below(2))]);
            lines.extend(members);
            text.push_str(&card(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
            continue;
        }
        lines.push(format!("N:{}", one(dice, &NAMES)));
        if dice.chance(30) {
            lines.push(format!("UID:urn:uuid:{}", dice.below(at + 2)));
        }
        for _ in 0..dice.below(3) {
            lines.push(format!(
                "EMAIL;TYPE={}:{}",
                one(dice, &["HOME", "WORK"]),
                one(dice, &MAILS)
            ));
        }
        for _ in 0..dice.below(2) {
            lines.push(format!("TEL:{}", one(dice, &PHONES)));
        }
        if dice.chance(30) {
            lines.push(format!("ORG:{}", one(dice, &["ACME", "Analytical Engines"])));
        }
        if dice.chance(20) {
            lines.push(format!("BDAY:{}", one(dice, &["1990-04-16", "1815-12-10"])));
        }
        if dice.chance(30) {
            lines.push(format!("CATEGORIES:{}", one(dice, &["VIP", "VIP,Choir", "Old"])));
        }
        for _ in 0..dice.below(3) {
            lines.push(format!("NOTE:{}", one(dice, &["one", "two", "three"])));
        }
        if dice.chance(20) {
            let number = one(dice, &["+49 30 1", "+49 30 23125001"]);
            lines.push(format!("item1.TEL:{number}"));
            lines.push(format!("item1.X-ABLabel:{}", one(dice, &["Boat", "Desk"])));
        }
        if dice.chance(30) {
            lines.push(format!("REV:2024010{}T000000Z", 1 + dice.below(3)));
        }
        text.push_str(&card(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    text
}

fn policy(dice: &mut Dice) -> ImportPolicy {
    let on_match = [OnMatch::MergeFill, OnMatch::Update, OnMatch::Skip][dice.below(3)];
    let in_file = [InFile::MergeFill, InFile::Create, InFile::Skip][dice.below(3)];
    let policy = ImportPolicy::default().with_on_match(on_match).with_in_file(in_file);
    let policy = policy.with_batch([1, 2, 3, 100][dice.below(4)]);
    let policy = match dice.below(4) {
        0 => policy.with_labels(Some(1)),
        1 => policy.with_labels(None),
        _ => policy,
    };
    let policy = match dice.below(4) {
        0 => policy.with_match_by([MatchBy::Email, MatchBy::Phone]),
        1 => policy.with_match_by([]),
        _ => policy,
    };
    if dice.chance(20) { policy.with_label("Imported".parse().unwrap()) } else { policy }
}

#[test]
fn a_second_run_changes_nothing_whatever_the_file_and_the_policy() {
    for seed in 0..5_000 {
        let dice = &mut Dice::new(seed);
        let book = book();
        if dice.chance(50) {
            run(&book, &file(dice), &policy(dice)); // what was there before
        }
        let (mut file, policy) = (file(dice), policy(dice));
        if policy.on_match == OnMatch::Update {
            file = file.replace("\nREV:", "\nX-REV:"); // older ones are another story
        }
        let before = all(&book).len() as u64;
        let first = run(&book, &file, &policy);
        assert_eq!(before + first.report.created, all(&book).len() as u64, "seed {seed}");
        let (state, written) = (all(&book), commits(&book));
        for batch in [1, 100] {
            let again = run(&book, &file, &policy.clone().with_batch(batch));
            let told = || {
                let told = |done: &super::Done| -> Vec<String> {
                    let one = |one: &contacts_core::book::importing::RecordOutcome| {
                        let why =
                            one.matched.as_ref().map(|matched| (matched.contact, matched.reason));
                        format!("{} {:?} {why:?}", one.action.as_str(), one.contact)
                    };
                    done.outcomes.iter().map(one).collect()
                };
                format!("seed {seed}, {policy:?}\n{file}\n{:#?}\n{:#?}", told(&first), told(&again))
            };
            assert_eq!((again.changed(), commits(&book)), (0, written), "{}", told());
        }
        assert_eq!(all(&book), state, "seed {seed}");
    }
}

#[test]
fn the_size_of_batches_does_not_matter() {
    let content = |book: &ContactBook<MemoryStore>| -> Vec<_> {
        let text = |contact: &Contact| {
            let info = contact.info();
            let emails: Vec<String> =
                info.emails().iter().map(|entry| entry.value.to_string()).collect();
            let phones: Vec<String> =
                info.phones().iter().map(|entry| entry.value.to_string()).collect();
            let labels = info.labels().to_vec();
            (info.full_name(), emails, phones, labels, contact.properties().to_vec())
        };
        all(book).iter().map(|contact| text(contact)).collect()
    };
    for seed in 0..500 {
        let dice = &mut Dice::new(seed);
        let (file, policy) = (file(dice), policy(dice));
        let books = [1, 2, 7, 100].map(|batch| {
            let book = book();
            let done = run(&book, &file, &policy.clone().with_batch(batch));
            (content(&book), done.actions())
        });
        for other in &books[1..] {
            assert_eq!(&books[0], other, "seed {seed}\n{file}");
        }
    }
}

#[test]
fn a_dry_run_tells_what_the_run_will_do_and_writes_nothing() {
    for seed in 0..1_000 {
        let dice = &mut Dice::new(seed);
        let book = book();
        if dice.chance(70) {
            run(&book, &file(dice), &policy(dice));
        }
        let (file, policy) = (file(dice), policy(dice));
        let (state, written) = (all(&book), commits(&book));
        let dry = run(&book, &file, &policy.clone().as_dry_run());
        assert_eq!((all(&book), commits(&book)), (state, written), "seed {seed}");
        let real = run(&book, &file, &policy);
        let time = real.report.time;
        let told =
            contacts_core::book::importing::ImportReport { dry_run: false, time, ..dry.report };
        assert_eq!(told, real.report, "seed {seed}, {policy:?}\n{file}");
        assert_eq!(dry.actions(), real.actions(), "seed {seed}");
        assert_eq!(dry.codes(), real.codes(), "seed {seed}");
    }
}

#[test]
fn a_run_that_stops_midway_and_is_run_again_adds_up() {
    let mut stopped = 0;
    for seed in 0..400 {
        let dice = &mut Dice::new(seed);
        let (file, policy) = (file(dice), policy(dice));
        // What was made before is there, and not made again.
        if policy.in_file != InFile::MergeFill || policy.on_match == OnMatch::Skip {
            continue;
        }
        let faults = FaultStore::new(MemoryStore::new(), Faults::seeded(seed, 25));
        let broken = ContactBook::new(faults);
        let mut runs = 0;
        let last = loop {
            runs += 1;
            match attempt(&broken, cards(&file), &policy) {
                Ok(done) => break done,
                Err(unfinished) => {
                    let error = unfinished.to_string();
                    assert!(error.contains("store"), "seed {seed}: {error}");
                    assert!(runs < 10_000, "seed {seed}");
                }
            }
        };
        stopped += u32::from(runs > 1);
        let book = book();
        run(&book, &file, &policy);
        assert!(last.report.read > 0);
        let names = |contacts: Vec<std::sync::Arc<Stored<Contact>>>| {
            let name = |contact: &std::sync::Arc<Stored<Contact>>| {
                let emails = contact.info().emails().iter().map(|e| e.value.to_string());
                (contact.info().full_name(), emails.collect::<Vec<_>>())
            };
            let mut names: Vec<_> = contacts.iter().map(name).collect();
            names.sort();
            names
        };
        let whole = loop {
            match broken
                .with(Caller::Host)
                .contacts(&ContactQuery::all())
                .unwrap()
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(contacts) => break contacts,
                Err(_) => continue,
            }
        };
        assert_eq!(names(whole), names(all(&book)), "seed {seed}, {policy:?}\n{file}");
    }
    assert!(stopped > 50, "{stopped}");
}

#[test]
fn files_of_other_programs_change_nothing_the_second_time() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(files) = (folder.ancestors())
        .map(|folder| folder.join("shared/data/interop/files"))
        .find(|folder| folder.is_dir())
    else {
        return;
    };
    let mut folders = vec![files];
    let mut records = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|name| name == "vcf") {
                let bytes = std::fs::read(&path).unwrap();
                records += twice(&bytes, &path);
            }
        }
    }
    assert!(records > 100, "{records}");
}

fn twice(bytes: &[u8], path: &std::path::Path) -> u64 {
    use contacts_core::interop::{Found, ImportOptions, vcard};
    let found = || {
        let items = vcard::Cards::new(bytes).unwrap();
        items.map(|item| {
            Ok(match item? {
                vcard::Item::Card(card) => match vcard::import(card, &ImportOptions::default()) {
                    Ok(record) => Found::Record(record),
                    Err(skipped) => Found::Skipped(skipped),
                },
                vcard::Item::Skipped(skipped) => Found::Skipped(skipped),
                vcard::Item::Outside(problem) => Found::Outside(problem),
            })
        })
    };
    for on_match in [OnMatch::MergeFill, OnMatch::Update, OnMatch::Skip] {
        let book = book();
        let policy = ImportPolicy::default().with_on_match(on_match);
        attempt(&book, found(), &policy).unwrap();
        let again = attempt(&book, found(), &policy).unwrap();
        assert_eq!(again.changed(), 0, "{}: {:#?}", path.display(), again.outcomes);
    }
    found().count() as u64
}
