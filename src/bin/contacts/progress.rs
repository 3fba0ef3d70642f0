//! What is shown while a command works, and how it is stopped.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use crate::Failure;

/// Set by Ctrl-C; asked between two records.
///
/// As long as nothing is written, Ctrl-C ends the program at once, and so does a second one always.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    pressed: Arc<AtomicBool>,
    work: Arc<Mutex<Work>>,
}

/// What is under way.
#[derive(Debug, Default)]
struct Work {
    writing: bool,
    /// A file that is not complete.
    scratch: Option<PathBuf>,
}

impl Stop {
    /// Stops on Ctrl-C from now on.
    pub(crate) fn on_ctrl_c() -> Self {
        let stop = Self::default();
        let handled = stop.clone();
        // Without a handler Ctrl-C ends the program at once, which loses nothing either.
        let _ = ctrlc::set_handler(move || handled.interrupt());
        stop
    }

    /// # Errors
    ///
    /// [`Failure::Interrupted`] if it was pressed.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.pressed.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// From now on the first Ctrl-C waits for a place to stop.
    pub(crate) fn begin_writing(&self) {
        self.work().writing = true;
    }

    /// Makes a file that is removed if the program ends before it is complete.
    ///
    /// # Errors
    ///
    /// As [`File::create_new`].
    pub(crate) fn create(&self, path: &Path) -> io::Result<File> {
        let mut work = self.work();
        let file = File::create_new(path)?;
        work.scratch = Some(path.to_owned());
        Ok(file)
    }

    /// The file is complete or gone.
    pub(crate) fn settled(&self) {
        self.work().scratch = None;
    }

    fn interrupt(&self) {
        // INVARIANT (no scratch left): the lock is held to the end, so no file is begun meanwhile.
        let work = self.work();
        if work.writing && !self.pressed.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Some(scratch) = &work.scratch {
            let _ = std::fs::remove_file(scratch);
        }
        if !work.writing {
            let _ = writeln!(io::stderr(), "contacts: {}", Failure::Interrupted);
        }
        std::process::exit(130);
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn press(&self) {
        self.pressed.store(true, Ordering::Relaxed);
    }
}

/// A bar on the terminal; nothing where standard error is none.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps.
    pub(crate) fn of(what: &'static str, steps: u64) -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(steps).with_message(what);
        let style = ProgressStyle::with_template("{msg:>9} [{wide_bar}] {percent:>3} % {eta:>4}");
        Self(style.map_or(ProgressBar::hidden(), |style| bar.with_style(style)))
    }

    /// No bar.
    pub(crate) fn none() -> Self {
        Self(ProgressBar::hidden())
    }

    /// So many steps more are done.
    pub(crate) fn step(&self, steps: u64) {
        self.0.inc(steps);
    }

    /// A reader that moves the bar by what is read.
    pub(crate) fn reading<R>(&self, inner: R) -> Counted<R> {
        Counted { inner, bar: self.0.clone() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A reader that moves a bar.
#[derive(Debug)]
pub(crate) struct Counted<R> {
    inner: R,
    bar: ProgressBar,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bar.inc(count as u64);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bar.inc(amount as u64);
        self.inner.consume(amount);
    }
}
