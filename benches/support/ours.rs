//! The crate's side of the benches: the same people as contacts, the same work through its API.

use std::borrow::Borrow;

use contacts_core::store::ContactStore;
use contacts_core::{
    AddressTag, Cause, ChangeSet, ChangeSetId, Contact, ContactId, ContactInfo, ContactPatch,
    DataType, EmailTag, EntryId, EntryPatch, ExtendedField, FieldKey, Label, LabelKey, LocalDate,
    MemoryStore, MergePolicy, MergeRequest, Number, Origin, OriginKind, PhoneNumber, PhoneTag,
    PostalAddress, Store, Street, Timestamp, merge,
};
use uuid::Uuid;

use super::fixture::Job;
use super::people::{self, Record, Tag, Value};

/// The time of everything that a bench does.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

/// The contact of a record.
pub(crate) fn contact(record: &Record) -> Contact {
    let info = patch(record).apply(&ContactInfo::default(), data_type, new_entry_id);
    Contact::new(info.expect("records fit"), Origin::new(OriginKind::IMPORT), NOW)
        .expect("records have a name")
}

fn patch(record: &Record) -> ContactPatch {
    let day = |date: people::Date| {
        LocalDate::new(date.year.into(), date.month, date.day).expect("days exist")
    };
    let mut patch = ContactPatch::new()
        .with_name(&record.first_name, &record.last_name)
        .expect("names fit")
        .with_company(record.company.parse().ok())
        .with_job_title(record.job_title.parse().ok())
        .with_birthdate(record.birthdate.map(day))
        .with_labels(record.labels.iter().map(|key| label_key(key)));
    for email in &record.emails {
        let tag = match email.tag {
            Tag::Untagged => EmailTag::Untagged,
            Tag::Main => EmailTag::Main,
            Tag::Home => EmailTag::Home,
            Tag::Work => EmailTag::Work,
        };
        let address = email.address.parse().expect("addresses fit");
        let entry = EntryPatch::new(address).tagged(tag);
        patch = patch.with_email_entry(if email.primary { entry.primary() } else { entry });
    }
    for phone in &record.phones {
        let tag = match phone.tag {
            Tag::Untagged => PhoneTag::Untagged,
            Tag::Main => PhoneTag::Main,
            Tag::Home => PhoneTag::Home,
            Tag::Work => PhoneTag::Work,
        };
        let number = PhoneNumber::new(&phone.number, phone.country.parse().ok());
        let entry = EntryPatch::new(number.expect("numbers fit")).tagged(tag);
        patch = patch.with_phone_entry(if phone.primary { entry.primary() } else { entry });
    }
    for address in &record.addresses {
        let tag = match address.tag {
            Tag::Untagged | Tag::Main => AddressTag::Untagged,
            Tag::Home => AddressTag::Home,
            Tag::Work => AddressTag::Work,
        };
        let value = PostalAddress {
            street: address.line.parse().ok().map(Street::Line),
            city: address.city.parse().ok(),
            subdivision: address.subdivision.parse().ok(),
            postal_code: address.postcode.parse().ok(),
            country: address.country.parse().ok(),
            ..PostalAddress::default()
        };
        patch = patch.with_address_entry((tag, value));
    }
    for field in &record.fields {
        let key = field_key(&field.key, &field.value);
        patch = match &field.value {
            Value::Text(text) => patch.with_field(key, text.as_str()),
            Value::Number(number) => patch.with_field(key, Number::new(*number).expect("finite")),
            Value::Date(date) => patch.with_field(key, day(*date).to_string().as_str()),
        };
    }
    patch
}

fn label_key(key: &str) -> LabelKey {
    key.parse().unwrap_or_else(|_| format!("custom.{key}").parse().expect("a key"))
}

