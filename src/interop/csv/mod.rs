//! Tables of comma separated values and their relatives.
//!
//! [`Table`] finds out how a file is written (charset, delimiter, header) and gives its rows one
//! by one; [`Writer`] writes such a file. Rows are framed here rather than by the `csv` crate,
//! because a row must know its line and its bytes, and one that never ends must not take the
//! memory or the rows after it.
//!
//! ```
//! use contacts_core::interop::csv::{Item, Options, Table};
//!
//! let mut table = Table::open("Name;E-mail\nAda;ada@x.example\n".as_bytes(), &Options::default())?;
//! assert_eq!(table.header(), Some(&["Name".to_owned(), "E-mail".to_owned()][..]));
//! let Some(Item::Row(row)) = table.next().transpose()? else { panic!() };
//! assert_eq!((row.line, row.cells[0].as_str()), (2, "Ada"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod dialect;
mod full;
mod guard;
mod header;
mod map;
mod options;
mod reader;
mod row;
mod sniff;
mod split;
mod table;
#[cfg(test)]
pub(in crate::interop) mod tests;
mod write;

pub use dialect::{Dialect, UnknownColumns};
pub use full::FullSheet;
pub use guard::{guard, unguard};
pub use header::normal_name;
pub use map::{Part, Plan, Sheet, Target};
pub use options::{Cells, Header, Limits, Options};
pub use reader::{Reader, read};
pub use row::{Item, Row};
pub use table::Table;
pub use write::{Layout, Writer};
