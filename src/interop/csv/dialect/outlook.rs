//! Contacts as Outlook exports them, in English.

use super::{Dialect, Table, UnknownColumns};
use crate::interop::DateOrder;

/// Outlook for Windows.
pub(super) const DESKTOP: Table = Table {
    dialect: Dialect::Outlook,
    telling: &[
        "E-mail Address",
        "Business Street",
        "E-mail Type",
        "Sensitivity",
        "E-mail Display Name",
        "Business Street 2",
        "Government ID Number",
        "Internet Free Busy",
        "Organizational ID Number",
    ],
    needed: 3,
    unknown: UnknownColumns::Foreign,
    dates: Some(DateOrder::MonthDayYear),
    base: None,
    columns: "
name.prefix = Title
name.first = First Name
name.middle = Middle Name
name.last = Last Name
name.suffix = Suffix
company = Company
department = Department
jobTitle = Job Title
address.work.street = Business Street | Business Street 2 | Business Street 3
address.work.city = Business City
address.work.region = Business State
address.work.postalCode = Business Postal Code
address.work.country = Business Country/Region | Business Country
address.home.street = Home Street | Home Street 2 | Home Street 3
address.home.city = Home City
address.home.region = Home State
address.home.postalCode = Home Postal Code
address.home.country = Home Country/Region | Home Country
address.street = Other Street | Other Street 2 | Other Street 3
address.city = Other City
address.region = Other State
address.postalCode = Other Postal Code
address.country = Other Country/Region | Other Country
phone.3 = Assistant's Phone
phone.fax = Business Fax
phone.work = Business Phone
phone.2.work = Business Phone 2
phone.4 = Callback
phone.5 = Car Phone
phone.main = Company Main Phone
phone.2.fax = Home Fax
phone.home = Home Phone
phone.2.home = Home Phone 2
phone.6 = ISDN
phone.mobile = Mobile Phone
phone.3.fax = Other Fax
phone.2 = Other Phone
phone.7 = Pager
phone = Primary Phone
phone.8 = Radio Phone
phone.9 = TTY/TDD Phone
phone.10 = Telex
foreign = Account
anniversary = Anniversary
foreign = Assistant's Name | Billing Information
birthdate = Birthday
address.work.box = Business Address PO Box
labels = Categories
foreign = Children | Directory Server
email = E-mail Address
foreign = E-mail Type | E-mail Display Name
email.2 = E-mail 2 Address
foreign = E-mail 2 Type | E-mail 2 Display Name
email.3 = E-mail 3 Address
foreign = E-mail 3 Type | E-mail 3 Display Name
foreign = Gender | Government ID Number | Hobby
address.home.box = Home Address PO Box
foreign = Initials | Internet Free Busy | Keywords | Language | Location | Manager's Name | Mileage
note = Notes
foreign = Office Location | Organizational ID Number
address.box = Other Address PO Box
foreign = Priority | Private | Profession | Referred By | Sensitivity | Spouse
foreign = User 1 | User 2 | User 3 | User 4
website = Web Page
",
};

/// Outlook on the web and the new Outlook.
pub(super) const WEB: Table = Table {
    dialect: Dialect::OutlookCom,
    telling: &[
        "E-mail Address",
        "Given Yomi",
        "Surname Yomi",
        "Company Yomi",
        "Personal Web Page",
        "IMAddress",
        "Schools",
    ],
    needed: 3,
    unknown: UnknownColumns::Foreign,
    dates: Some(DateOrder::MonthDayYear),
    base: Some(&DESKTOP),
    columns: "
name.first = First Name
name.middle = Middle Name
name.last = Last Name
name.prefix = Title
name.suffix = Suffix
nickname = Nickname
foreign = Given Yomi | Surname Yomi
email = E-mail Address
email.2 = E-mail 2 Address
email.3 = E-mail 3 Address
phone.home = Home Phone
phone.2.home = Home Phone 2
phone.work = Business Phone
phone.2.work = Business Phone 2
phone.mobile = Mobile Phone
phone.5 = Car Phone
phone.2 = Other Phone
phone = Primary Phone
phone.7 = Pager
phone.fax = Business Fax
phone.2.fax = Home Fax
phone.3.fax = Other Fax
phone.main = Company Main Phone
phone.4 = Callback
phone.8 = Radio Phone
phone.10 = Telex
phone.9 = TTY/TDD Phone
foreign = IMAddress
jobTitle = Job Title
department = Department
company = Company
foreign = Office Location | Manager's Name | Assistant's Name
phone.3 = Assistant's Phone
foreign = Company Yomi
address.work.street = Business Street
address.work.city = Business City
address.work.region = Business State
address.work.postalCode = Business Postal Code
address.work.country = Business Country/Region
address.home.street = Home Street
address.home.city = Home City
address.home.region = Home State
address.home.postalCode = Home Postal Code
address.home.country = Home Country/Region
address.street = Other Street
address.city = Other City
address.region = Other State
address.postalCode = Other Postal Code
address.country = Other Country/Region
foreign = Personal Web Page | Spouse | Schools | Hobby | Location
website = Web Page
birthdate = Birthday
anniversary = Anniversary
note = Notes
",
};
