//! Places that files are written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Failure;
use crate::progress::Stop;

/// As many links as a path may go through.
const LINKS: usize = 40;

/// Writes a file beside its place and puts it there when it is complete.
///
/// A place that is no regular file, such as a pipe or a device, stays what it is and is written to.
///
/// # Errors
///
/// [`Failure::File`], or what `write` fails with; then a regular file is as it was.
pub(crate) fn replace(
    path: &Path,
    stop: &Stop,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error| Failure::File { path: path.display().to_string(), error };
    let straight: Option<Box<dyn Write>> = if is_stdout(path) {
        Some(Box::new(io::stdout()))
    } else if is_same(path, Path::new("/dev/stderr")) {
        Some(Box::new(io::stderr()))
    } else if fs::metadata(path).is_ok_and(|known| !known.is_file()) {
        Some(Box::new(OpenOptions::new().write(true).open(path).map_err(failed)?))
    } else {
        None
    };
    if let Some(straight) = straight {
        let mut out = BufWriter::new(straight);
        write(&mut out)?;
        return out.flush().map_err(failed);
    }
    // A link stays a link: what it points to is replaced or made.
    let path = resolved(path);
    let beside = beside(&path);
    let file = stop.create(&beside).map_err(failed)?;
    let scratch = Scratch { path: beside, stop };
    if let Ok(known) = fs::metadata(&path) {
        file.set_permissions(known.permissions()).map_err(failed)?;
    }
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    drop(file);
    fs::rename(&scratch.path, &path).map_err(failed)
}

/// Whether it is standard output, under whatever name.
pub(crate) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-") || is_same(path, Path::new("/dev/stdout"))
}

/// Whether two paths lead to one file, which need not exist yet; `-` is standard output.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    let dash = |path| if path == Path::new("-") { Path::new("/dev/stdout") } else { path };
    let (a, b) = (dash(a), dash(b));
    let name = |path: &Path| {
        let path = resolved(path);
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok();
        folder.map(|folder| folder.join(path.file_name().unwrap_or_default()))
    };
    let named = a == b || name(a).is_some_and(|one| Some(one) == name(b));
    named || node(a).is_some_and(|one| Some(one) == node(b))
}

/// What a file is known by, if it has more than one name.
///
/// Terminals and the null device are none: several may read and write them.
#[cfg(unix)]
fn node(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};

    let known = fs::metadata(path).ok()?;
    (!known.file_type().is_char_device()).then(|| (known.dev(), known.ino()))
}

#[cfg(not(unix))]
fn node(_: &Path) -> Option<(u64, u64)> {
    None
}

/// The path behind all links, whether or not there is something.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(path) {
        return path;
    }
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// A file that has no name: it is gone with its handle.
///
/// # Errors
///
/// Those of making and removing a file.
pub(crate) fn scratch() -> io::Result<File> {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let name = format!("contacts-{}-{time}.tmp", std::process::id());
    let path = std::env::temp_dir().join(name);
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Removes a file that was not put in its place.
struct Scratch<'a> {
    path: PathBuf,
    stop: &'a Stop,
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        self.stop.settled();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("contacts-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_is_replaced_whole_or_left_alone() {
        let folder = folder("replace");
        let path = folder.join("book.vcf");
        fs::write(&path, "old").unwrap();
        let interrupted = replace(&path, &Stop::default(), |out| {
            out.write_all(b"half").map_err(Failure::file("x"))?;
            Err(Failure::Interrupted)
        });
        assert!(matches!(interrupted, Err(Failure::Interrupted)));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        replace(&path, &Stop::default(), |out| out.write_all(b"new").map_err(Failure::file("x")))
            .unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left behind");
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_stays_a_link_and_its_target_is_made() {
        let folder = folder("dangling");
        let link = folder.join("link");
        std::os::unix::fs::symlink("target", &link).unwrap();
        assert!(is_same(&link, &folder.join("target")));
        replace(&link, &Stop::default(), |out| out.write_all(b"new").map_err(Failure::file("x")))
            .unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(folder.join("target")).unwrap(), b"new");
        fs::hard_link(folder.join("target"), folder.join("hard")).unwrap();
        assert!(is_same(&link, &folder.join("hard")));
        assert!(
            replace(&folder, &Stop::default(), |_| Ok(())).is_err(),
            "a folder is no place for a file"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
