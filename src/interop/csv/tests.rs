//! Tables as a whole.

use super::*;

pub(in crate::interop) fn read(
    bytes: &[u8],
    options: &Options,
) -> (Table<&'static [u8]>, Vec<Item>) {
    let mut table = Table::open(bytes.to_vec().leak() as &[u8], options).unwrap();
    let items = table.by_ref().map(Result::unwrap).collect();
    (table, items)
}

/// What a file says, in short.
fn shown(text: impl AsRef<[u8]>, options: &Options) -> Vec<String> {
    let (table, items) = read(text.as_ref(), options);
    let header = table.header().map(|names| format!("header {}", names.join("|")));
    let rows = items.into_iter().map(|item| match item {
        Item::Row(Row { line, cells, problems, bytes: _, raw: _ }) => {
            let said: String = problems.iter().map(|p| format!(" {}", p.code)).collect();
            format!("{line} {}{said}", cells.join("|"))
        }
        Item::Skipped(s) => format!("{}-{} {}", s.first_line, s.last_line, s.problem.code),
    });
    header.into_iter().chain(rows).collect()
}

#[test]
fn rows_come_with_the_line_on_which_they_begin() {
    let text = "\u{feff}Name,Note\r\n\r\nAda,\"two\r\nlines\"\r\n,,\r\nBob,b\r\r\n";
    assert_eq!(
        shown(text, &Options::default()),
        ["header Name|Note", "3 Ada|two\r\nlines", "6 Bob|b"]
    );
    let (table, items) = read(text.as_bytes(), &Options::default());
    let Item::Row(row) = &items[0] else { panic!() };
    assert_eq!(row.raw, b"Ada,\"two\r\nlines\"\r\n");
    assert_eq!(table.header_raw(), b"Name,Note\r\n");
}

