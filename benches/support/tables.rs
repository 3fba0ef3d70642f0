//! Tables of contacts as spreadsheets write them: invented, the same every time.

use super::rng::Rng;
use super::words::{
    COMPANY, COMPANY_KIND, COUNTRIES, FIRST, JOB, LAST, MAIL_HOST, STREET, STREET_KIND,
};

/// `count` rows of ten columns below a header; some cells are blank, some in quotes.
pub(crate) fn table(count: usize) -> String {
    let mut out = String::with_capacity(count * 140);
    out.push_str("First Name,Last Name,E-mail,Phone,Company,Job Title,Street,City,Zip,Country\r\n");
    let mut rng = Rng::new(11);
    for number in 0..count {
        let (first, last) = (rng.word(FIRST), rng.word(LAST));
        let country = rng.pick(COUNTRIES);
        let digits: Vec<String> = country
            .groups
            .iter()
            .map(|width| format!("{:0width$}", rng.below(10_usize.pow(*width as u32))))
            .collect();
        let company = match rng.below(10) {
            0..=4 => String::new(),
            5 | 6 => format!("\"{}, {}\"", rng.word(COMPANY), rng.word(COMPANY_KIND)),
            _ => format!("{} {}", rng.word(COMPANY), rng.word(COMPANY_KIND)),
        };
        let job = if rng.chance(50) { rng.word(JOB) } else { "" };
        out.push_str(&format!(
            "{first},{last},{}{number}@{},+{} {},{company},{job},{} {} {},{},{:05},{}\r\n",
            last.to_ascii_lowercase().replace('ö', "oe"),
            rng.word(MAIL_HOST),
            country.calling,
            digits.join(" "),
            1 + rng.below(200),
            rng.word(STREET),
            rng.word(STREET_KIND),
            rng.word(country.cities),
            rng.below(100_000),
            country.code,
        ));
    }
    out
}
