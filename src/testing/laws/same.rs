//! Law A14: sameness is a function of a key.
//!
//! Two entries are the same if and only if their keys are equal, and the key of a key is that key.
//! So sameness is an equivalence, which a tolerance ("differs in one digit") is not; a merge that
//! used one would depend on how it is grouped (A7).

use super::view::{address_key, email_key, phone_key};
use super::{Holds, ensure};
use crate::contact::{EmailAddress, Entry, MatchKey, PhoneNumber, PostalAddress, Tagged};

/// E-mail addresses: their ASCII letters in lower case.
pub fn a14_emails(a: &EmailAddress, b: &EmailAddress) -> Holds {
    let (key_a, key_b) = (email_key(a), email_key(b));
    ensure("A14", a.same(b) == (key_a == key_b), || format!("{a} and {b}: same is {}", a.same(b)))?;
    ensure("A14", b.same(a) == a.same(b), || format!("{a} and {b} one way only"))?;
    ensure(
        "A14",
        a.normal() == key_a && a.match_key() == MatchKey::Email(key_a.as_str().into()),
        || format!("{a} is looked up by {:?}, not by {key_a}", a.match_key()),
    )?;
    let again: EmailAddress = parsed(&key_a)?;
    ensure("A14", email_key(&again) == key_a, || format!("the key of {key_a} is another"))
}

/// Phone numbers: their international form, else their digits and country.
pub fn a14_phones(a: &PhoneNumber, b: &PhoneNumber) -> Holds {
    let (key_a, key_b) = (phone_key(a), phone_key(b));
    let detail = || format!("{a:?} and {b:?}: same is {}", a.same(b));
    ensure("A14", a.same(b) == (key_a == key_b), detail)?;
    ensure("A14", b.same(a) == a.same(b), detail)?;
    ensure("A14", !a.same(b) || a.match_key() == b.match_key(), || {
        format!("{a:?} and {b:?} are the same and looked up otherwise")
    })?;
    // A text of separators only has no digits to be read again.
    let again = match a.e164() {
        Some(e164) => parsed(&e164.to_string())?,
        None if a.digits().is_empty() => return Ok(()),
        None => PhoneNumber::new(&a.digits(), a.country())
            .map_err(|invalid| super::Broken { law: "A14", detail: invalid.to_string() })?,
    };
    ensure("A14", phone_key(&again) == key_a, || {
        format!("{a:?}: the key of {key_a} is {}", phone_key(&again))
    })
}

/// Postal addresses: all parts, trimmed and in lower case, and what they are for.
pub fn a14_addresses(a: &Entry<PostalAddress>, b: &Entry<PostalAddress>) -> Holds {
    let same = PostalAddress::same(&a.value, &b.value) && a.tag == b.tag;
    let detail = || format!("{a:?} and {b:?}: same is {same}");
    ensure("A14", same == (address_key(a) == address_key(b)), detail)?;
    ensure("A14", <PostalAddress as Tagged>::same(a, b) == same, detail)?;
    ensure("A14", a.same(b) == b.same(a), detail)
}

fn parsed<T: std::str::FromStr<Err = crate::Invalid>>(text: &str) -> Result<T, super::Broken> {
    text.parse().map_err(|invalid: crate::Invalid| super::Broken {
        law: "A14",
        detail: format!("a key is not read back: {invalid}"),
    })
}
