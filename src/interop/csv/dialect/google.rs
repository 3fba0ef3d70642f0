//! Contacts as Google exports them.

use super::{Dialect, Table, UnknownColumns};

/// Since 2024.
pub(super) const NEW: Table = Table {
    dialect: Dialect::Google,
    telling: &[
        "First Name",
        "Labels",
        "E-mail # - Label",
        "Phone # - Label",
        "Organization Name",
        "File As",
        "Phonetic First Name",
    ],
    needed: 3,
    unknown: UnknownColumns::Foreign,
    dates: None,
    base: None,
    columns: "
name.first = First Name
name.middle = Middle Name
name.last = Last Name
foreign = Phonetic First Name | Phonetic Middle Name | Phonetic Last Name
name.prefix = Name Prefix
name.suffix = Name Suffix
nickname = Nickname
name.full = File As
company = Organization Name
jobTitle = Organization Title
department = Organization Department
birthdate = Birthday
note = Notes
picture = Photo
labels = Labels
email.#.label = E-mail # - Label
email.# = E-mail # - Value
phone.#.label = Phone # - Label
phone.# = Phone # - Value
address.#.label = Address # - Label
address.#.whole = Address # - Formatted
address.#.street = Address # - Street
address.#.city = Address # - City
address.#.box = Address # - PO Box
address.#.region = Address # - Region
address.#.postalCode = Address # - Postal Code
address.#.country = Address # - Country
address.#.line2 = Address # - Extended Address
foreign = Relation # - Label | Relation # - Value | Website # - Label
website = Website # - Value
foreign = Event # - Label | Event # - Value | Custom Field # - Label | Custom Field # - Value
",
};

/// From 2012 to 2023.
pub(super) const OLD: Table = Table {
    dialect: Dialect::GoogleOld,
    telling: &[
        "Given Name",
        "Family Name",
        "Additional Name",
        "Yomi Name",
        "Group Membership",
        "E-mail # - Type",
        "Phone # - Type",
        "Organization # - Name",
    ],
    needed: 3,
    unknown: UnknownColumns::Foreign,
    dates: None,
    base: None,
    columns: "
name.full = Name
name.first = Given Name
name.middle = Additional Name
name.last = Family Name
foreign = Yomi Name | Given Name Yomi | Additional Name Yomi | Family Name Yomi
name.prefix = Name Prefix
name.suffix = Name Suffix
foreign = Initials
nickname = Nickname
foreign = Short Name | Maiden Name
birthdate = Birthday
foreign = Gender | Location | Billing Information | Directory Server | Mileage | Occupation
foreign = Hobby | Sensitivity | Priority | Subject
note = Notes
foreign = Language
picture = Photo
labels = Group Membership
email.#.label = E-mail # - Type
email.# = E-mail # - Value
foreign = IM # - Type | IM # - Service | IM # - Value
phone.#.label = Phone # - Type
phone.# = Phone # - Value
address.#.label = Address # - Type
address.#.whole = Address # - Formatted
address.#.street = Address # - Street
address.#.city = Address # - City
address.#.box = Address # - PO Box
address.#.region = Address # - Region
address.#.postalCode = Address # - Postal Code
address.#.country = Address # - Country
address.#.line2 = Address # - Extended Address
foreign = Organization # - Type
company = Organization # - Name
foreign = Organization # - Yomi Name
jobTitle = Organization # - Title
department = Organization # - Department
foreign = Organization # - Symbol | Organization # - Location | Organization # - Job Description
foreign = Relation # - Type | Relation # - Value | Website # - Type
website = Website # - Value
foreign = Event # - Type | Event # - Value | Custom Field # - Type | Custom Field # - Value
foreign = Jot # - Type | Jot # - Value | Calendar Link # - Type | Calendar Link # - Value
",
};
