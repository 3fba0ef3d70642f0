//! What is shown while a command works, and how it is stopped.

use std::io::{self, BufRead, IsTerminal, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::Failure;

/// Set by Ctrl-C; asked between two records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops on Ctrl-C from now on.
    pub(crate) fn on_ctrl_c() -> Self {
        let stop = Self::default();
        let flag = Arc::clone(&stop.0);
        // Without a handler Ctrl-C ends the program at once, which loses nothing either.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        stop
    }

    /// # Errors
    ///
    /// [`Failure::Interrupted`] if it was pressed.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.0.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
    }

    #[cfg(test)]
    pub(crate) fn press(&self) {
        self.0.store(true, Ordering::Relaxed);
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
