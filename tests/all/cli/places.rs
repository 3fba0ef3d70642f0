//! Where `contacts dedupe` reads and writes.

use std::fs;
use std::process::{Command, Stdio};

use super::dedupe::contacts;
use super::{Folder, cards, data, said};

#[test]
fn the_result_may_go_to_standard_output_and_the_input_be_replaced() {
    let folder = Folder::new("stdout");
    let book = folder.with("people.vcf", fs::read(data("people.vcf")).unwrap());
    let shown = contacts(&["-o", "-"], &[&book]);
    assert_eq!(cards(&shown.stdout).len(), 234);
    assert!(String::from_utf8(shown.stderr).unwrap().contains("58 groups"));
    contacts(&["-o", book.to_str().unwrap()], &[&book]);
    assert_eq!(fs::read(&book).unwrap(), shown.stdout);
    assert_eq!(folder.names(), ["people.vcf"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_or_standard_output_by_another_name_is_written_to_and_stays_what_it_is() {
    use std::os::unix::fs::FileTypeExt;

    let folder = Folder::new("special");
    let book = data("people.vcf");
    let expected = contacts(&["-o", "-"], &[&book]).stdout;
    assert_eq!(contacts(&["-o", "/dev/stdout"], &[&book]).stdout, expected);
    let file = folder.with("shown.vcf", "");
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.args(["dedupe", "-o", "/dev/stdout"]).arg(&book).stderr(Stdio::null());
    assert!(command.stdout(fs::File::create(&file).unwrap()).status().unwrap().success());
    assert_eq!(fs::read(&file).unwrap(), expected);
    let pipe = folder.file("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let output = contacts(&["-o", pipe.to_str().unwrap()], &[&book]);
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!((output.status.code(), reader.join().unwrap()), (Some(0), expected));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_at_once_while_input_is_awaited() {
    let folder = Folder::new("awaited");
    let (pipe, out) = (folder.file("pipe"), folder.file("out.vcf"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.arg("dedupe").arg(&pipe).arg("-o").arg(&out);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Opens when the other side has opened it, so the handler is there.
    let writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let (code, text) = said(&child.wait_with_output().unwrap());
    assert!(code == Some(130) && text.contains("nothing was written"), "{text}");
    assert_eq!(folder.names(), ["pipe"]);
    drop(writer);
}

#[test]
fn paths_that_get_in_each_others_way_are_refused_before_anything_is_read() {
    let folder = Folder::new("collide");
    let book = folder.with("book.vcf", "left alone");
    let (book_name, out) = (book.to_str().unwrap(), folder.file("out"));
    let again = folder.file(".").join("out");
    let (out, again) = (out.to_str().unwrap(), again.to_str().unwrap());
    for (args, message) in [
        (&["-o", out, "--report", again][..], "--report and --output would both be written"),
        (&["-o", out, "--rejects", out], "--rejects and --output would both"),
        (&["--report", out, "--rejects", again], "--rejects and --report would both"),
        (&["--report", book_name], "--report would be written over the input"),
        (&["--rejects", book_name], "--rejects would be written over the input"),
        (&["--report", "-"], "--report needs a file"),
        (&["--rejects", "-"], "--rejects needs a file"),
        (&["-", "-"], "standard input can be read only once"),
    ] {
        let (code, text) = said(&contacts(args, &[&book]));
        assert!(code == Some(2) && text.contains(message), "{args:?}: {text}");
    }
    assert_eq!(folder.names(), ["book.vcf"]);
    assert_eq!(fs::read(&book).unwrap(), b"left alone");
}
