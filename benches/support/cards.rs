//! Files of cards as address books write them: invented, mixed, the same every time.

use std::io::{self, BufRead, Read};

use super::rng::Rng;
use super::words::{
    COMPANY, COMPANY_KIND, COUNTRIES, FIRST, JOB, LABEL_SUBJECT, LAST, MAIL_HOST, STREET,
    STREET_KIND, TEXT,
};

/// Names in scripts that take two, three and four bytes a character: last and first.
const FOREIGN: &[(&str, &str)] = &[
    ("Кузнецова", "Людмила"),
    ("Παπαδόπουλος", "Δημήτρης"),
    ("佐々木", "健太郎"),
    ("김", "서연"),
    ("الخطيب", "ليلى"),
    ("שפירא", "נועה"),
    ("शर्मा", "अनन्या"),
    ("𠮷田", "さくら"),
];

/// The dialect in which a card is written.
#[derive(Clone, Copy, PartialEq)]
enum Dialect {
    /// Of an old phone: bare parameters, quoted-printable.
    V2_1,
    /// With groups and labels of groups, folded.
    V3_0,
    /// Lower-case types, preferences, URIs.
    V4_0,
}

/// `count` cards, each with its `BEGIN` and its `END`: a fifth of them 2.1, half of them 3.0, the
/// rest 4.0; about one in twenty with a photo of two to five kilobytes.
pub(crate) fn cards(count: usize) -> String {
    let mut out = String::with_capacity(count * 900);
    let mut rng = Rng::new(7);
    for number in 0..count {
        let dialect = match rng.below(10) {
            0 | 1 => Dialect::V2_1,
            2..=6 => Dialect::V3_0,
            _ => Dialect::V4_0,
        };
        Pen { rng: &mut rng, out: &mut out, dialect, groups: 0 }.card(number);
    }
    out
}

struct Pen<'p> {
    rng: &'p mut Rng,
    out: &'p mut String,
    dialect: Dialect,
    groups: usize,
}

