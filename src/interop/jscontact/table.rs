//! Lines and members that differ in nothing but their names.

/// A line that becomes an entry of a map.
#[derive(Debug)]
pub(super) struct Simple {
    pub(super) line: &'static str,
    pub(super) map: &'static str,
    /// The member that holds the value.
    pub(super) member: &'static str,
    /// The `kind` that tells it from others of the same map.
    pub(super) kind: Option<&'static str>,
    /// Whether the value is written as it is.
    pub(super) uri: bool,
    pub(super) contexts: bool,
    /// Parameters and members of the same meaning.
    pub(super) params: &'static [(&'static str, &'static str)],
}

const MEDIA: &[(&str, &str)] = &[("MEDIATYPE", "mediaType")];
const SERVICE: &[(&str, &str)] = &[("SERVICE-TYPE", "service"), ("USERNAME", "user")];

const fn uri(line: &'static str, map: &'static str, kind: Option<&'static str>) -> Simple {
    Simple { line, map, member: "uri", kind, uri: true, contexts: true, params: MEDIA }
}

const fn text(line: &'static str, map: &'static str, member: &'static str) -> Simple {
    Simple { line, map, member, kind: None, uri: false, contexts: true, params: &[] }
}

const fn kind(simple: Simple, kind: &'static str) -> Simple {
    Simple { kind: Some(kind), contexts: false, ..simple }
}

/// Of lines that share a map, those with a kind come first.
const TABLE: &[Simple] = &[
    text("EMAIL", "emails", "address"),
    text("TEL", "phones", "number"),
    kind(text("ROLE", "titles", "name"), "role"),
    kind(text("TITLE", "titles", "name"), "title"),
    text("NICKNAME", "nicknames", "name"),
    Simple { contexts: false, ..text("NOTE", "notes", "note") },
    uri("CONTACT-URI", "links", Some("contact")),
    uri("URL", "links", None),
    uri("PHOTO", "media", Some("photo")),
    uri("LOGO", "media", Some("logo")),
    uri("SOUND", "media", Some("sound")),
    uri("KEY", "cryptoKeys", None),
    uri("SOURCE", "directories", Some("entry")),
    uri("ORG-DIRECTORY", "directories", Some("directory")),
    uri("CALURI", "calendars", Some("calendar")),
    uri("FBURL", "calendars", Some("freeBusy")),
    Simple { params: &[], ..uri("CALADRURI", "schedulingAddresses", None) },
    Simple { params: SERVICE, ..uri("IMPP", "onlineServices", None) },
    Simple { params: SERVICE, ..uri("SOCIALPROFILE", "onlineServices", None) },
    text("LANG", "preferredLanguages", "language"),
    kind(text("EXPERTISE", "personalInfo", "value"), "expertise"),
    kind(text("HOBBY", "personalInfo", "value"), "hobby"),
    kind(text("INTEREST", "personalInfo", "value"), "interest"),
];

/// By the name of the line, in upper case.
pub(super) fn by_line(name: &str) -> Option<&'static Simple> {
    TABLE.iter().find(|simple| simple.line == name)
}

/// By the map and the kind of an entry; `impp` tells what that was.
pub(super) fn by_map(map: &str, kind: Option<&str>, impp: bool) -> Option<&'static Simple> {
    let mut all =
        TABLE.iter().filter(|simple| simple.map == map && (simple.line == "IMPP") == impp);
    match kind {
        // A title without a kind is one.
        None if map == "titles" => by_line("TITLE"),
        kind => all.find(|simple| simple.kind == kind),
    }
}

const CONTEXTS: [(&str, &str); 4] =
    [("home", "private"), ("work", "work"), ("billing", "billing"), ("delivery", "delivery")];

const FEATURES: [(&str, &str); 8] = [
    ("fax", "fax"),
    ("cell", "mobile"),
    ("main", "main-number"),
    ("voice", "voice"),
    ("text", "text"),
    ("video", "video"),
    ("pager", "pager"),
    ("textphone", "textphone"),
];

/// The context of a type.
pub(super) fn context(word: &str) -> Option<&'static str> {
    CONTEXTS.iter().find(|(known, _)| *known == word).map(|(_, context)| *context)
}

/// The type of a context.
pub(super) fn context_type(context: &str) -> Option<&'static str> {
    CONTEXTS.iter().find(|(_, known)| *known == context).map(|(word, _)| *word)
}

/// The feature of a type.
pub(super) fn feature(word: &str) -> Option<&'static str> {
    FEATURES.iter().find(|(known, _)| *known == word).map(|(_, feature)| *feature)
}

/// The type of a feature.
pub(super) fn feature_type(feature: &str) -> Option<&'static str> {
    FEATURES.iter().find(|(_, known)| *known == feature).map(|(word, _)| *word)
}
