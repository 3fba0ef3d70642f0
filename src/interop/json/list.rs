//! Records as a JSON array, or one a line.

use std::io::{self, Write};

/// Writes any number of records; holds none of them.
#[derive(Debug)]
pub(in crate::interop) struct List<W> {
    out: W,
    /// Whether they stand in an array.
    array: bool,
    count: u64,
}

impl<W: Write> List<W> {
    pub(in crate::interop) fn array(out: W) -> Self {
        Self { out, array: true, count: 0 }
    }

    pub(in crate::interop) fn lines(out: W) -> Self {
        Self { out, array: false, count: 0 }
    }

    /// Writes the text of a record, in which no line breaks are.
    pub(in crate::interop) fn write(&mut self, text: &str) -> io::Result<()> {
        let before = match (self.array, self.count) {
            (false, _) => "",
            (true, 0) => "[\n",
            (true, _) => ",\n",
        };
        self.count += 1;
        self.out.write_all(before.as_bytes())?;
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(if self.array { b"" } else { b"\n" })
    }

    pub(in crate::interop) fn finish(mut self) -> io::Result<W> {
        let end: &[u8] = match (self.array, self.count) {
            (false, _) => b"",
            (true, 0) => b"[]\n",
            (true, _) => b"\n]\n",
        };
        self.out.write_all(end)?;
        self.out.flush()?;
        Ok(self.out)
    }
}
