//! Contacts as the platform exports and imports them.

use super::{Dialect, Table, UnknownColumns};

/// What it exports.
pub(super) const EXPORT: Table = Table {
    dialect: Dialect::Wix,
    telling: &[
        "Email 1",
        "Phone 1",
        "Address 1 - State/Region",
        "Address 1 - Street Line 2",
        "Address 1 - Zip",
        "Email subscriber status",
        "SMS subscriber status",
        "Created At (UTC+0)",
        "Last Activity Date (UTC+0)",
    ],
    needed: 3,
    unknown: UnknownColumns::Extended,
    dates: None,
    base: None,
    columns: "
name.first = First Name
name.last = Last Name
email.# = Email #
phone.# = Phone #
address.#.label = Address # - Type
address.#.street = Address # - Street
address.#.line2 = Address # - Street Line 2
address.#.city = Address # - City
address.#.region = Address # - State/Region
address.#.postalCode = Address # - Zip
address.#.country = Address # - Country
company = Company
labels = Labels
foreign = Created At (UTC+0)
consent = Email subscriber status | SMS subscriber status
foreign = Last Activity | Last Activity Date (UTC+0) | Source
locale = Language
jobTitle = Position
birthdate = Birthdate
",
};

/// The sheet that it asks to be filled in.
pub(super) const SHEET: Table = Table {
    dialect: Dialect::WixSheet,
    telling: &["First Name", "Last Name", "Email", "Phone", "Position", "Labels"],
    needed: 6,
    unknown: UnknownColumns::Extended,
    dates: None,
    base: None,
    columns: "
name.first = First Name
name.last = Last Name
email = Email
phone = Phone
company = Company
jobTitle = Position
address.street = Address
address.city = City
address.region = State
address.postalCode = Zip
address.country = Country
birthdate = Birthdate
labels = Labels
",
};
