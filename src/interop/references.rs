use std::sync::Arc;

use crate::contact::MediaId;
use crate::field::{FieldKey, FieldName};
use crate::label::{LabelKey, LabelName};
use crate::store::StoreError;

/// What stands behind the keys that a contact holds, for those who write contacts into files.
pub trait References {
    /// The name of a label; a label without one is not written.
    fn label(&self, key: &LabelKey) -> Option<LabelName>;

    /// The name of an extended field.
    fn field(&self, key: &FieldKey) -> Option<FieldName>;

    /// The bytes of a picture, a sound or a key.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store that holds them fails.
    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError>;
}
