//! How products name their columns: data, not code.
//!
//! A table says in a line each what columns hold, in the order in which the product writes them:
//! `target = Column | Another column`. A `#` stands for any number, in the target and in the name.

mod books;
mod crm;
mod generic;
mod google;
mod languages;
mod outlook;
mod wix;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

pub(super) use generic::{target as generic, uses};

use super::normal_name;
use crate::interop::DateOrder;

/// Whose columns a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Google Contacts since 2024.
    Google,
    /// Google Contacts from 2012 to 2023.
    GoogleOld,
    /// Outlook for Windows, in any of its languages.
    Outlook,
    /// Outlook on the web and the new Outlook.
    OutlookCom,
    /// Thunderbird.
    Thunderbird,
    /// HubSpot.
    HubSpot,
    /// Salesforce: the Data Loader, or a report.
    Salesforce,
    /// Mailchimp.
    Mailchimp,
    /// What the platform exports.
    Wix,
    /// The sheet that the platform asks to be filled in.
    WixSheet,
    /// Our own, which loses nothing: [`FullSheet`](super::FullSheet).
    Full,
    /// None of these: columns are known by usual names.
    Generic,
}

/// What becomes of a column whose name is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownColumns {
    /// An extended field, a text.
    Extended,
    /// Kept and written back, but not seen.
    Foreign,
    /// Left out.
    Drop,
}

/// The columns of a product.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) dialect: Dialect,
    /// Names that others do not use.
    telling: &'static [&'static str],
    /// How many of them it takes.
    needed: usize,
    /// What becomes of other columns if the caller does not say.
    pub(super) unknown: UnknownColumns,
    /// In which order it writes dates that are not ISO 8601.
    pub(super) dates: Option<DateOrder>,
    /// Where names are looked up that are not here.
    base: Option<&'static Table>,
    /// What its columns hold.
    columns: &'static str,
}

impl Dialect {
    /// The name: properties of its cells have the format `csv:` and this.
    pub fn as_str(self) -> &'static str {
        &self.format()["csv:".len()..]
    }

    /// The format of the properties of its cells.
    pub(super) fn format(self) -> &'static str {
        match self {
            Self::Google => "csv:google",
            Self::GoogleOld => "csv:google-old",
            Self::Outlook => "csv:outlook",
            Self::OutlookCom => "csv:outlook.com",
            Self::Thunderbird => "csv:thunderbird",
            Self::HubSpot => "csv:hubspot",
            Self::Salesforce => "csv:salesforce",
            Self::Mailchimp => "csv:mailchimp",
            Self::Wix => "csv:wix",
            Self::WixSheet => "csv:wix-sheet",
            Self::Full => "csv:full",
            Self::Generic => "csv:generic",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The tables, the likelier first where two fit equally well.
const TABLES: &[&Table] = &[
    &google::NEW,
    &google::OLD,
    &outlook::DESKTOP,
    &outlook::WEB,
    &books::THUNDERBIRD,
    &crm::HUBSPOT,
    &crm::SALESFORCE,
    &crm::SALESFORCE_REPORT,
    &crm::MAILCHIMP,
    &wix::EXPORT,
    &wix::SHEET,
];

/// A table whose names are ready to be compared.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) table: &'static Table,
    telling: Vec<String>,
    /// What columns of a name hold: the second column of a name may hold something else.
    columns: HashMap<String, Vec<&'static str>>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let tables = TABLES.iter().copied().chain(languages::ALL);
    tables.map(Known::new).collect()
});

/// The product whose columns these are.
pub(super) fn detect(header: &[String]) -> Option<&'static Known> {
    let names: Vec<Numbered> = header.iter().map(|name| Numbered::new(name)).collect();
    let fits = |known: &&Known| {
        let there = |telling: &&String| {
            names.iter().any(|name| name.plain == **telling || name.pattern == **telling)
        };
        known.telling.iter().filter(there).count() >= known.table.needed
    };
    let mut best: Option<(usize, &Known)> = None;
    for known in KNOWN.iter().filter(fits) {
        let count = names.iter().filter(|name| known.of(name, 0).is_some()).count();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, known));
        }
    }
    best.map(|(_, known)| known)
}

/// The table of a dialect, in English if it has several.
pub(super) fn table(dialect: Dialect) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.table.dialect == dialect)
}

