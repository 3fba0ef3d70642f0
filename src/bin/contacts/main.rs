//! `contacts`: address books in files.

mod dedupe;
mod input;
mod output;
mod place;
mod progress;
mod report;

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
    /// Merge the records of address books that are the same person
    Dedupe(dedupe::Args),
}

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let outcome = match command {
        Command::Dedupe(args) => dedupe::run(&args),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("contacts: {failure}");
            failure.exit_code()
        }
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
