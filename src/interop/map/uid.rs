//! Identities of records.

use smol_str::SmolStr;

/// The form in which identities are compared: without blanks around it, and a GUID without the
/// scheme that some write before it, in lower case. `None` for a blank one and for one that is too
/// long to be one.
pub(in crate::interop) fn normal(text: &str) -> Option<SmolStr> {
    const MAX: usize = 1_000;
    let text = text.trim();
    if text.is_empty() || text.len() > MAX {
        return None;
    }
    let scheme = "urn:uuid:";
    let named = text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let bare = if named { &text[scheme.len()..] } else { text };
    match uuid::Uuid::try_parse(bare) {
        Ok(id) => Some(id.hyphenated().to_string().into()),
        Err(_) => Some(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_one_however_it_is_written() {
        let guid = "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1";
        for text in [
            guid,
            "URN:UUID:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1",
            " urn:uuid:4fbe89710bc3424c9c2636c3e1eff6b1 ",
        ] {
            assert_eq!(normal(text).unwrap(), guid);
        }
        assert_eq!(normal("Host/1").unwrap(), "Host/1");
        assert_eq!(normal(" "), None);
        assert_eq!(normal(&"x".repeat(2_000)), None);
    }
}
