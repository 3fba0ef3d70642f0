//! `contacts`: address books in files.

mod book;
mod cell;
mod columns;
mod convert;
mod dedupe;
mod export;
mod format;
mod import;
mod input;
mod label;
mod listing;
mod neutral;
mod output;
mod place;
mod progress;
mod query;
mod reading;
mod report;
mod select;
mod sort;
mod store;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "contacts", version, about = "Address books in files.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring files into a book: each record finds its contact, or becomes one
    Import(import::Args),
    /// Write contacts into a file of any format
    Export(export::Args),
    /// Write a file in another format
    Convert(convert::Args),
    /// Merge the records of address books that are the same person
    Dedupe(dedupe::Args),
    /// Find contacts and show them
    Query(query::Args),
    /// Give labels to contacts that are found, or take labels from them
    Label(label::Args),
    /// Show the labels, and how many contacts have each
    Labels(listing::Args),
    /// Show the extended fields, their types, and how many contacts have each
    Fields(listing::Args),
}

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let outcome = match command {
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Dedupe(args) => dedupe::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Label(args) => label::run(&args),
        Command::Labels(args) => listing::labels(&args),
        Command::Fields(args) => listing::fields(&args),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("contacts: {}", shown(&failure.to_string()));
            failure.exit_code()
        }
    }
}

/// A message without what a terminal would obey: it may hold the name of any file.
fn shown(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    for char in message.chars() {
        match char.is_control() && char != '\n' {
            true => shown.extend(char.escape_default()),
            false => shown.push(char),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_terminal_is_told_nothing_by_a_message() {
        assert_eq!(shown("no `a\u{1b}[31m`\nzoë"), "no `a\\u{1b}[31m`\nzoë");
    }
}

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The book refused.
    #[error(transparent)]
    Book(#[from] contacts_core::Error),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl Failure {
    fn file(path: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |error| Self::File { path, error }
    }

    fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::File { .. } | Self::Book(_) => 1,
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
        })
    }
}
