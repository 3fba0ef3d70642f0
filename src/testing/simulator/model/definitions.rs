//! Labels and fields.

use smol_str::SmolStr;

use super::Model;
use super::decide::{Answer, Change, Decided, Decision, No, answer};
use crate::testing::simulator::action::Action;
use crate::{FieldKey, LabelKey, SYSTEM_FIELDS, SYSTEM_LABELS};

impl Model {
    /// What should come of a call about labels or fields.
    pub(super) fn define(&self, action: &Action) -> Decided {
        match action {
            Action::FindLabel(name) => {
                if let Some((key, _)) = SYSTEM_LABELS.iter().find(|(_, system)| system == name) {
                    let key = LabelKey::from_static(key);
                    return Ok(answer(Answer::Label(key, (*name).into(), false)));
                }
                if let Some(key) = self.label_named(name) {
                    return Ok(answer(Answer::Label(key.clone(), (*name).into(), false)));
                }
                let count = self.labels.iter().filter(|label| label.live.is_some()).count();
                if count >= self.max_labels {
                    return Err(No::Full(count));
                }
                Ok(Decision::Change(Change::NewLabel(name)))
            }
            Action::GetLabel(key) => Ok(answer(self.label_answer(key, false)?)),
            Action::RenameLabel(key, name) => {
                let answered = self.label_answer(key, false)?;
                let system =
                    SYSTEM_LABELS.iter().find(|(_, system)| system == name).map(|(key, _)| *key);
                if let Some(system) = system {
                    return Err(No::NameTaken(system.into()));
                }
                match self.label_named(name) {
                    Some(known) if known == key => Ok(answer(answered)),
                    Some(known) => Err(No::NameTaken(known.as_str().into())),
                    None => Ok(Decision::Change(Change::RenameLabel(key.clone(), name))),
                }
            }
            Action::DeleteLabel(key) => {
                self.label_answer(key, false)?;
                Ok(Decision::Change(Change::DropLabel(key.clone())))
            }
            Action::Labels => {
                let system = SYSTEM_LABELS
                    .iter()
                    .map(|(key, name)| (LabelKey::from_static(key), SmolStr::new_static(name)));
                Ok(answer(Answer::Labels(system.chain(self.live_labels()).collect())))
            }
            Action::FindField(name, data_type) => {
                if let Some(field) = SYSTEM_FIELDS.iter().find(|field| field.name == *name) {
                    let key = FieldKey::from_static(field.key);
                    let name = SmolStr::new_static(name);
                    return Ok(answer(Answer::Field(key, name, field.data_type, false)));
                }
                if let Some(key) = self.field_named(name) {
                    return Ok(answer(self.field_answer(key, false)?));
                }
                let count = self.fields.iter().filter(|field| field.live.is_some()).count();
                if count >= self.max_fields {
                    return Err(No::Full(count));
                }
                Ok(Decision::Change(Change::NewField(name, *data_type)))
            }
            Action::GetField(key) => Ok(answer(self.field_answer(key, false)?)),
            Action::RenameField(key, name) => {
                let answered = self.field_answer(key, false)?;
                let system = SYSTEM_FIELDS
                    .iter()
                    .find(|system| system.name == *name)
                    .map(|system| system.key);
                if let Some(system) = system {
                    return Err(No::NameTaken(system.into()));
                }
                match self.field_named(name) {
                    Some(known) if known == key => Ok(answer(answered)),
                    Some(known) => Err(No::NameTaken(known.as_str().into())),
                    None => Ok(Decision::Change(Change::RenameField(key.clone(), name))),
                }
            }
            Action::DeleteField(key) => {
                self.field_answer(key, false)?;
                Ok(Decision::Change(Change::DropField(key.clone())))
            }
            Action::Fields => {
                let system = SYSTEM_FIELDS.iter().map(|field| {
                    let key = FieldKey::from_static(field.key);
                    (key, SmolStr::new_static(field.name), field.data_type)
                });
                let own = self.fields.iter().filter_map(|field| {
                    let (name, data_type, _) = field.live.as_ref()?;
                    Some((field.key.clone(), SmolStr::new_static(name), *data_type))
                });
                Ok(answer(Answer::Fields(system.chain(own).collect())))
            }
            other => unreachable!("{other:?} is not about labels or fields"),
        }
    }

    pub(super) fn has_label(&self, key: &LabelKey) -> bool {
        SYSTEM_LABELS.iter().any(|(system, _)| *system == key.as_str())
            || self.labels.iter().any(|label| label.key == *key && label.live.is_some())
    }

    pub(super) fn has_field(&self, key: &FieldKey) -> bool {
        SYSTEM_FIELDS.iter().any(|field| field.key == key.as_str())
            || self.fields.iter().any(|field| field.key == *key && field.live.is_some())
    }

    /// The book's live labels.
    pub(in crate::testing::simulator) fn live_labels(
        &self,
    ) -> impl Iterator<Item = (LabelKey, SmolStr)> {
        self.labels.iter().filter_map(|label| {
            let (name, _) = label.live?;
            Some((label.key.clone(), SmolStr::new_static(name)))
        })
    }

    fn label_named(&self, name: &str) -> Option<&LabelKey> {
        let named = |live: &(&str, u64)| live.0 == name;
        self.labels.iter().find(|label| label.live.as_ref().is_some_and(named)).map(|l| &l.key)
    }

    fn field_named(&self, name: &str) -> Option<&FieldKey> {
        let mut fields = self.fields.iter();
        fields.find(|field| field.live.is_some_and(|live| live.0 == name)).map(|field| &field.key)
    }

    pub(super) fn label_answer(&self, key: &LabelKey, is_new: bool) -> Decided<Answer> {
        let system = SYSTEM_LABELS.iter().find(|(system, _)| *system == key.as_str());
        let own = self.labels.iter().find(|label| label.key == *key).and_then(|label| label.live);
        match system.map(|(_, name)| *name).or(own.map(|(name, _)| name)) {
            Some(name) => Ok(Answer::Label(key.clone(), name.into(), is_new)),
            None => Err(No::LabelNotFound(key.clone())),
        }
    }

    pub(super) fn field_answer(&self, key: &FieldKey, is_new: bool) -> Decided<Answer> {
        let system = SYSTEM_FIELDS.iter().find(|field| field.key == key.as_str());
        let own = self.fields.iter().find(|field| field.key == *key).and_then(|field| field.live);
        let own = own.map(|(name, data_type, _)| (name, data_type));
        match system.map(|field| (field.name, field.data_type)).or(own) {
            Some((name, data_type)) => {
                Ok(Answer::Field(key.clone(), name.into(), data_type, is_new))
            }
            None => Err(No::FieldNotFound(key.clone())),
        }
    }
}
