//! Pictures, sounds and keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::contact::Property;
use crate::interop::{Problem, References, Severity};
use crate::store::StoreError;

/// Puts the base64 of what a line refers to back into its value.
pub(super) fn resolve(
    property: &mut Property,
    references: &dyn References,
    problems: &mut Vec<Problem>,
) -> Result<(), StoreError> {
    let Some(id) = property.media.take() else { return Ok(()) };
    match references.media(id)? {
        Some(bytes) => STANDARD.encode_string(bytes, &mut property.value),
        None => {
            let problem = Problem::new(Severity::Warning, "media.missing", 0, &id.to_string());
            problems.push(problem.about(property.name.clone()));
        }
    }
    Ok(())
}
