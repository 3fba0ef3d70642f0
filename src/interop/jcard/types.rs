//! Types of values and how they are put together.

/// How the value of a line is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One text, escaped.
    Text,
    /// Texts between commas.
    List,
    /// Lists of texts between semicolons.
    Structured,
    /// A date, a time or an offset.
    Date,
    /// As it stands.
    Plain,
}

const DEFAULTS: &[(&str, &[&str])] = &[
    (
        "text",
        &[
            "adr",
            "agent",
            "birthplace",
            "categories",
            "class",
            "clientpidmap",
            "deathplace",
            "email",
            "expertise",
            "fn",
            "gender",
            "gramgender",
            "hobby",
            "interest",
            "jsprop",
            "kind",
            "label",
            "mailer",
            "n",
            "name",
            "nickname",
            "note",
            "org",
            "prodid",
            "pronouns",
            "role",
            "sort-string",
            "tel",
            "title",
            "tz",
            "version",
            "xml",
        ],
    ),
    (
        "uri",
        &[
            "caladruri",
            "caluri",
            "contact-uri",
            "fburl",
            "geo",
            "impp",
            "key",
            "logo",
            "member",
            "org-directory",
            "photo",
            "related",
            "socialprofile",
            "sound",
            "source",
            "uid",
            "url",
        ],
    ),
    ("date-and-or-time", &["anniversary", "bday", "deathdate"]),
    ("timestamp", &["created", "rev"]),
    ("language-tag", &["lang", "language"]),
];

/// The type of a value whose line says none.
pub(super) fn default(name: &str) -> &'static str {
    let known = |(_, names): &&(&str, &[&str])| names.contains(&name);
    DEFAULTS.iter().find(known).map_or("unknown", |(kind, _)| kind)
}

/// The shape of a value, by the name of the property in lower case, its type, and as it stands.
pub(super) fn shape(name: &str, kind: &str, value: &str) -> Shape {
    match (kind, name) {
        ("text", "n" | "adr" | "org" | "gender" | "clientpidmap") => Shape::Structured,
        ("text", "categories" | "nickname") => Shape::List,
        ("text", name) if default(name) != "unknown" => Shape::Text,
        // What is not known may be anything that a text can be.
        ("text", _) if super::super::vcard::text::components(value).len() > 1 => Shape::Structured,
        ("text", _) => Shape::List,
        ("date" | "time" | "date-time" | "date-and-or-time" | "timestamp" | "utc-offset", _) => {
            Shape::Date
        }
        _ => Shape::Plain,
    }
}
