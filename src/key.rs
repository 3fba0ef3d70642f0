//! Keys of labels and extended fields: `<namespace>.<slug>`.

use crate::invalid::Invalid;
use crate::text::is_invisible;

/// Characters of a key at most.
pub(crate) const MAX_KEY: usize = 80;
/// Characters of a namespace at most.
pub(crate) const MAX_NAMESPACE: usize = 25;
/// The namespace of what users make.
pub(crate) const CUSTOM: &str = "custom";

macro_rules! key {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        ///
        /// `<namespace>.<slug>`, at most 80 characters, namespace at most 25; letters, digits,
        /// `-` and `_`, in the slug also further dots.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(smol_str::SmolStr);

        impl $name {
            /// The whole key.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Who owns it: the part before the first dot; `custom` for what users make.
            pub fn namespace(&self) -> &str {
                self.0.split_once('.').map_or("", |(namespace, _)| namespace)
            }

            /// A key that stands in the source.
            ///
            /// # Panics
            ///
            /// If the text is no key: for literals only, use [`str::parse`] for data.
            pub fn from_static(key: &'static str) -> Self {
                match key.parse() {
                    Ok(key) => key,
                    Err(error) => panic!("{error}"),
                }
            }

            /// The key for a display name: `custom.` and its slug, or the first of `-2`, `-3`, …
            /// that is not `taken`.
            pub(crate) fn for_name(name: &str, mut taken: impl FnMut(&Self) -> bool) -> Self {
                $crate::key::candidates(name)
                    .map(|key| Self(key.into()))
                    .find(|key| !taken(key))
                    .expect("candidates never end")
            }
        }

        /// Equal and hashed as its text.
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        /// # Errors
        ///
        /// [`Invalid`](crate::Invalid) if the text has not this form.
        impl std::str::FromStr for $name {
            type Err = $crate::invalid::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::key::check($what, text)?;
                Ok(Self(text.into()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(self.0.as_str(), f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use key;

pub(crate) fn check(what: &'static str, text: &str) -> Result<(), Invalid> {
    let fits = |part: &str, dots: bool| {
        !part.is_empty()
            && part.chars().all(|char| {
                matches!(char, '-' | '_')
                    || (dots && char == '.')
                    || (char.is_alphanumeric() && !is_invisible(char))
            })
    };
    match text.split_once('.') {
        Some((namespace, slug))
            if fits(namespace, false)
                && fits(slug, true)
                && namespace.chars().count() <= MAX_NAMESPACE
                && text.chars().count() <= MAX_KEY =>
        {
            Ok(())
        }
        _ => Err(Invalid::format(
            what,
            text,
            "<namespace>.<slug> of letters, digits, `-` and `_`, at most 80 characters",
        )),
    }
}

/// `custom.<slug>`, `custom.<slug>-2`, `custom.<slug>-3`, … for a display name.
///
/// Letters and digits in lower case; what stands between them becomes one `-`.
pub(crate) fn candidates(name: &str) -> impl Iterator<Item = String> {
    // Room for the namespace, its dot, and a number of up to ten digits with its hyphen.
    const ROOM: usize = MAX_KEY - CUSTOM.len() - 1 - 11;
    let mut slug = String::new();
    let mut length = 0;
    for char in name.chars().flat_map(char::to_lowercase) {
        if length == ROOM {
            break;
        }
        if char.is_alphanumeric() && !is_invisible(char) {
            slug.push(char);
        } else if slug.is_empty() || slug.ends_with('-') {
            continue;
        } else {
            slug.push('-');
        }
        length += 1;
    }
    let slug = slug.trim_matches('-').to_owned();
    let bare = (!slug.is_empty()).then(|| format!("{CUSTOM}.{slug}"));
    let numbered = (2u64..).map(move |number| match slug.as_str() {
        "" => format!("{CUSTOM}.{number}"),
        slug => format!("{CUSTOM}.{slug}-{number}"),
    });
    bare.into_iter().chain(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str) -> String {
        candidates(name).next().unwrap()
    }

    #[test]
    fn slugs_are_lower_case_with_single_hyphens() {
        assert_eq!(first("At Risk"), "custom.at-risk");
        assert_eq!(first("Customer Group 3"), "custom.customer-group-3");
        assert_eq!(first("  --Ünder  10%! "), "custom.ünder-10");
    }

    #[test]
    fn a_taken_or_empty_slug_is_numbered() {
        assert_eq!(candidates("A").nth(1).unwrap(), "custom.a-2");
        assert_eq!(first("!!!"), "custom.2");
    }

    #[test]
    fn every_candidate_is_a_key() {
        for name in ["x", "", "İstanbul", "日本", &"w".repeat(200), "a.b", "ﬁ"] {
            for key in candidates(name).take(3) {
                assert!(check("key", &key).is_ok(), "{key}");
            }
        }
    }
}