impl Known {
    fn new(table: &'static Table) -> Self {
        let mut columns: HashMap<String, Vec<&'static str>> = HashMap::new();
        for (target, name) in table.columns() {
            columns.entry(normal_name(name)).or_default().push(target);
        }
        let telling = table.telling.iter().map(|name| normal_name(name)).collect();
        Self { table, telling, columns }
    }

    /// What the column of a name holds, as text, with so many columns of the same name before it.
    pub(super) fn target(&self, name: &Numbered, repeat: usize) -> Option<String> {
        let base = || KNOWN.iter().find(|known| Some(known.table.columns) == self.base());
        let (target, n) = self.of(name, repeat).or_else(|| base()?.of(name, repeat))?;
        Some(target.replace('#', n))
    }

    /// The line of the table in which a name stands, and its number, 0 if it has none there.
    pub(super) fn line(&self, name: &Numbered) -> Option<(usize, u32)> {
        let lines = || self.table.columns().map(|(_, name)| normal_name(name));
        let numbered = || Some((lines().position(|line| line == name.pattern)?, name.number()?));
        lines().position(|line| line == name.plain).map(|line| (line, 0)).or_else(numbered)
    }

    fn base(&self) -> Option<&'static str> {
        self.table.base.map(|base| base.columns)
    }

    fn of<'n>(&self, name: &'n Numbered, repeat: usize) -> Option<(&'static str, &'n str)> {
        let targets = self.columns.get(&name.plain);
        let targets = targets.or_else(|| self.columns.get(&name.pattern))?;
        let target = targets.get(repeat).or_else(|| targets.last())?;
        Some((target, &name.number))
    }
}

impl Table {
    /// What each column holds, and its name.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = self.columns.lines().filter_map(|line| line.split_once(" = "));
        lines.flat_map(|(target, names)| names.split(" | ").map(move |name| (target, name)))
    }
}

/// The name of a column, and the same with its first number taken out.
#[derive(Debug)]
pub(super) struct Numbered {
    /// The normal name.
    pub(super) plain: String,
    pattern: String,
    number: String,
}

impl Numbered {
    fn number(&self) -> Option<u32> {
        self.number.parse().ok()
    }

    pub(super) fn new(name: &str) -> Self {
        let plain = normal_name(name);
        let is_number = |word: &&str| {
            (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let number = plain.split(' ').find(is_number).unwrap_or_default().to_owned();
        let mut pattern = String::with_capacity(plain.len());
        let mut taken = number.is_empty();
        for word in plain.split(' ') {
            if !pattern.is_empty() {
                pattern.push(' ');
            }
            if !taken && word == number {
                taken = true;
                pattern.push('#');
            } else {
                pattern.push_str(word);
            }
        }
        Self { plain, pattern, number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::csv::Target;

    #[test]
    fn every_line_of_every_table_is_understood() {
        for known in KNOWN.iter() {
            let table = known.table;
            let lines = table.columns.lines().filter(|line| !line.is_empty()).count();
            assert_eq!(table.columns.lines().filter(|line| line.contains(" = ")).count(), lines);
            for (target, name) in table.columns() {
                assert!(target.replace('#', "7").parse::<Target>().is_ok(), "{target} = {name}");
                assert_eq!(target.contains('#') && !name.contains('#'), false, "{target} = {name}");
                assert_eq!(name.trim(), name);
            }
            for telling in table.telling {
                let name = Numbered::new(telling);
                let base = table.base.map(Known::new);
                let there = known.of(&name, 0).is_some()
                    || base.is_some_and(|base| base.of(&name, 0).is_some());
                assert!(there, "{telling} of {}", table.dialect);
            }
        }
    }

    #[test]
    fn a_product_is_known_by_its_own_columns() {
        for known in KNOWN.iter() {
            let columns = known.table.columns().map(|(_, name)| name.replace('#', "1"));
            let header: Vec<String> = columns.collect();
            let found = detect(&header).unwrap();
            assert!(std::ptr::eq(found, known), "{} {:?}", known.table.dialect, header);
        }
        let header = ["First Name", "Last Name", "Email", "Phone"].map(str::to_owned);
        assert!(detect(&header).is_none());
    }
}
