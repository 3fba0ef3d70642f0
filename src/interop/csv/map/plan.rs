use std::fmt;

use smol_str::SmolStr;

use super::steps::Steps;
use super::target::Target;
use crate::field::{FieldKey, FieldName};
use crate::interop::DateOrder;
use crate::interop::csv::dialect::{self, Dialect, Known, Numbered, UnknownColumns};
use crate::interop::csv::{full, normal_name};
use crate::invalid::Invalid;

/// What the columns of a table hold.
///
/// Found out by their names: those of the products that are known, else usual ones such as
/// `First Name`, `E-mail 2`, `Work Phone`, `Address 1 - City`, `Tags`. It can be looked at, changed
/// and passed back:
///
/// ```
/// use contacts_core::interop::csv::{Plan, Target};
///
/// let header = ["Who", "E-mail", "Size"].map(str::to_owned);
/// let mut plan = Plan::of(&header).unwrap();
/// plan.map("Who=name.full")?;
/// plan.set("Size", "extended:Shoe size".parse()?)?;
/// assert_eq!(plan.to_string(), "Who=name.full\nE-mail=email\nSize=extended:Shoe size\n");
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(super) dialect: Dialect,
    /// In which order the product writes dates that are not ISO 8601.
    pub(super) dates: Option<DateOrder>,
    pub(super) columns: Vec<Column>,
    pub(super) steps: Steps,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// As written.
    pub(super) name: SmolStr,
    /// How many columns before it have the same name.
    pub(super) repeat: usize,
    pub(super) target: Target,
    /// The key of the extended field that it holds.
    pub(super) key: Option<FieldKey>,
}

impl Column {
    pub(super) fn new(name: SmolStr, repeat: usize, target: Target) -> Self {
        let key = match &target {
            Target::Field(name) => Some(FieldKey::for_name(name.as_str(), |_| false)),
            _ => None,
        };
        Self { name, repeat, target, key }
    }
}

impl Plan {
    /// The plan of a table with this header; `None` if no column tells a name, an e-mail address
    /// or a phone number.
    pub fn of(header: &[String]) -> Option<Self> {
        let plan = Self::new(header, None);
        plan.identifies().then_some(plan)
    }

    /// The plan of a table with this header. `unknown` says what becomes of columns whose names are
    /// not known; if it does not, they become extended fields of the rows of customer databases and
    /// of the platform, and are kept unseen for other tables.
    pub fn new(header: &[String], unknown: Option<UnknownColumns>) -> Self {
        if full::is_header(header) {
            return Self::full(header);
        }
        let known = dialect::detect(header);
        let unknown = unknown.or(known.map(|known| known.table.unknown));
        let unknown = unknown.unwrap_or(UnknownColumns::Foreign);
        let mut plan = Self {
            dialect: known.map_or(Dialect::Generic, |known| known.table.dialect),
            dates: known.and_then(|known| known.table.dates),
            columns: Vec::with_capacity(header.len()),
            steps: Steps::default(),
        };
        for name in header {
            let repeat = plan.columns.iter().filter(|column| column.name == *name).count();
            let target =
                target(known, name, repeat).unwrap_or_else(|| self::unknown(unknown, name));
            let taken = target.is_single() && plan.columns.iter().any(|c| c.target == target);
            let target = if taken { Target::Foreign } else { target };
            plan.columns.push(Column::new(name.into(), repeat, target));
        }
        plan.steps = Steps::new(&plan.columns);
        plan
    }

    fn full(header: &[String]) -> Self {
        let columns = header.iter().map(|name| Column::new(name.into(), 0, full::target(name)));
        let columns: Vec<Column> = columns.collect();
        let steps = Steps::new(&columns);
        Self { dialect: Dialect::Full, dates: None, columns, steps }
    }

