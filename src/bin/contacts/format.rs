//! Formats by their names.

use std::path::Path;
use std::str::FromStr;

use clap::ValueEnum;
use contacts_core::interop::csv::Dialect;
use contacts_core::interop::{self, vcard};
use serde::Serialize;

/// How an address book is written that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// vCard 2.1, 3.0 or 4.0
    Vcard,
    /// jCard
    Jcard,
    /// JSContact
    Jscontact,
    /// Comma separated values
    Csv,
    /// Contacts of this program, one JSON document a line
    Jsonl,
}

impl Format {
    pub(crate) fn known(self) -> interop::Format {
        match self {
            Self::Vcard => interop::Format::Vcard,
            Self::Jcard => interop::Format::Jcard,
            Self::Jscontact => interop::Format::Jscontact,
            Self::Csv => interop::Format::Csv,
            Self::Jsonl => interop::Format::Jsonl,
        }
    }

    pub(crate) fn of(format: interop::Format) -> Self {
        match format {
            interop::Format::Vcard => Self::Vcard,
            interop::Format::Jcard => Self::Jcard,
            interop::Format::Jscontact => Self::Jscontact,
            interop::Format::Csv => Self::Csv,
            _ => Self::Jsonl,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vcard => "vCard",
            Self::Jcard => "jCard",
            Self::Jscontact => "JSContact",
            Self::Csv => "CSV",
            Self::Jsonl => "JSON lines",
        }
    }

    /// How contacts are written that came so.
    pub(crate) fn target(self) -> Target {
        match self {
            Self::Vcard => Target::Vcard(None),
            Self::Jcard => Target::Jcard,
            Self::Jscontact => Target::Jscontact,
            Self::Csv => Target::Csv(None),
            Self::Jsonl => Target::Jsonl,
        }
    }
}

/// How contacts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// vCard of this version, else of that of each contact.
    Vcard(Option<vcard::Version>),
    Jcard,
    Jscontact,
    /// A table of this product, else with the columns that it came with.
    Csv(Option<Dialect>),
    Jsonl,
    /// What was understood, for comparing.
    DebugJsonl,
}

/// The names of targets.
const TARGETS: [(&str, Target); 17] = [
    ("vcard", Target::Vcard(None)),
    ("vcard2.1", Target::Vcard(Some(vcard::Version::V2_1))),
    ("vcard3", Target::Vcard(Some(vcard::Version::V3_0))),
    ("vcard3.0", Target::Vcard(Some(vcard::Version::V3_0))),
    ("vcard4", Target::Vcard(Some(vcard::Version::V4_0))),
    ("vcard4.0", Target::Vcard(Some(vcard::Version::V4_0))),
    ("jcard", Target::Jcard),
    ("jscontact", Target::Jscontact),
    ("csv", Target::Csv(None)),
    ("csv:google", Target::Csv(Some(Dialect::Google))),
    ("csv:outlook", Target::Csv(Some(Dialect::Outlook))),
    ("csv:wix", Target::Csv(Some(Dialect::Wix))),
    ("csv:full", Target::Csv(Some(Dialect::Full))),
    ("csv:thunderbird", Target::Csv(Some(Dialect::Thunderbird))),
    ("jsonl", Target::Jsonl),
    ("debug-jsonl", Target::DebugJsonl),
    ("vcf", Target::Vcard(None)),
];

/// Endings of names of files.
const ENDINGS: [(&str, Target); 8] = [
    ("vcf", Target::Vcard(None)),
    ("vcard", Target::Vcard(None)),
    ("csv", Target::Csv(None)),
    ("tsv", Target::Csv(None)),
    ("jsonl", Target::Jsonl),
    ("ndjson", Target::Jsonl),
    ("jcard", Target::Jcard),
    ("jscontact", Target::Jscontact),
];

impl Target {
    /// The format that the name of a file stands for.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, target)| *target)
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = TARGETS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        known.map(|(_, target)| *target).ok_or_else(|| {
            let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            format!("expected one of {}", names.join(", "))
        })
    }
}
