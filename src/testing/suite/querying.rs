//! Queries: conditions, searches, orders, windows, totals, facets.

use super::Subject;
use super::cast::{With, person, text};
use super::client::{
    Client, NOW, alone, contact_id, email, field_key, holds, key_of, label_key, numbers, same,
};
use super::readers::{move_all, watch};
use crate::contact::{
    Consent, Contact, DeliverabilityStatus, Entry, LanguageTag, PostalAddress, SubscriptionStatus,
};
use crate::field::{DataType, FieldValue, Number};
use crate::id::{BookId, EntryId, LocationId};
use crate::query::{
    ContactField, ContactQuery, Facet, Filter, MAX_SORT_TEXT, Position, Search, Sort, Start, Value,
    Window, by,
};
use crate::time::{LocalDate, Timestamp};

fn number(text: &str) -> Number {
    text.parse().expect("a literal that is a number")
}

fn day(text: &str) -> LocalDate {
    text.parse().expect("a literal that is a day")
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

/// Parts of contacts that only queries look at.
trait More: Sized {
    fn last(self, name: &str) -> Self;
    fn born(self, date: &str) -> Self;
    fn city(self, city: &str, country: &str) -> Self;
    fn sized(self, size: &str) -> Self;
    fn at(self, location: u128) -> Self;
}

impl More for Contact {
    fn last(mut self, name: &str) -> Self {
        self.info.last = Some(name.parse().expect("a literal that is a name"));
        self
    }

    fn born(mut self, date: &str) -> Self {
        self.info.birthdate = Some(day(date));
        self
    }

    fn city(mut self, city: &str, country: &str) -> Self {
        let id = EntryId::from_u128(1 + self.info.addresses.len() as u128);
        let value = PostalAddress {
            city: city.parse().ok(),
            country: country.parse().ok(),
            ..PostalAddress::default()
        };
        self.info.addresses.push(Entry { id, tag: crate::AddressTag::Home, value });
        self
    }

    fn sized(self, size: &str) -> Self {
        self.value("custom.size", FieldValue::Number(number(size)))
    }

    fn at(mut self, location: u128) -> Self {
        self.info.locations.push(LocationId::from_u128(location));
        self
    }
}

/// Seven people, created a second apart, in the order of their ids.
fn people(client: &Client) {
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    client.field("custom.size", "Size", DataType::Number);
    client.field("custom.note", "Note", DataType::Text);
    let mut ada = person("Ada").last("King").email("ada").email("grace").company("Engines");
    ada.info.locale = Some("en".parse::<LanguageTag>().expect("a literal that is a language"));
    let bounced = Consent {
        subscription: SubscriptionStatus::Unsubscribed,
        deliverability: DeliverabilityStatus::Bounced,
    };
    ada.set_consent(key_of(&email("ada")), bounced);
    let mut nameless = person("x").last("Ad");
    nameless.info.first = None;
    let all = [
        ada.labelled("custom.a")
            .labelled("custom.b")
            .sized("1")
            .born("1815-12-10")
            .city("Bern", "CH"),
        person("ada").labelled("custom.a").sized("2").born("1990-01-02").at(1).at(2),
        person("Adam").email("GRACE").sized("2").city("Bern", "CH").city("Köln", "CH").at(2),
        person("Äda").phone("+49 30 23125001", None).value("custom.note", text("Adagio")),
        nameless.labelled("custom.b").sized("10"),
        person("田中").email("tanaka").city("Köln", "DE"),
        person("Eve").company("engines"),
    ];
    for (id, contact) in (1..).zip(all) {
        client.create_at(later(id), id.try_into().unwrap_or_default(), contact);
    }
}

fn asked(filter: Filter) -> ContactQuery {
    ContactQuery::all().with_filter(filter).expect("a small filter")
}

/// INV-25: every kind of condition finds those whom it describes: texts exactly, addresses in
/// lower case, prefixes in any case, numbers, days and times by their order; where there are
/// several values one of them is enough; what is missing is unequal to everything.
pub fn every_condition_finds_whom_it_describes(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    let [a, b, none] = ["custom.a", "custom.b", "custom.none"].map(label_key);
    let [one, two] = [1, 2].map(LocationId::from_u128);
    let size = by::number(field_key("custom.size"));
    let note = by::text(field_key("custom.note"));
    let grace = || Filter::Holds(key_of(&email("grace")));
    let cases: Vec<(Filter, &[u128])> = vec![
        (by::FIRST_NAME.eq("Ada"), &[1]),
        (by::FIRST_NAME.ne("Ada"), &[2, 3, 4, 5, 6, 7]),
        (by::FIRST_NAME.is_in(["Ada", "ada", "x"]), &[1, 2]),
        (by::FIRST_NAME.is_in([""; 0]), &[]),
        (by::FIRST_NAME.not_in(["Ada", "ada"]), &[3, 4, 5, 6, 7]),
        (by::FIRST_NAME.starts_with("ADA"), &[1, 2, 3]),
        (by::FIRST_NAME.starts_with("adam"), &[3]),
        (by::FIRST_NAME.starts_with("äD"), &[4]),
        (by::FIRST_NAME.starts_with("田"), &[6]),
        (by::FIRST_NAME.starts_with(""), &[1, 2, 3, 4, 6, 7]),
        (by::FIRST_NAME.exists(), &[1, 2, 3, 4, 6, 7]),
        (by::FIRST_NAME.is_empty(), &[5]),
        (by::FULL_NAME.eq("Ada King"), &[1]),
        (by::COMPANY.eq("engines"), &[7]),
        (by::COMPANY.starts_with("engines"), &[1, 7]),
        (by::LOCALE.ne("en"), &[2, 3, 4, 5, 6, 7]),
        (by::EMAILS.eq("Grace@X.TEST"), &[1, 3]),
        (by::EMAILS.ne("ada@x.test"), &[1, 2, 3, 4, 5, 6, 7]),
        (by::EMAILS.ne("grace@x.test"), &[1, 2, 4, 5, 6, 7]),
        (!by::EMAILS.eq("grace@x.test"), &[2, 4, 5, 6, 7]),
        (by::EMAILS.starts_with("GRA"), &[1, 3]),
        (by::EMAILS.is_empty(), &[2, 4, 5, 7]),
        (by::PRIMARY_EMAIL.eq("grace@x.test"), &[3]),
        (by::EMAIL_SUBSCRIPTION.eq(SubscriptionStatus::Unsubscribed), &[1]),
        (by::EMAIL_SUBSCRIPTION.not_in([SubscriptionStatus::NotSet]), &[1, 2, 4, 5, 7]),
        (by::E164S.eq("+493023125001"), &[4]),
        (by::PHONE_COUNTRY.exists(), &[]),
        (by::CITIES.eq("Bern"), &[1, 3]),
        (by::CITIES.ne("Bern"), &[2, 3, 4, 5, 6, 7]),
        (by::COUNTRIES.not_in(["CH"]), &[2, 4, 5, 6, 7]),
        (by::LABELS.has_some([a.clone(), none.clone()]), &[1, 2]),
        (by::LABELS.has_all([a.clone(), b.clone()]), &[1]),
        (by::LABELS.has_all([a.clone(), none]), &[]),
        (by::LABELS.is_empty(), &[3, 4, 6, 7]),
        (by::LOCATIONS.has_some([one, two]), &[2, 3]),
        (by::LOCATIONS.has_all([one, two]), &[2]),
        (size.lt(number("2")), &[1]),
        (size.le(number("2")), &[1, 2, 3]),
        (size.gt(number("2")), &[5]),
        (size.ge(number("2")), &[2, 3, 5]),
        (size.between(number("1"), number("10")), &[1, 2, 3]),
        (size.ne(number("2")), &[1, 4, 5, 6, 7]),
        (size.is_empty(), &[4, 6, 7]),
        (note.starts_with("adagIO"), &[4]),
        (by::BIRTHDATE.lt(day("1990-01-02")), &[1]),
        (by::BIRTHDATE.is_in([day("1990-01-02")]), &[2]),
        (by::CREATED.gt(later(5)), &[6, 7]),
        (by::CREATED.between(later(2), later(4)), &[2, 3]),
        (by::ID.is_in([contact_id(7), contact_id(99), contact_id(2)]), &[2, 7]),
        (grace(), &[1, 3]),
        (!grace() & by::LABELS.exists(), &[2, 5]),
        (by::FIRST_NAME.eq("Ada") | by::LABELS.has_some([b.clone()]), &[1, 5]),
        (by::LABELS.has_some([a.clone()]) & size.ge(number("2")), &[2]),
        (!(by::LABELS.has_some([a]) & by::LABELS.has_some([b])), &[2, 3, 4, 5, 6, 7]),
        (Filter::everything(), &[1, 2, 3, 4, 5, 6, 7]),
        (Filter::nothing(), &[]),
        (!Filter::nothing(), &[1, 2, 3, 4, 5, 6, 7]),
    ];
    for (filter, due) in cases {
        let query = asked(filter);
        same("INV-25", format_args!("{query:?}"), client.found(&query), due.to_vec());
        same("INV-30", format_args!("count of {query:?}"), client.count(&query), due.len());
    }
}

/// INV-25: a search by words finds who has a word that begins like each of them, in any case; an
/// exact one who has a name, an address or a number that is it; both find what is there now.
pub fn a_search_finds_words_and_exact_values(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    client.create_at(later(8), 8, person("Zoë").last("King-Adams"));
    let before = client.live(7);
    client.update(&before, person("Evelyn").company("Steam")).expect("a present revision");
    client.delete(&client.live(6)).expect("a present revision");
    let words = |text: &str| Search::words(text).expect("a short text");
    let exact = |text: &str| Search::exact(text).expect("a short text");
    for (search, due) in [
        (words("ada"), vec![1, 2, 3, 4, 8]),
        (words("ADA king"), vec![1, 8]),
        (words("king adam"), vec![8]),
        (words("äd"), vec![1, 2, 3, 4, 5, 8]),
        (words("engines"), vec![1]),
        (words("stea, EVE"), vec![7]),
        (words("eve engines"), vec![]),
        (words("grace@x"), vec![1, 3]),
        (words("4930"), vec![4]),
        (words("田"), vec![]),
        (words("…"), vec![]),
        (words(" "), vec![1, 2, 3, 4, 5, 7, 8]),
        (exact("Ada"), vec![1]),
        (exact("King"), vec![1]),
        (exact("GRACE@x.test"), vec![1, 3]),
        (exact("+493023125001"), vec![4]),
        (exact("Ada King"), vec![]),
        (exact("Engines"), vec![]),
    ] {
        let query = ContactQuery::all().with_search(search);
        same("INV-25", format_args!("{query:?}"), client.found(&query), due);
    }
    let query = asked(by::LABELS.exists()).with_search(words("ada"));
    same("INV-25", "a filter and a search", client.found(&query), vec![1, 2]);
}

/// INV-27: contacts are sorted up and down by what they hold, texts by their first characters in
/// lower case, ties by id ascending; what has no value is last up and first down.
pub fn contacts_are_sorted_up_and_down_with_what_is_missing_at_the_end(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.size", "Size", DataType::Number);
    let long = |end: &str| "x".repeat(MAX_SORT_TEXT) + end;
    for (id, contact) in [
        (5, person("b").company(&long("b")).sized("2")),
        (9, person("B").company("a").sized("10")),
        (2, person("a").company("B")),
        (7, person("b").company(&long("a")).sized("-1")),
        (4, person("Ä")),
        (1, person("C").sized("10")),
        (8, person("ab")),
    ] {
        client.create(id, contact);
    }
    let up = |sort: Sort, due: &[u128]| {
        let query = ContactQuery::all().sorted(sort.clone());
        same("INV-27", format_args!("by {sort:?}"), client.found(&query), due.to_vec());
        let (mut walked, mut window) = (Vec::new(), Window::first(2));
        loop {
            let page = client.contacts(&query, &window);
            let Some(last) = page.last() else { break };
            window = Window::after(query.sort().position(last), 2);
            walked.extend(numbers(&page));
            holds("INV-28", walked.len() < 99, format_args!("pages never end: {walked:?}"));
        }
        same("INV-28", format_args!("pages by {sort:?}"), walked, due.to_vec());
    };
    let size = by::number(field_key("custom.size"));
    up(by::FIRST_NAME.ascending(), &[2, 8, 5, 7, 9, 1, 4]);
    up(by::FIRST_NAME.descending(), &[4, 1, 5, 7, 9, 8, 2]);
    up(by::COMPANY.ascending(), &[9, 2, 5, 7, 1, 4, 8]);
    up(by::COMPANY.descending(), &[1, 4, 8, 5, 7, 2, 9]);
    up(size.ascending(), &[7, 5, 1, 9, 2, 4, 8]);
    up(size.descending(), &[2, 4, 8, 1, 9, 5, 7]);
    up(by::ID.descending(), &[9, 8, 7, 5, 4, 2, 1]);
}

/// INV-28: a page goes on after the place where a contact stood, not after the one to which it
/// moved; who moved behind that place is met again, who moved before it is not.
pub fn a_page_goes_on_after_a_place_and_not_after_a_contact(subject: &dyn Subject) {
    let client = alone(subject);
    for (id, company) in [(1, "b"), (2, "d"), (3, "f"), (4, "h"), (5, "h")] {
        client.create(id, person("X").company(company));
    }
    let query = ContactQuery::all().sorted(by::COMPANY.ascending());
    let place = |id| query.sort().position(&client.live(id));
    let [second, third, fourth] = [2, 3, 4].map(place);
    let after = |position: &Position| client.page(&query, &Window::after(position.clone(), 9));
    same("INV-28", "after the fourth", after(&fourth), vec![5]);
    client.update(&client.live(2), person("X").company("z")).expect("a present revision");
    same("INV-28", "after one that moved up", after(&second), vec![3, 4, 5, 2]);
    client.update(&client.live(3), person("X").company("a")).expect("a present revision");
    same("INV-28", "after one that moved down", after(&third), vec![4, 5, 2]);
    client.update(&client.live(4), person("X")).expect("a present revision");
    same("INV-28", "after one that has no value now", after(&fourth), vec![5, 2, 4]);
}

/// INV-30: a total is the number of all that meet the query, whatever part is shown.
pub fn a_total_counts_all_that_meet_the_query(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    let place = ContactQuery::all().sort().position(&client.live(3));
    for (query, due) in [
        (ContactQuery::all(), 7),
        (asked(by::LABELS.exists()), 3),
        (asked(by::FIRST_NAME.starts_with("a")), 3),
        (asked(by::CITIES.ne("Bern") & !by::LABELS.exists()), 4),
        (ContactQuery::all().with_search(Search::words("grace").expect("a short text")), 2),
    ] {
        for start in [Start::First, Start::Offset(1), Start::Offset(9), Start::After(place.clone())]
        {
            for limit in [0, 1, 9] {
                let window = Window { start: start.clone(), limit, total: true };
                let page = client.read(|store| store.page(&query, &window));
                same("INV-30", format_args!("{window:?} of {query:?}"), page.total, Some(due));
                let window = Window { total: false, ..window };
                let page = client.read(|store| store.page(&query, &window));
                same("INV-30", "a total that nobody asked for", page.total, None);
            }
        }
    }
}

/// INV-26: every contact meets a condition or its opposite, and none both.
pub fn a_condition_and_its_opposite_part_the_contacts(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    let size = by::number(field_key("custom.size"));
    for filter in [
        by::FIRST_NAME.eq("Ada"),
        by::FIRST_NAME.starts_with("ad"),
        by::EMAILS.ne("grace@x.test"),
        size.lt(number("2")),
        by::LABELS.is_empty(),
        by::LABELS.has_all(["custom.a", "custom.b"].map(label_key)),
        by::EMAILS.exists() & by::LABELS.exists(),
        by::CITIES.eq("Bern") | size.exists() & !by::COMPANY.exists(),
        Filter::Holds(key_of(&email("grace"))),
        Filter::everything(),
    ] {
        let (with, without) = (asked(filter.clone()), asked(!filter.clone()));
        let mut both = [client.found(&with), client.found(&without)].concat();
        both.sort_unstable();
        same("INV-26", format_args!("{filter:?} and its opposite"), both, client.all());
    }
}

/// INV-25: facets count the live contacts that meet the query, each once for each value that it
/// has, and those without a value.
pub fn facets_count_contacts_by_their_values(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    client.create_at(later(8), 8, person("Gone").labelled("custom.a").city("Bern", "CH"));
    client.delete(&client.live(8)).expect("a present revision");
    let facet = |counts: &[(&str, usize)], missing| Facet {
        counts: counts.iter().map(|(value, count)| (Value::from(*value), *count)).collect(),
        missing,
    };
    let fields = [ContactField::Labels, ContactField::Countries, ContactField::EmailSubscription];
    for (query, due) in [
        (
            ContactQuery::all(),
            [
                facet(&[("custom.a", 2), ("custom.b", 2)], 4),
                facet(&[("CH", 2), ("DE", 1)], 4),
                facet(&[("NOT_SET", 2), ("UNSUBSCRIBED", 1)], 4),
            ],
        ),
        (
            asked(by::EMAILS.exists()),
            [
                facet(&[("custom.a", 1), ("custom.b", 1)], 2),
                facet(&[("CH", 2), ("DE", 1)], 0),
                facet(&[("NOT_SET", 2), ("UNSUBSCRIBED", 1)], 0),
            ],
        ),
        (asked(Filter::nothing()), [facet(&[], 0), facet(&[], 0), facet(&[], 0)]),
    ] {
        let facets = client.read(|store| store.facets(&query, &fields));
        same("INV-25", format_args!("facets of {query:?}"), facets, due.to_vec());
    }
    let size = ContactField::Extended(field_key("custom.size"), DataType::Number);
    let sizes =
        client.read(|store| store.facets(&ContactQuery::all(), std::slice::from_ref(&size)));
    let counts = [("1", 1), ("2", 2), ("10", 1)];
    let counts = counts.map(|(value, count)| (Value::from(number(value)), count)).to_vec();
    same("INV-25", "sizes", sizes, vec![Facet { counts, missing: 3 }]);
}

/// INV-21, INV-25: a deleted label or field is gone from filters, orders and facets.
pub fn queries_follow_the_deletion_of_labels_and_fields(subject: &dyn Subject) {
    let client = alone(subject);
    people(&client);
    let size = by::number(field_key("custom.size"));
    let labelled = asked(by::LABELS.has_some([label_key("custom.a")]));
    let without = asked(by::LABELS.is_empty());
    let sized = asked(size.exists());
    let by_size = ContactQuery::all().sorted(size.descending());
    let fields = [ContactField::Labels, size.field().clone()];
    // Ask once before, so that what is remembered could be old.
    for query in [&labelled, &without, &sized, &by_size] {
        holds("INV-25", !client.found(query).is_empty(), format_args!("nobody meets {query:?}"));
    }
    drop(client.read(|store| store.facets(&ContactQuery::all(), &fields)));
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    changes.delete_field(&client.stored_field("custom.size")).expect("one edit");
    client.must(&changes);
    same("INV-21", "those with the label", client.found(&labelled), vec![]);
    same("INV-21", "those without a label", client.found(&without), vec![2, 3, 4, 6, 7]);
    same("INV-21", "those with a value", client.found(&sized), vec![]);
    same("INV-27", "in the order of the field", client.found(&by_size), (1..=7).collect());
    let facets = client.read(|store| store.facets(&ContactQuery::all(), &fields));
    let due = [
        Facet { counts: vec![(Value::from("custom.b"), 2)], missing: 5 },
        Facet { counts: vec![], missing: 7 },
    ];
    same("INV-21", "facets", facets, due.to_vec());
}

/// INV-48: queries, totals and facets of one book tell nothing of another.
pub fn queries_stay_in_their_book(subject: &dyn Subject) {
    let shelf = subject.open();
    let one = Client::of(&*shelf, 1);
    let other = Client::new(shelf.book(BookId::from_u128(2)), 2);
    one.create(1, person("Ada").email("ada").labelled("contacts.customers"));
    other.create(2, person("Ada").email("ada").labelled("contacts.customers"));
    other.create(3, person("Adam").labelled("contacts.customers"));
    for query in [
        ContactQuery::all(),
        asked(by::FIRST_NAME.starts_with("a")),
        asked(by::LABELS.exists()),
        ContactQuery::from(label_key("contacts.customers")).sorted(by::FIRST_NAME.descending()),
        ContactQuery::all().with_search(Search::words("ada").expect("a short text")),
    ] {
        same("INV-48", format_args!("{query:?}"), one.found(&query), vec![1]);
        same("INV-48", format_args!("count of {query:?}"), one.count(&query), 1);
        same("INV-48", format_args!("count of {query:?}"), other.count(&query), 2);
        let facets = one.read(|store| store.facets(&query, &[ContactField::Labels]));
        let counts = vec![(Value::from("contacts.customers"), 1)];
        same("INV-48", "facets", facets, vec![Facet { counts, missing: 0 }]);
    }
}

/// INV-31: the contacts and the total of a page are of one moment.
pub fn a_page_and_its_total_are_of_one_moment(subject: &dyn Subject) {
    let shelf = subject.open();
    let write = |client: &Client, round: u128| {
        let mut changes = client.changes();
        changes.create(contact_id(round), person("Ada").company("X")).expect("one edit");
        client.must(&changes);
    };
    let query = asked(by::COMPANY.eq("X"));
    watch(&*shelf, 40, write, |reader| {
        let page = reader.read(|store| store.page(&query, &Window::all().with_total()));
        same("INV-30, INV-31", "total", page.total, Some(page.contacts.len()));
    });
}

/// INV-31: all facets of one call are of one moment.
pub fn facets_are_of_one_moment(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    let ids: Vec<u128> = (1..=6).collect();
    ids.iter().for_each(|id| drop(client.create(*id, person("Ada").company("0").last("0"))));
    let write = |client: &Client, round| move_all(client, &ids, &format!("{round}"));
    let fields = [ContactField::Company, ContactField::Company];
    watch(&*shelf, 40, write, |reader| {
        let facets = reader.read(|store| store.facets(&ContactQuery::all(), &fields));
        same("INV-31", "values in one moment", facets[0].counts.len(), 1);
        same("INV-31", "the same facet twice", &facets[0], &facets[1]);
    });
}
