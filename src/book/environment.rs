use std::fmt::Debug;
use std::time::SystemTime;

use uuid::Uuid;

use crate::time::Timestamp;

/// What a book takes from outside: the time and new ids. Given by the host, so that every run can
/// be repeated.
pub trait Environment: Debug + Send + Sync {
    /// The present time. It may jump; dates of contacts do not go back.
    fn now(&self) -> Timestamp;

    /// An id that was never given before.
    fn new_id(&self) -> Uuid;
}

/// The clock of the system, and ids of UUID version 7 from its random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEnvironment;

impl Environment for SystemEnvironment {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
