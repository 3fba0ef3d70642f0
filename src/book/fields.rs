use std::sync::Arc;

use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::{Cause, CommitError, Definition};
use crate::field::{DataType, ExtendedField, FieldKey, FieldName, SYSTEM_FIELDS, system_field};
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
        self.made_before(digest)?;
        self.settle(|| {
            if let Some(field) = SYSTEM_FIELDS.iter().find(|field| field.name == name.as_str()) {
                let field = Stored::<ExtendedField>::system(&FieldKey::from_static(field.key));
                return Ok(FoundField {
                    field: Arc::new(field.expect("it is one")),
                    is_new: false,
                });
            }
            if let Some(field) = self.store().field_named(&name)? {
                return Ok(FoundField { field, is_new: false });
            }
            let mut failure = None;
            let key = FieldKey::for_name(name.as_str(), |key| match self.store().field(key) {
                Ok(found) => found.is_some(),
                Err(error) => {
                    failure = Some(error);
                    false
                }
            });
            if let Some(error) = failure {
                return Err(error.into());
            }
            let mut changes = self.changes(Cause::Create, digest);
            let field = ExtendedField { name: name.clone(), data_type };
            changes.create_field(key.clone(), field).expect("the change set was empty");
            changes.require_field_room(self.book.quotas.fields);
            match self.commit(&changes) {
                Ok(_) => {}
                // Somebody made it, or took the key, at the same time: look again.
                Err(CommitError::FieldNameTaken { key, .. }) => {
                    return Err(Error::Busy(RecordId::Field(key)));
                }
                Err(CommitError::Conflict(_)) => return Err(Error::Busy(RecordId::Field(key))),
                Err(error) => return Err(error.into()),
            }
            Ok(FoundField { field: self.find_field(&key)?, is_new: true })
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
        if let Some(system) = SYSTEM_FIELDS.iter().find(|field| field.name == name.as_str()) {
            return Err(Error::FieldNameTaken { name, key: FieldKey::from_static(system.key) });
        }
        let digest = digest(("rename_field", key, &name));
        if self.made_before(digest)?.is_some() {
            return self.find_field(key);
        }
        self.settle(|| {
            let before = self.find_field(key)?;
            if before.name == name {
                return Ok(before);
            }
            let mut changes = self.changes(Cause::Update, digest);
            changes.update_field(&before, name.clone()).expect("the change set was empty");
            self.commit(&changes)?;
            self.find_field(key)
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
        if self.made_before(digest)?.is_some() {
            return Ok(());
        }
        self.settle(|| {
            let field = self.find_field(key)?;
            let mut changes = self.changes(Cause::Delete, digest);
            changes.delete_field(&field).expect("the change set was empty");
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
        let system = SYSTEM_FIELDS.iter().map(|field| FieldKey::from_static(field.key));
        let system = system.filter_map(|key| Stored::<ExtendedField>::system(&key)).map(Arc::new);
        let mut fields: Vec<_> = system.collect();
        fields.extend(self.store().fields()?);
        Ok(fields)
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
}
