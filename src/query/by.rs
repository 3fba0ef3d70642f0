//! The fields of contacts, each with the conditions and orders that it has.
//!
//! ```
//! use contacts_core::query::{Filter, by};
//!
//! let ada: Filter = by::FIRST_NAME.eq("Ada") & by::EMAILS.starts_with("ada@");
//! let unlabelled = by::LABELS.is_empty();
//! let tall = by::number("custom.height".parse()?).gt("1.9".parse()?);
//! # Ok::<(), contacts_core::Invalid>(())
//! ```

use std::marker::PhantomData;

use smol_str::SmolStr;

use super::field::ContactField;
use super::filter::{Comparison, Condition, Filter, Test};
use super::sort::{Order, Sort};
use super::value::Value;
use crate::contact::{DeliverabilityStatus, SubscriptionStatus};
use crate::field::{DataType, FieldKey, Number};
use crate::id::{ContactId, LocationId, UserId};
use crate::label::LabelKey;
use crate::time::{LocalDate, Timestamp};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $field:ident),* $(,)?) => {
        $($(#[$doc])* pub const $name: $type = <$type>::new(ContactField::$field);)*
    };
}
fields! {
    /// `id`
    ID: Single<ContactId> = Id,
    /// `createdDate`
    CREATED: Ordered<Timestamp> = Created,
    /// `updatedDate`
    UPDATED: Ordered<Timestamp> = Updated,
    /// `lastActivity.activityDate`
    LAST_ACTIVITY: Ordered<Timestamp> = LastActivity,
    /// `primaryInfo.email`
    PRIMARY_EMAIL: Text = PrimaryEmail,
    /// `primaryEmail.subscriptionStatus`
    EMAIL_SUBSCRIPTION: Status<SubscriptionStatus> = EmailSubscription,
    /// `primaryEmail.deliverabilityStatus`
    EMAIL_DELIVERABILITY: Status<DeliverabilityStatus> = EmailDeliverability,
    /// `primaryInfo.phone`, as written
    PRIMARY_PHONE: Text = PrimaryPhone,
    /// `primaryPhone.e164Phone`
    PRIMARY_E164: Text = PrimaryE164,
    /// `primaryPhone.countryCode`
    PHONE_COUNTRY: Text = PhoneCountry,
    /// `primaryPhone.subscriptionStatus`
    PHONE_SUBSCRIPTION: Status<SubscriptionStatus> = PhoneSubscription,
    /// `info.extendedFields.members.membershipStatus`
    MEMBER_STATUS: Text = MemberStatus,
    /// `info.name.first`
    FIRST_NAME: Text = FirstName,
    /// `info.name.last`
    LAST_NAME: Text = LastName,
    /// First and last name
    FULL_NAME: Text = FullName,
    /// Last and first name
    LAST_NAME_FIRST: Text = LastNameFirst,
    /// `info.emails.email`
    EMAILS: Texts = Emails,
    /// `info.phones.phone`, as written
    PHONES: Texts = Phones,
    /// `info.phones.e164Phone`
    E164S: Texts = E164s,
    /// `info.addresses.street`: an address line, or name and number of a street
    STREETS: Texts = Streets,
    /// `info.addresses.city`
    CITIES: Texts = Cities,
    /// `info.addresses.subdivision`
    SUBDIVISIONS: Texts = Subdivisions,
    /// `info.addresses.country`
    COUNTRIES: Texts = Countries,
    /// `info.company`
    COMPANY: Text = Company,
    /// `info.jobTitle`
    JOB_TITLE: Text = JobTitle,
    /// `info.birthdate`
    BIRTHDATE: Ordered<LocalDate> = Birthdate,
    /// `info.locale`
    LOCALE: Text = Locale,
    /// `info.labelKeys`
    LABELS: Set<LabelKey> = Labels,
    /// `info.locations`
    LOCATIONS: Set<LocationId> = Locations,
    /// `info.assignedUserIds`
    ASSIGNEES: Set<UserId> = Assignees,
}

/// An extended field that holds text.
pub fn text(key: FieldKey) -> Text {
    Text::new(ContactField::Extended(key, DataType::Text))
}

/// An extended field that holds a web address.
pub fn url(key: FieldKey) -> Text {
    Text::new(ContactField::Extended(key, DataType::Url))
}

/// An extended field that holds a number.
pub fn number(key: FieldKey) -> Ordered<Number> {
    Ordered::new(ContactField::Extended(key, DataType::Number))
}

/// An extended field that holds a day.
pub fn day(key: FieldKey) -> Ordered<LocalDate> {
    Ordered::new(ContactField::Extended(key, DataType::Date))
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident$(<$value:ident>)?),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $name$(<$value>)? {
                field: ContactField,
                $(of: PhantomData<fn($value)>,)?
            }

            impl$(<$value>)? $name$(<$value>)? {
                const fn new(field: ContactField) -> Self {
                    Self { field, $(of: PhantomData::<fn($value)>,)? }
                }

                /// The field.
                pub fn field(&self) -> &ContactField {
                    &self.field
                }

                /// It has a value.
                pub fn exists(&self) -> Filter {
                    self.test(Condition::Exists(true))
                }

                /// It has no value.
                pub fn is_empty(&self) -> Filter {
                    self.test(Condition::Exists(false))
                }

                fn test(&self, condition: Condition) -> Filter {
                    Filter::Test(Test::new(self.field.clone(), condition))
                }
            }

            impl$(<$value>)? From<$name$(<$value>)?> for ContactField {
                fn from(field: $name$(<$value>)?) -> Self {
                    field.field
                }
            }
        )*
    };
}
kinds! {
    /// A field of one text.
    Text,
    /// A field of several texts; it meets a condition if one of them does.
    Texts,
    /// A field of one value that can only be equal or not.
    Single<T>,
    /// A field of one value that can be less or greater: a time, a day, a number.
    Ordered<T>,
    /// A field of one status.
    Status<T>,
    /// A field of several keys or ids.
    Set<T>,
}