#[test]
fn ragged_rows_are_read_and_reported() {
    let text = "Name,E-mail,Phone\nShort\nLong,l@x.example,1,more,\nLoose,,,,\n";
    assert_eq!(
        shown(text, &Options::default()),
        [
            "header Name|E-mail|Phone",
            "2 Short|| csv.short_row",
            "3 Long|l@x.example|1|more csv.long_row",
            "4 Loose||",
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_loses_nothing_before_it() {
    let text = "Name,Note\nAda,a\nBob,\"open\nEve,e\n";
    assert_eq!(
        shown(text, &Options::default()),
        ["header Name|Note", "2 Ada|a", "3-4 csv.open_quote"]
    );
    let options = Options::default().with_limits(Limits { row: 40, columns: 9 });
    let text = format!("Name,Note\nBob,\"open\n{}\nEve,e\n", "x\n".repeat(20));
    let said = shown(text, &options);
    assert_eq!(said[..2], ["header Name|Note", "2-18 csv.open_quote"]);
    assert_eq!(said.last().unwrap(), "24 Eve|e");
}

#[test]
fn rows_over_a_limit_are_skipped_and_the_next_one_is_read() {
    let options = Options::default().with_limits(Limits { row: 50, columns: 3 });
    let text = format!("Name,Note\n{}\nAda,a\n1,2,3,4\nBob,b\n", "x".repeat(60));
    assert_eq!(
        shown(text, &options),
        ["header Name|Note", "2-2 csv.too_large", "3 Ada|a", "4-4 csv.too_many_columns", "5 Bob|b"]
    );
}

#[test]
fn charsets_are_found() {
    let text = "Name;Ort\nÜnal;Köln\n";
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let expected = ["header Name|Ort", "2 Ünal|Köln"];
    assert_eq!(shown(utf16, &Options::default()), expected);
    let ansi = b"Name;Ort\n\xdcnal;K\xf6ln\n";
    assert_eq!(shown(ansi, &Options::default()), expected);
    assert_eq!(read(ansi, &Options::default()).0.problems()[0].code, "text.charset");
    let mut stray = "Name;Ort\n".to_owned() + &"Ünal;Köln\n".repeat(200);
    stray += "x;";
    let stray = [stray.as_bytes(), b"\xf6\n"].concat();
    let said = shown(&stray, &Options::default());
    assert_eq!(said.last().unwrap(), "202 x|ö text.charset");
    assert!(read(&stray, &Options::default()).0.problems().is_empty());
}

#[test]
fn a_file_may_say_its_delimiter_and_have_no_header() {
    assert_eq!(shown("sep=|\nName|a,b\n1|2\n", &Options::default()), ["header Name|a,b", "3 1|2"]);
    assert_eq!(shown("1,2\n3,4\n", &Options::default()), ["1 1|2", "2 3|4"]);
    let options = Options::default().with_header(Header::Absent);
    assert_eq!(shown("Name,Note\na\n", &options), ["1 Name|Note", "2 a| csv.short_row"]);
    let options = Options::default().with_header(Header::Present).with_delimiter(b';');
    assert_eq!(shown("x,y\n1,2\n", &options), ["header x,y", "2 1,2"]);
    assert_eq!(shown("", &options), [""; 0]);
}

#[test]
fn control_characters_are_removed_and_formulas_stay() {
    let plain = Options::default().with_cells(Cells::Plain);
    assert_eq!(
        shown("Name,Note\nN\0ul,=A1\n'=x,\n", &plain),
        ["header Name|Note", "2 Nul|=A1 text.control", "3 '=x|"]
    );
    let options = Options::default();
    assert_eq!(shown("Name,Note\n'=x,''=y\n", &options), ["header Name|Note", "2 =x|'=y"]);
}

#[cfg(feature = "testing")]
mod laws {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("="),
            Just("+"),
            Just("-"),
            Just("@"),
            Just("\t"),
            Just("\r\n"),
            Just("\n"),
            Just("\r"),
            Just("\""),
            Just(","),
            Just(";"),
            Just("|"),
            Just("'"),
            Just(" "),
            Just("1"),
            Just("a"),
            Just("ä"),
            Just("＝"),
            Just("sep="),
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            rows in proptest::collection::vec(proptest::collection::vec(cell(), 3), 0..6),
            delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
            cells in prop_oneof![Just(Cells::Plain), Just(Cells::Spreadsheet)],
        ) {
            let layout = Layout::default().with_delimiter(delimiter).with_cells(cells);
            let mut writer = Writer::new(Vec::new(), &layout).unwrap();
            writer.write_row(["Name", "Phone", "Note"]).unwrap();
            for row in &rows {
                writer.write_row(row).unwrap();
            }
            let options = Options::default().with_cells(cells).with_delimiter(delimiter);
            let (table, items) = read(&writer.finish().unwrap(), &options);
            prop_assert!(table.header().is_some());
            let expected: Vec<_> = rows.iter().filter(|r| r.iter().any(|c| !c.trim().is_empty())).collect();
            prop_assert_eq!(items.len(), expected.len());
            for (item, cells) in items.iter().zip(expected) {
                let Item::Row(row) = item else { panic!("{item:?}") };
                prop_assert_eq!(&row.cells, cells);
                prop_assert_eq!(&row.problems, &[]);
            }
        }

        #[test]
        fn a_guarded_cell_comes_back(cell in cell()) {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell.as_str());
        }

        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab\",\n ]{0,40}") {
            // Where both give rows: they differ on purpose in rows without text and open quotes.
            let options = Options::default()
                .with_header(Header::Absent)
                .with_delimiter(b',')
                .with_cells(Cells::Plain);
            let (_, items) = read(text.as_bytes(), &options);
            if items.iter().any(|item| matches!(item, Item::Skipped(_))) {
                return Ok(());
            }
            let width = items.iter().find_map(|i| match i {
                Item::Row(row) => Some(row.cells.len()),
                Item::Skipped(_) => None,
            });
            let reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader
                .into_records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                .filter(|cells| cells.iter().any(|c| !c.trim().is_empty()))
                .collect();
            prop_assert_eq!(items.len(), theirs.len());
            for (item, mut cells) in items.into_iter().zip(theirs) {
                let Item::Row(mut row) = item else { continue };
                let same = row.cells.len().max(cells.len()).max(width.unwrap_or(0));
                row.cells.resize(same, String::new());
                cells.resize(same, String::new());
                prop_assert_eq!(row.cells, cells);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes, &Options::default());
        }
    }
}

#[test]
fn a_first_cell_that_looks_like_a_declaration_is_none() {
    for row in [vec!["Sep=;"], vec!["sep=", "x"], vec!["sep=", ""], vec!["sep=x", "y"]] {
        for delimiter in [b',', b';'] {
            let layout = Layout::default().with_delimiter(delimiter).with_mark();
            let mut writer = Writer::new(Vec::new(), &layout).unwrap();
            writer.write_row(&row).unwrap();
            writer.write_row(["a", "b"]).unwrap();
            let (_, items) = read(&writer.finish().unwrap(), &Options::default());
            let Item::Row(first) = &items[0] else { panic!() };
            assert_eq!(first.cells, row);
            assert_eq!(items.len(), 2);
        }
    }
}