    /// The plan of a table without a header: columns are called `Column 1`, `Column 2`, …, and hold
    /// what the first rows look like.
    pub(in crate::interop::csv) fn by_cells(width: usize, rows: &[Vec<String>]) -> Self {
        let names: Vec<String> = (1..=width).map(|n| format!("Column {n}")).collect();
        let mut plan = Self {
            dialect: Dialect::Generic,
            dates: None,
            columns: Vec::with_capacity(width),
            steps: Steps::default(),
        };
        for (at, name) in names.iter().enumerate() {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
            let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let most = |fits: fn(&str) -> bool| {
                !filled.is_empty()
                    && filled.iter().filter(|cell| fits(cell)).count() * 2 > filled.len()
            };
            let number = |fits: fn(&Target) -> bool| {
                let before = plan.columns.iter().filter(|column| fits(&column.target)).count();
                u32::try_from(before + 1).unwrap_or(u32::MAX)
            };
            let target = match () {
                () if most(|cell| cell.parse::<crate::EmailAddress>().is_ok()) => {
                    let n = number(|target| matches!(target, Target::Email(..)));
                    Target::Email(n, Default::default())
                }
                () if most(is_phone) => {
                    let n = number(|target| matches!(target, Target::Phone(..)));
                    Target::Phone(n, Default::default())
                }
                () => Target::Foreign,
            };
            plan.columns.push(Column::new(name.into(), 0, target));
        }
        plan.steps = Steps::new(&plan.columns);
        plan
    }

    /// Whose columns they are.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The columns in order, each with what it holds.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, &Target)> {
        self.columns.iter().map(|column| (column.name.as_str(), &column.target))
    }

    /// Whether a column tells a name, an e-mail address or a phone number: without one, no row
    /// makes a contact.
    pub fn identifies(&self) -> bool {
        self.columns.iter().any(|column| column.target.identifies())
    }

    /// The columns that are kept and not seen.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.columns.iter().filter(|column| column.target == Target::Foreign);
        unknown.map(|column| column.name.as_str())
    }

    /// Lets a column hold something else. It is named as in the header, or by its place: `#3`. If
    /// there can be only one column that holds it, the one that did is kept and not seen. Our own
    /// table is then read like one of no product.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if there is no such column; it says which there are.
    pub fn set(&mut self, column: &str, target: Target) -> Result<(), Invalid> {
        let Some(at) = self.find(column) else {
            let names: Vec<String> = self.columns.iter().map(|c| format!("`{}`", c.name)).collect();
            return Err(Invalid::format("column", column, names.join(", ")));
        };
        if target.is_single() {
            let others = self.columns.iter_mut().filter(|column| column.target == target);
            others.for_each(|column| column.target = Target::Foreign);
        }
        if self.dialect == Dialect::Full {
            self.dialect = Dialect::Generic;
        }
        let Column { name, repeat, .. } = &self.columns[at];
        self.columns[at] = Column::new(name.clone(), *repeat, target);
        self.steps = Steps::new(&self.columns);
        Ok(())
    }

    /// The same, told as text: `column=target`. See [`Target::names`].
    ///
    /// # Errors
    ///
    /// [`Invalid`] if there is no such column or no such target; it says which there are.
    pub fn map(&mut self, text: &str) -> Result<(), Invalid> {
        // Names of columns and of fields may hold `=`.
        let places = || text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let known = places().find(|(column, _)| self.find(column).is_some());
        let Some((column, target)) = known.or_else(|| places().next()) else {
            return Err(Invalid::format("mapping", text, "column=target"));
        };
        let (column, target) = (column.to_owned(), target.parse());
        if self.find(&column).is_none() {
            return self.set(&column, Target::Foreign);
        }
        self.set(&column, target?)
    }

    fn find(&self, column: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|known| known.name == column);
        let number = || column.trim().strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1);
        let normal = || {
            let name = Some(normal_name(column)).filter(|name| !name.is_empty())?;
            self.columns.iter().position(|known| normal_name(&known.name) == name)
        };
        let found = exact.or_else(number).or_else(normal)?;
        (found < self.columns.len()).then_some(found)
    }
}

/// As it is told to [`Plan::map`], a line a column.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.columns().try_for_each(|(name, target)| writeln!(f, "{name}={target}"))
    }
}

/// What a column holds by its name, first as the product has it.
pub(super) fn target(known: Option<&Known>, name: &str, repeat: usize) -> Option<Target> {
    let name = Numbered::new(name);
    let of_product = known.and_then(|known| known.target(&name, repeat)?.parse().ok());
    of_product.or_else(|| dialect::generic(&name.plain))
}

/// What a column holds whose name is not known.
pub(super) fn unknown(unknown: UnknownColumns, name: &str) -> Target {
    match (unknown, FieldName::read("field name", name.trim())) {
        (UnknownColumns::Extended, Ok(Some(name))) => Target::Field(name),
        (UnknownColumns::Drop, _) => Target::Drop,
        _ => Target::Foreign,
    }
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let sign = |byte: u8| byte.is_ascii_digit() || b"+ ()-./".contains(&byte);
    (7..=15).contains(&digits) && cell.bytes().all(sign) && (cell.starts_with(['+', '0', '(']))
}
