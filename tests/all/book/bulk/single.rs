//! A job does what the operation for one contact does, contact by contact.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::crashes::without_ids;
use super::*;

/// A small book: few names, addresses and labels, so that they meet.
fn member() -> impl Strategy<Value = (Value, u8)> {
    let channel = |name: &'static str, values: Vec<&'static str>| {
        subsequence(values, 0..=2).prop_map(move |values| {
            let items: Vec<Value> = values.iter().map(|value| json!({name: value})).collect();
            json!({"items": items})
        })
    };
    (
        select(vec!["Ada", "Bob", "Eve", ""]),
        select(vec!["Acme", "Other", ""]),
        channel("email", vec!["a@x.test", "b@x.test", "c@x.test"]),
        channel("phone", vec!["+49 30 23125001", "030 23125001", "112"]),
        subsequence(vec!["custom.a", "custom.b", "custom.c"], 0..=3),
        0..10_u8,
    )
        .prop_map(|(first, company, emails, phones, labels, standing)| {
            let info = json!({
                "name": {"first": first}, "company": company, "emails": emails, "phones": phones,
                "labelKeys": {"items": labels}
            });
            (info, standing)
        })
}

fn change() -> impl Strategy<Value = Value> {
    subsequence(
        vec![
            json!({"name": {"first": "New"}}),
            json!({"name": {"first": ""}}),
            json!({"company": "Acme"}),
            json!({"emails": {"items": []}}),
            json!({"emails": {"items": [{"email": "B@x.test"}]}}),
            json!({"phones": {"items": []}}),
            json!({"phones": {"items": [{"phone": "030 23125001"}]}}),
            json!({"phones": {"items": [{"phone": "+49 30 23125001"}, {"phone": "112"}]}}),
            json!({"labelKeys": {"items": ["custom.b", "custom.a"]}}),
            json!({"extendedFields": {"items": {"custom.size": "XL"}}}),
        ],
        1..=3,
    )
    .prop_map(|parts| {
        let mut all = serde_json::Map::new();
        parts.into_iter().for_each(|part| all.extend(part.as_object().unwrap().clone()));
        Value::Object(all)
    })
}

#[derive(Clone, Debug)]
enum Job {
    Delete,
    Update(Value),
    Label(Vec<LabelKey>, Vec<LabelKey>),
}

fn job() -> impl Strategy<Value = Job> {
    let keys = || {
        let keys = ["custom.a", "custom.b", "custom.c"].map(|key| key.parse::<LabelKey>().unwrap());
        subsequence(keys.to_vec(), 0..=2).prop_shuffle()
    };
    prop_oneof![
        1 => Just(Job::Delete),
        4 => change().prop_map(Job::Update),
        2 => (keys(), keys())
            .prop_filter("a key", |(add, remove)| !(add.is_empty() && remove.is_empty()))
            .prop_map(|(add, remove)| Job::Label(add, remove)),
    ]
}

fn query() -> impl Strategy<Value = ContactQuery> {
    let filter = select(vec![
        by::COMPANY.eq("Acme"),
        !by::COMPANY.eq("Acme"),
        by::FIRST_NAME.exists(),
        by::LABELS.has_some(["custom.a".parse().unwrap()]),
        by::EMAILS.starts_with("b@") | by::COMPANY.exists(),
        by::FIRST_NAME.exists() | by::FIRST_NAME.is_empty(),
    ]);
    let search = select(vec![None, None, Some("ada"), Some("x")]);
    (filter, search).prop_map(|(filter, search)| {
        let query = ContactQuery::all().with_filter(filter).unwrap();
        match search {
            Some(words) => query.with_search(Search::words(words).unwrap()),
            None => query,
        }
    })
}

fn filled(members: &[(Value, u8)]) -> Book {
    let book = book();
    for name in ["a", "b", "c"] {
        label(&book, name);
    }
    field(&book, "Size", DataType::Text);
    let host = book.with(Caller::Host);
    for (at, (info, standing)) in members.iter().enumerate() {
        let Ok(person) =
            host.create_with(patch(info.clone()), contacts_core::book::Duplicates::Allow)
        else {
            continue;
        };
        match standing {
            0 => drop(host.set_billing_subscription(person.id(), true).unwrap()),
            1 => drop(host.set_owner_or_contributor(person.id(), true).unwrap()),
            2 | 3 => {
                let member = MemberInfo::new(MemberId::from_u128(at as u128));
                host.set_member(person.id(), Some(member)).unwrap();
            }
            _ => {}
        }
    }
    book
}

/// The operation for one contact.
fn alone(session: &Session<'_, Spy>, person: &Person, job: &Job) -> Result<(), Error> {
    match job {
        Job::Delete => session.delete(person.id()),
        Job::Update(change) => {
            session.update(person.id(), person.revision(), patch(change.clone())).map(drop)
        }
        Job::Label(add, remove) => {
            let remove: Vec<_> = remove.iter().filter(|key| !add.contains(key)).cloned().collect();
            if !remove.is_empty() {
                session.unlabel(person.id(), &remove)?;
            }
            if add.is_empty() { Ok(()) } else { session.label(person.id(), add).map(drop) }
        }
    }
}

fn shown(book: &Book) -> Vec<(ContactId, Value)> {
    everybody(book).iter().map(|it| (*it.id(), without_ids(it))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_job_does_to_all_what_is_done_to_one(
        members in prop::collection::vec(member(), 0..12),
        job in job(),
        query in query(),
        chunk in 1..7_usize,
    ) {
        let (by_job, by_hand) = (filled(&members), filled(&members));
        prop_assert_eq!(shown(&by_job), shown(&by_hand));

        let host = by_hand.with(Caller::Host);
        let mut failed: Vec<(ContactId, String)> = Vec::new();
        let people: Vec<Person> = host.contacts(&query).unwrap().collect::<Result<_, _>>().unwrap();
        for person in &people {
            if let Err(error) = alone(&host, person, &job) {
                let code = match error.code() {
                    "CANNOT_DELETE_MEMBER" => "CANNOT_DELETE_SITE_MEMBERS",
                    code => code,
                };
                failed.push((*person.id(), code.to_owned()));
            }
        }

        let request = match &job {
            Job::Delete => BulkRequest::delete(query),
            Job::Update(change) => BulkRequest::update(query, patch(change.clone())),
            Job::Label(add, remove) => BulkRequest::label(query, add.clone(), remove.clone()),
        };
        let report = run(&by_job.with(Caller::Host), request, chunk);
        prop_assert_eq!(shown(&by_job), shown(&by_hand));
        let told: Vec<_> = report.failures.iter().map(|it| (it.contact_id, it.code.to_owned())).collect();
        prop_assert_eq!(&told, &failed);
        prop_assert_eq!(totals(&report), (people.len(), people.len() - failed.len(), failed.len()));
    }
}
