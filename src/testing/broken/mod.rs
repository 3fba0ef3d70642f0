//! Stores that break a promise on purpose.