impl Pen<'_> {
    fn card(&mut self, number: usize) {
        let version = match self.dialect {
            Dialect::V2_1 => "2.1",
            Dialect::V3_0 => "3.0",
            Dialect::V4_0 => "4.0",
        };
        self.line("BEGIN:VCARD");
        self.line(&format!("VERSION:{version}"));
        let (mut last, mut first) = (self.rng.word(LAST), self.rng.word(FIRST));
        if self.rng.chance(15) {
            (last, first) = *self.rng.pick(FOREIGN);
        }
        self.text("N", &format!("{last};{first};;;"));
        self.text("FN", &format!("{first} {last}"));
        if self.rng.chance(40) {
            let company = format!("{} {}", self.rng.word(COMPANY), self.rng.word(COMPANY_KIND));
            self.text("ORG", &company);
            let job = self.rng.word(JOB);
            self.text("TITLE", job);
        }
        for at in 0..1 + self.rng.below(3) {
            self.email(number, at);
        }
        for _ in 0..self.rng.below(3) {
            self.phone();
        }
        for _ in 0..self.rng.below(3) {
            self.address();
        }
        if self.rng.chance(30) {
            let (year, month, day) =
                (1930 + self.rng.below(80), 1 + self.rng.below(12), 1 + self.rng.below(28));
            self.line(&format!("BDAY:{year}-{month:02}-{day:02}"));
        }
        self.rest(number);
        self.line("END:VCARD");
    }

    fn email(&mut self, number: usize, at: usize) {
        let host = self.rng.word(MAIL_HOST);
        let head = match (self.dialect, at) {
            (Dialect::V2_1, _) => "EMAIL;INTERNET;HOME",
            (Dialect::V3_0, 0) => "EMAIL;TYPE=INTERNET,HOME,pref",
            (Dialect::V3_0, _) => "EMAIL;type=INTERNET;type=WORK",
            (Dialect::V4_0, 0) => "EMAIL;TYPE=home;PREF=1",
            (Dialect::V4_0, _) => "EMAIL;TYPE=\"work\"",
        };
        let mailbox = self.rng.word(FIRST).to_ascii_lowercase();
        self.line(&format!("{head}:{}{number}.{at}@{host}", mailbox.replace('é', "e")));
    }

    fn phone(&mut self) {
        let country = self.rng.pick(COUNTRIES);
        let digits: Vec<String> = country
            .groups
            .iter()
            .map(|width| format!("{:0width$}", self.rng.below(10_usize.pow(*width as u32))))
            .collect();
        let number = format!("+{} {}", country.calling, digits.join(" "));
        match self.dialect {
            Dialect::V2_1 => self.line(&format!("TEL;CELL;VOICE:{number}")),
            Dialect::V3_0 if self.rng.chance(25) => {
                self.groups += 1;
                let group = self.groups;
                self.line(&format!("item{group}.TEL;type=pref:{number}"));
                self.line(&format!("item{group}.X-ABLabel:_$!<Mobile>!$_"));
            }
            Dialect::V3_0 => self.line(&format!("TEL;TYPE=CELL,VOICE:{number}")),
            Dialect::V4_0 if self.rng.chance(50) => {
                let number = number.replace(' ', "-");
                self.line(&format!("TEL;VALUE=uri;TYPE=\"cell,voice\":tel:{number}"));
            }
            Dialect::V4_0 => self.line(&format!("TEL;TYPE=work:{number}")),
        }
    }

    fn address(&mut self) {
        let country = self.rng.pick(COUNTRIES);
        let (street, kind) = (self.rng.word(STREET), self.rng.word(STREET_KIND));
        let value = format!(
            ";;{} {street} {kind};{};{};{:05};{}",
            1 + self.rng.below(200),
            self.rng.word(country.cities),
            self.rng.word(country.subdivisions),
            self.rng.below(100_000),
            country.code,
        );
        match self.dialect {
            Dialect::V2_1 => self.text("ADR;HOME", &value),
            Dialect::V3_0 => self.line(&format!("ADR;TYPE=HOME:{value}")),
            Dialect::V4_0 => {
                self.line(&format!("ADR;TYPE=work;LABEL=\"{street}, {kind}\":{value}"));
            }
        }
    }

    /// What has no place among the fields of a contact, or takes more room.
    fn rest(&mut self, number: usize) {
        if self.rng.chance(25) {
            let words: Vec<&str> =
                (0..2 + self.rng.below(12)).map(|_| self.rng.word(TEXT)).collect();
            let (comma, end) =
                if self.dialect == Dialect::V2_1 { (", ", "=") } else { ("\\, ", "\\n") };
            self.text("NOTE", &format!("{}{end}", words.join(comma)));
        }
        if self.dialect != Dialect::V2_1 && self.rng.chance(30) {
            let (one, other) = (self.rng.word(LABEL_SUBJECT), self.rng.word(LABEL_SUBJECT));
            self.line(&format!("CATEGORIES:{one},{other}"));
        }
        if self.rng.chance(30) {
            self.line(&format!("URL:https://www.example.com/people/{number}"));
        }
        if self.dialect == Dialect::V3_0 && self.rng.chance(20) {
            self.line(&format!("X-SOCIALPROFILE;type=chat;x-user=u{number}:x-apple:u{number}"));
        }
        if self.dialect != Dialect::V2_1 {
            let uid = format!("{:08x}-91d4-4c1f-a1ab-{:012x}", self.rng.next() as u32, number);
            self.line(&format!("UID:urn:uuid:{uid}"));
            let month = 1 + self.rng.below(9);
            self.line(&format!("REV:2026{month:02}12T093000Z"));
        }
        if self.rng.chance(5) {
            self.photo();
        }
    }

    fn photo(&mut self) {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes = 2_000 + self.rng.below(3_000);
        let data: String =
            (0..bytes / 3 * 4).map(|_| char::from(DIGITS[self.rng.below(64)])).collect();
        // The first bytes of a JPEG.
        match self.dialect {
            Dialect::V2_1 => {
                self.line("PHOTO;JPEG;ENCODING=BASE64:/9j/");
                for row in data.as_bytes().chunks(72) {
                    self.out.push(' ');
                    self.out.extend(row.iter().map(|byte| char::from(*byte)));
                    self.out.push_str("\r\n");
                }
                self.line("");
            }
            Dialect::V3_0 => self.line(&format!("PHOTO;ENCODING=b;TYPE=JPEG:/9j/{data}")),
            Dialect::V4_0 => self.line(&format!("PHOTO:data:image/jpeg;base64,/9j/{data}")),
        }
    }

    /// A line of text, in quoted-printable where the dialect needs that.
    fn text(&mut self, head: &str, value: &str) {
        if self.dialect != Dialect::V2_1 || value.is_ascii() && !value.contains('=') {
            return self.line(&format!("{head}:{value}"));
        }
        let mut width = 0;
        self.out.push_str(head);
        self.out.push_str(";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:");
        for byte in value.bytes() {
            if width > 70 {
                self.out.push_str("=\r\n");
                width = 0;
            }
            let plain = (b' '..=b'~').contains(&byte) && byte != b'=';
            if plain {
                self.out.push(char::from(byte));
            } else {
                self.out.push_str(&format!("={byte:02X}"));
            }
            width += if plain { 1 } else { 3 };
        }
        self.out.push_str("\r\n");
    }

    /// A line, folded at 75 bytes between characters.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > 75 {
                self.out.push_str("\r\n ");
                width = 1;
            }
            self.out.push(c);
            width += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// A file as often as it takes, without holding more than one of it.
#[derive(Clone, Debug)]
pub(crate) struct Repeated<'t> {
    text: &'t [u8],
    rest: &'t [u8],
}

impl<'t> Repeated<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), rest: text.as_bytes() }
    }
}

impl Read for Repeated<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Repeated<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest.is_empty() {
            self.rest = self.text;
        }
        // No more at once than a file gives.
        Ok(&self.rest[..self.rest.len().min(64 * 1024)])
    }

    fn consume(&mut self, count: usize) {
        self.rest = &self.rest[count..];
    }
}