macro_rules! equality {
    ($([$($generics:tt)*] $type:ty: $value:ty => $from:expr),* $(,)?) => {
        $(impl<$($generics)*> $type {
            /// It has this value.
            pub fn eq(&self, value: $value) -> Filter {
                self.test(Condition::OneOf(vec![$from(value)]))
            }

            /// It has another value, or none.
            pub fn ne(&self, value: $value) -> Filter {
                self.test(Condition::Other(vec![$from(value)]))
            }

            /// It has one of these values.
            pub fn is_in(&self, values: impl IntoIterator<Item = $value>) -> Filter {
                self.test(Condition::OneOf(values.into_iter().map($from).collect()))
            }

            /// It has a value that is none of these, or none.
            pub fn not_in(&self, values: impl IntoIterator<Item = $value>) -> Filter {
                self.test(Condition::Other(values.into_iter().map($from).collect()))
            }
        })*
    };
}
equality! {
    [T: Into<Value>] Single<T>: T => Into::into,
    [T: Into<Value>] Ordered<T>: T => Into::into,
    [T: Named] Status<T>: T => |status: T| Value::from(status.name()),
}

macro_rules! text {
    ($($type:ty),*) => {
        $(impl $type {
            /// It has this text.
            pub fn eq(&self, text: impl AsRef<str>) -> Filter {
                self.is_in([text])
            }

            /// It has another text, or none.
            pub fn ne(&self, text: impl AsRef<str>) -> Filter {
                self.not_in([text])
            }

            /// It has one of these texts.
            pub fn is_in(&self, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Filter {
                let values = texts.into_iter().map(|text| Value::from(text.as_ref()));
                self.test(Condition::OneOf(values.collect()))
            }

            /// It has a text that is none of these, or no text.
            pub fn not_in(&self, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Filter {
                let values = texts.into_iter().map(|text| Value::from(text.as_ref()));
                self.test(Condition::Other(values.collect()))
            }

            /// A text of it begins so, in upper or lower case.
            pub fn starts_with(&self, prefix: &str) -> Filter {
                self.test(Condition::StartsWith(SmolStr::new(prefix)))
            }
        })*
    };
}
text!(Text, Texts);

macro_rules! sorting {
    ($([$($generics:tt)*] $type:ty),*) => {
        $(impl<$($generics)*> $type {
            /// The least first, what has no value last.
            pub fn ascending(&self) -> Sort {
                Sort::new(self.field.clone(), Order::Ascending)
            }

            /// What has no value first, then the greatest.
            pub fn descending(&self) -> Sort {
                Sort::new(self.field.clone(), Order::Descending)
            }
        })*
    };
}
sorting!([] Text, [T] Single<T>, [T] Ordered<T>, [T] Status<T>);

impl<T: Into<Value>> Ordered<T> {
    /// It is less.
    pub fn lt(&self, value: T) -> Filter {
        self.test(Condition::Compare(Comparison::Below, value.into()))
    }

    /// It is less or equal.
    pub fn le(&self, value: T) -> Filter {
        self.test(Condition::Compare(Comparison::AtMost, value.into()))
    }

    /// It is greater.
    pub fn gt(&self, value: T) -> Filter {
        self.test(Condition::Compare(Comparison::Above, value.into()))
    }

    /// It is greater or equal.
    pub fn ge(&self, value: T) -> Filter {
        self.test(Condition::Compare(Comparison::AtLeast, value.into()))
    }

    /// It is at least the first and less than the second.
    pub fn between(&self, from: T, to: T) -> Filter {
        self.ge(from) & self.lt(to)
    }
}

impl<T: Into<Value>> Set<T> {
    /// At least one of these is among them.
    pub fn has_some(&self, values: impl IntoIterator<Item = T>) -> Filter {
        self.test(Condition::OneOf(values.into_iter().map(Into::into).collect()))
    }

    /// All of these are among them.
    pub fn has_all(&self, values: impl IntoIterator<Item = T>) -> Filter {
        self.test(Condition::HasAll(values.into_iter().map(Into::into).collect()))
    }
}

/// A status with a name on the wire.
pub trait Named: Copy {
    /// The name.
    fn name(self) -> &'static str;
}

impl Named for SubscriptionStatus {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl Named for DeliverabilityStatus {
    fn name(self) -> &'static str {
        self.as_str()
    }
}
