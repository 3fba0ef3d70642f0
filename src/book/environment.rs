use std::fmt::Debug;
use std::sync::Arc;
use std::time::SystemTime;

use uuid::Uuid;

use crate::time::Timestamp;

/// What a book takes from outside: the time and new ids. Given by the host, so that every run can
/// be repeated.
///
/// The ids of requests ([`Session::with_request`](super::Session::with_request)) must not be among
/// the ids that this gives.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use contacts_core::{ContactBook, Environment, MemoryStore, Timestamp, Uuid};
///
/// #[derive(Debug, Default)]
/// struct Counting(AtomicU64);
///
/// impl Environment for Counting {
///     fn now(&self) -> Timestamp {
///         Timestamp::from_micros(1_700_000_000_000_000)
///     }
///
///     fn new_id(&self) -> Uuid {
///         Uuid::from_u128(self.0.fetch_add(1, Ordering::Relaxed).into())
///     }
/// }
///
/// let book = ContactBook::new(MemoryStore::new()).with_environment(Counting::default());
/// ```
pub trait Environment: Debug + Send + Sync {
    /// The present time. It may jump; dates of contacts do not go back.
    fn now(&self) -> Timestamp;

    /// An id that was never given before.
    fn new_id(&self) -> Uuid;
}

impl<E: Environment + ?Sized> Environment for Arc<E> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn new_id(&self) -> Uuid {
        (**self).new_id()
    }
}

impl<E: Environment + ?Sized> Environment for Box<E> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn new_id(&self) -> Uuid {
        (**self).new_id()
    }
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
