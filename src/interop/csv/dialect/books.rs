//! Contacts as other address books export them.

use super::{Dialect, Table, UnknownColumns};

pub(super) const THUNDERBIRD: Table = Table {
    dialect: Dialect::Thunderbird,
    telling: &[
        "Primary Email",
        "Secondary Email",
        "Screen Name",
        "Birth Year",
        "Birth Month",
        "Home ZipCode",
        "Work ZipCode",
        "Pager Number",
        "Mobile Number",
    ],
    needed: 3,
    unknown: UnknownColumns::Foreign,
    dates: None,
    base: None,
    columns: "
name.first = First Name
name.last = Last Name
name.full = Display Name
nickname = Nickname
email = Primary Email
email.2 = Secondary Email
foreign = Screen Name
phone.work = Work Phone
phone.home = Home Phone
phone.fax = Fax Number
phone.2 = Pager Number
phone.mobile = Mobile Number
address.home.street = Home Address
address.home.line2 = Home Address 2
address.home.city = Home City
address.home.region = Home State
address.home.postalCode = Home ZipCode
address.home.country = Home Country
address.work.street = Work Address
address.work.line2 = Work Address 2
address.work.city = Work City
address.work.region = Work State
address.work.postalCode = Work ZipCode
address.work.country = Work Country
jobTitle = Job Title
department = Department
company = Organization
website = Web Page 1
foreign = Web Page 2
birthdate.year = Birth Year
birthdate.month = Birth Month
birthdate.day = Birth Day
foreign = Custom 1 | Custom 2 | Custom 3 | Custom 4
note = Notes
",
};
