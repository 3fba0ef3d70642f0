use std::sync::Arc;

use super::attempt::{Setback, first};
use super::{Error, Session, digest, subject};
use crate::access::Permission;
use crate::change::{Cause, Commit, CommitError, Definition};
use crate::field::{
    DataType, ExtendedField, FieldKey, FieldName, SYSTEM_FIELDS, system_field, system_field_named,
};
use crate::query::{Excerpt, FieldQuery};
use crate::record::{RecordId, Stored};
use crate::store::Store;

/// The extended field of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundField {
    /// The field.
    pub field: Arc<Stored<ExtendedField>>,
    /// Whether it was made just now (`newField`).
    pub is_new: bool,
}

impl<S: Store> Session<'_, S> {
    /// The extended field of exactly this name; made with this type if there is none, under a key
    /// that was never used. The type of one that is found is not asked for.
    ///
    /// Names of the platform's fields find those.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaModify`].
    /// - [`Error::FieldsQuotaExceeded`] if one would have to be made and there is no room.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn find_or_create_field(
        &self,
        name: FieldName,
        data_type: DataType,
    ) -> Result<FoundField, Error> {
        self.allow(Permission::SchemaModify)?;
        let digest = digest(("find_or_create_field", &name, data_type));
        self.once(digest, Self::made_field, || {
            if let Some(field) =
                system_field_named(&name).and_then(|key| Stored::<ExtendedField>::system(&key))
            {
                return Ok(FoundField { field: Arc::new(field), is_new: false });
            }
            if let Some(field) = self.store().field_named(&name)? {
                return Ok(FoundField { field, is_new: false });
            }
            let key = self.free_field_key(&name)?;
            let mut changes = self.changes(Cause::Create, digest);
            first(changes.create_field(key, ExtendedField { name: name.clone(), data_type }));
            changes.require_field_room(self.book.quotas.fields);
            match self.commit(&changes) {
                Ok(commit) => Ok(self.made_field(&commit)?),
                // Somebody made it at the same time: look again.
                Err(CommitError::FieldNameTaken { key, .. }) => {
                    Err(Setback::Overtaken(RecordId::Field(key)))
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// The extended field of this key.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaView`].
    /// - [`Error::FieldNotFound`], [`Error::Store`].
    pub fn get_field(&self, key: &FieldKey) -> Result<Arc<Stored<ExtendedField>>, Error> {
        self.allow(Permission::SchemaView)?;
        self.find_field(key)
    }

    /// Gives an extended field another name; its key and type stay.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaModify`].
    /// - [`Error::SystemDefinition`] if it is the platform's.
    /// - [`Error::FieldNotFound`] if there is none.
    /// - [`Error::FieldNameTaken`] if another field has the name.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn rename_field(
        &self,
        key: &FieldKey,
        name: FieldName,
    ) -> Result<Arc<Stored<ExtendedField>>, Error> {
        self.allow(Permission::SchemaModify)?;
        if system_field(key).is_some() {
            return Err(Error::SystemDefinition(key.to_string()));
        }
        let digest = digest(("rename_field", key, &name));
        self.once(digest, Self::field_of, || {
            let before = self.find_field(key)?;
            if before.name == name {
                return Ok(before);
            }
            if let Some(key) = system_field_named(&name) {
                let name = name.clone();
                return Err(Error::FieldNameTaken { name, key }.into());
            }
            let mut changes = self.changes(Cause::Update, digest);
            first(changes.update_field(&before, name.clone()));
            Ok(self.field_of(&self.commit(&changes)?)?)
        })
    }

    /// Deletes an extended field and all its values. Its key is not used again.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaModify`].
    /// - [`Error::SystemDefinition`] if it is the platform's.
    /// - [`Error::FieldNotFound`] if there is none.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn delete_field(&self, key: &FieldKey) -> Result<(), Error> {
        self.allow(Permission::SchemaModify)?;
        if system_field(key).is_some() {
            return Err(Error::SystemDefinition(key.to_string()));
        }
        let digest = digest(("delete_field", key));
        self.once(digest, Self::done, || {
            let field = self.find_field(key)?;
            let mut changes = self.changes(Cause::Delete, digest);
            first(changes.delete_field(&field));
            self.commit(&changes)?;
            Ok(())
        })
    }

    /// All extended fields: the platform's, then the book's in the order in which they were made.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaView`].
    /// - [`Error::Store`].
    pub fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, Error> {
        self.allow(Permission::SchemaView)?;
        self.all_fields()
    }

    fn all_fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, Error> {
        let system = SYSTEM_FIELDS.iter().map(|field| FieldKey::from_static(field.key));
        let system = system.filter_map(|key| Stored::<ExtendedField>::system(&key)).map(Arc::new);
        let mut fields: Vec<_> = system.collect();
        fields.extend(self.store().fields()?);
        Ok(fields)
    }

    /// The extended fields that are asked for, the platform's among them.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::SchemaView`].
    /// - [`Error::Store`].
    pub fn query_fields(
        &self,
        query: &FieldQuery,
    ) -> Result<Excerpt<Arc<Stored<ExtendedField>>>, Error> {
        self.allow(Permission::SchemaView)?;
        Ok(query.answer(self.all_fields()?))
    }

    fn find_field(&self, key: &FieldKey) -> Result<Arc<Stored<ExtendedField>>, Error> {
        if let Some(field) = Stored::<ExtendedField>::system(key) {
            return Ok(Arc::new(field));
        }
        match self.store().field(key)? {
            Some(Definition::Live(field)) => Ok(field),
            Some(Definition::Deleted) | None => Err(Error::FieldNotFound(key.clone())),
        }
    }
    /// The extended field that a commit made.
    fn made_field(&self, commit: &Commit) -> Result<FoundField, Error> {
        Ok(FoundField { field: self.field_of(commit)?, is_new: true })
    }

    /// The extended field that a commit put.
    fn field_of(&self, commit: &Commit) -> Result<Arc<Stored<ExtendedField>>, Error> {
        match subject(commit) {
            Some(RecordId::Field(key)) => match commit.field(&key) {
                Some(field) => Ok(Arc::clone(field)),
                None => self.find_field(&key),
            },
            _ => Err(Error::RequestReused(commit.id())),
        }
    }

    /// A key for this name that was never used.
    fn free_field_key(&self, name: &FieldName) -> Result<FieldKey, Error> {
        let mut failure = None;
        let key = FieldKey::for_name(name.as_str(), |key| match self.store().field(key) {
            Ok(found) => found.is_some(),
            Err(error) => {
                failure = Some(error);
                false
            }
        });
        failure.map_or(Ok(key), |error| Err(error.into()))
    }
}
