//! Why a request cannot be committed.

use std::sync::Arc;

use super::request::{Edit, Need, Problem, Request};
use super::{Model, effective, holds, live};
use crate::change::{Conflict, Expect, Found};
use crate::contact::Contact;
use crate::field::{ExtendedField, FieldKey, SYSTEM_FIELDS, system_field};
use crate::label::{Label, LabelKey, SYSTEM_LABELS, is_system_label};
use crate::record::{RecordId, Stored};

impl Model {
    /// Every reason that there is.
    pub(super) fn problems(&self, request: &Request) -> Vec<Problem> {
        let edits = effective(request);
        if edits.is_empty() {
            return vec![Problem::Empty];
        }
        let mut problems = Vec::new();
        let mut expect = |record: RecordId, expected: Expect| {
            let found = self.found(&record);
            let met = match expected {
                Expect::Absent => found == Found::Unused,
                Expect::At(revision) => found == Found::Live(revision),
            };
            if !met {
                problems.push(Problem::Conflict(Conflict { record, expected, found }));
            }
        };
        for edit in &edits {
            let records = edit.records();
            match edit {
                Edit::Create { .. }
                | Edit::CreateLabel { .. }
                | Edit::CreateField { .. }
                | Edit::CreateSegment { .. } => {
                    expect(records[0].clone(), Expect::Absent);
                }
                Edit::Update { before, .. } | Edit::Delete { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
                Edit::Merge { target, sources, .. } => {
                    for contact in std::iter::once(target).chain(sources) {
                        let record = RecordId::Contact(*contact.id());
                        expect(record, Expect::At(contact.revision()));
                    }
                }
                Edit::UpdateLabel { before, .. } | Edit::DeleteLabel { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
                Edit::RenameField { before, .. } | Edit::DeleteField { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
                Edit::UpdateSegment { before, .. } | Edit::DeleteSegment { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
            }
        }
        for need in &request.needs {
            if let Need::At(record, revision) = need {
                expect(record.clone(), Expect::At(*revision));
            }
        }
        for record in edits.iter().filter_map(|edit| system_definition(edit)) {
            problems.push(Problem::SystemDefinition(record));
        }
        self.name_problems(&edits, &mut problems);
        self.use_problems(&edits, &mut problems);
        self.need_problems(request, &edits, &mut problems);
        problems
    }

    /// Labels and fields as they would be, whether or not the edits of them meet what they expect.
    fn labels_after(&self, edits: &[&Edit]) -> Vec<(LabelKey, Label)> {
        let mut after: Vec<_> =
            live(&self.labels).iter().map(|l| (l.id().clone(), l.value().clone())).collect();
        for edit in edits {
            if let RecordId::Label(key) = &edit.records()[0] {
                after.retain(|(known, _)| known != key);
                if let Edit::CreateLabel { label, .. } | Edit::UpdateLabel { label, .. } = edit {
                    after.push((key.clone(), label.clone()));
                }
            }
        }
        after
    }

    fn fields_after(&self, edits: &[&Edit]) -> Vec<(FieldKey, ExtendedField)> {
        let mut after: Vec<_> =
            live(&self.fields).iter().map(|f| (f.id().clone(), f.value().clone())).collect();
        for edit in edits {
            if let RecordId::Field(key) = &edit.records()[0] {
                after.retain(|(known, _)| known != key);
                match edit {
                    Edit::CreateField { field, .. } => after.push((key.clone(), field.clone())),
                    Edit::RenameField { before, name } => {
                        let data_type = before.data_type;
                        after.push((key.clone(), ExtendedField { name: name.clone(), data_type }));
                    }
                    _ => {}
                }
            }
        }
        after
    }

    /// How many segments there would be.
    fn segments_after(&self, edits: &[&Edit]) -> usize {
        let created = edits.iter().filter(|edit| matches!(edit, Edit::CreateSegment { .. }));
        let deleted = edits.iter().filter(|edit| matches!(edit, Edit::DeleteSegment { .. }));
        (live(&self.segments).len() + created.count()).saturating_sub(deleted.count())
    }

    fn name_problems(&self, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let labels = self.labels_after(edits);
        for (at, (_, label)) in labels.iter().enumerate() {
            if labels[..at].iter().any(|(_, other)| other.name == label.name) {
                problems.push(Problem::LabelNameTaken(label.name.clone()));
            }
        }
        let fields = self.fields_after(edits);
        for (at, (_, field)) in fields.iter().enumerate() {
            if fields[..at].iter().any(|(_, other)| other.name == field.name) {
                problems.push(Problem::FieldNameTaken(field.name.clone()));
            }
        }
    }

    fn use_problems(&self, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let (labels, fields) = (self.labels_after(edits), self.fields_after(edits));
        for contact in edits.iter().filter_map(|edit| edit.contact_after()) {
            for key in contact.info().labels() {
                if !labels.iter().any(|(known, _)| known == key) && !is_system_label(key) {
                    problems.push(Problem::UnknownLabel(key.clone()));
                }
            }
            for (key, value) in contact.info().fields() {
                let own = fields.iter().find(|(known, _)| known == key);
                let data_type = own
                    .map(|(_, field)| field.data_type)
                    .or_else(|| system_field(key).map(|field| field.data_type));
                if data_type != Some(value.data_type()) {
                    problems.push(Problem::UnknownField(key.clone()));
                }
            }
        }
    }

    fn need_problems(&self, request: &Request, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let edited: Vec<RecordId> = edits.iter().flat_map(|edit| edit.records()).collect();
        for need in &request.needs {
            match need {
                Need::At(..) => {}
                Need::Free(key) => {
                    let holders = self.select(|contact| holds(contact, key));
                    let other =
                        |c: &Arc<Stored<Contact>>| !edited.contains(&RecordId::Contact(*c.id()));
                    if holders.iter().any(other) {
                        problems.push(Problem::Taken(key.clone()));
                    }
                }
                Need::LabelRoom(max) if self.labels_after(edits).len() > *max => {
                    problems.push(Problem::TooManyLabels);
                }
                Need::FieldRoom(max) if self.fields_after(edits).len() > *max => {
                    problems.push(Problem::TooManyFields);
                }
                Need::SegmentRoom(max) if self.segments_after(edits) > *max => {
                    problems.push(Problem::TooManySegments);
                }
                Need::LabelRoom(_) | Need::FieldRoom(_) | Need::SegmentRoom(_) => {}
            }
        }
    }
}

/// What an edit would do to a definition that every book has, by its key or its name.
fn system_definition(edit: &Edit) -> Option<RecordId> {
    let record = edit.records()[0].clone();
    let name = match edit {
        Edit::CreateLabel { label, .. } | Edit::UpdateLabel { label, .. } => label.name.to_string(),
        Edit::CreateField { field, .. } => field.name.to_string(),
        Edit::RenameField { name, .. } => name.to_string(),
        _ => String::new(),
    };
    let system = match &record {
        RecordId::Contact(_) | RecordId::Segment(_) => false,
        RecordId::Label(key) => SYSTEM_LABELS.iter().any(|(k, n)| *k == key.as_str() || *n == name),
        RecordId::Field(key) => {
            SYSTEM_FIELDS.iter().any(|field| field.key == key.as_str() || field.name == name)
        }
    };
    system.then_some(record)
}