/// A key tells its type, so that the definitions need not be looked up while preparing.
fn field_key(key: &str, value: &Value) -> FieldKey {
    let kind = match value {
        Value::Text(_) => "t",
        Value::Number(_) => "n",
        Value::Date(_) => "d",
    };
    let slug: String = key.rsplit('.').next().unwrap_or(key).to_owned();
    format!("custom.{kind}-{slug}").parse().expect("a key")
}

fn data_type(key: &FieldKey) -> Option<DataType> {
    Some(match key.as_str().strip_prefix("custom.")?.as_bytes()[0] {
        b'n' => DataType::Number,
        b'd' => DataType::Date,
        _ => DataType::Text,
    })
}

fn new_entry_id() -> EntryId {
    EntryId::new(Uuid::now_v7())
}

fn new_changes(cause: Cause) -> ChangeSet {
    ChangeSet::new(ChangeSetId::new(Uuid::now_v7()), NOW, cause)
}

/// A store of these records.
pub(crate) fn memory_store(records: &[impl Borrow<Record>]) -> MemoryStore {
    let store = MemoryStore::new();
    define(&store, records);
    for records in records.chunks(1000) {
        let mut changes = new_changes(Cause::Import);
        for record in records.iter().map(Borrow::borrow) {
            changes.create(ContactId::new(record.id), contact(record)).expect("ids are random");
        }
        store.commit(&changes).expect("records fit");
    }
    store
}

/// Defines the labels and fields that the records use.
pub(crate) fn define(store: &MemoryStore, records: &[impl Borrow<Record>]) {
    let mut changes = new_changes(Cause::Import);
    for record in records.iter().map(Borrow::borrow) {
        for key in record.labels.iter().map(|key| label_key(key)) {
            let label = Label::new(key.as_str().parse().expect("a name"));
            if store.label_is_new(&key) {
                changes.create_label(key, label).ok();
            }
        }
        for field in &record.fields {
            let key = field_key(&field.key, &field.value);
            let name = key.as_str().parse().expect("a name");
            let data_type = data_type(&key).expect("a type");
            if store.field_is_new(&key) {
                changes.create_field(key, ExtendedField { name, data_type }).ok();
            }
        }
    }
    if !changes.is_empty() {
        store.commit(&changes).expect("names are keys");
    }
}

trait Unknown {
    fn label_is_new(&self, key: &LabelKey) -> bool;
    fn field_is_new(&self, key: &FieldKey) -> bool;
}

impl<S: Store> Unknown for S {
    fn label_is_new(&self, key: &LabelKey) -> bool {
        self.label(key).expect("memory does not fail").is_none()
    }

    fn field_is_new(&self, key: &FieldKey) -> bool {
        self.field(key).expect("memory does not fail").is_none()
    }
}

/// The merge of a job as a book does it: read, plan, commit. Ids come from outside.
pub(crate) fn merge(store: &MemoryStore, job: &Job<ContactId>, id: ChangeSetId) {
    let request = MergeRequest::new(job.target, &job.sources);
    let ids: Vec<ContactId> =
        std::iter::once(job.target).chain(job.sources.iter().copied()).collect();
    let slots = store.slots(&ids).expect("memory does not fail");
    let plan = merge::plan_request(&request, &slots, &MergePolicy::default(), NOW);
    drop(slots);
    let changes = plan.expect("it fits").into_changes(id, NOW).expect("settled");
    store.commit(&changes).expect("nobody else is there");
}

/// The insertion of a prepared contact.
pub(crate) fn insert(store: &MemoryStore, id: ContactId, contact: Contact) {
    let mut changes = new_changes(Cause::Create);
    changes.create(id, contact).expect("the change set was empty");
    store.commit(&changes).expect("the id is new");
}

/// Jobs by the crate's ids.
pub(crate) fn jobs(jobs: Vec<Job<Uuid>>) -> Vec<Job<ContactId>> {
    let translate = |job: Job<Uuid>| Job {
        target: ContactId::new(job.target),
        sources: job.sources.into_iter().map(ContactId::new).collect(),
    };
    jobs.into_iter().map(translate).collect()
}
