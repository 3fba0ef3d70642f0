//! Contacts as customer databases and newsletters export them.

use super::{Dialect, Table, UnknownColumns};
use crate::interop::DateOrder;

pub(super) const HUBSPOT: Table = Table {
    dialect: Dialect::HubSpot,
    telling: &[
        "Record ID",
        "Record ID - Contact",
        "Lifecycle Stage",
        "Contact owner",
        "Lead Status",
        "Associated Company",
        "Marketing contact status",
        "Create Date",
        "Last Activity Date",
    ],
    needed: 3,
    unknown: UnknownColumns::Extended,
    dates: None,
    base: None,
    columns: "
id = Record ID | Record ID - Contact
name.first = First Name
name.last = Last Name
email = Email
email.2 = Additional email addresses
phone = Phone Number
phone.mobile = Mobile Phone Number
phone.fax = Fax Number
foreign = Contact owner | Associated Company IDs | Associated Contact IDs
company = Associated Company | Company Name
jobTitle = Job Title
address.street = Street Address
address.city = City
address.region = State/Region
address.postalCode = Postal Code
address.country = Country/Region
website = Website URL
foreign = Lead Status | Lifecycle Stage | Create Date | Last Activity Date | Last Modified Date
foreign = Marketing contact status | Original Source
consent = Unsubscribed from all email | Opted out of all email
locale = Preferred language
birthdate = Date of birth
",
};

/// The Data Loader.
pub(super) const SALESFORCE: Table = Table {
    dialect: Dialect::Salesforce,
    telling: &[
        "FirstName",
        "LastName",
        "MailingStreet",
        "MailingCity",
        "MailingPostalCode",
        "AccountId",
        "HasOptedOutOfEmail",
        "MobilePhone",
        "LeadSource",
        "OwnerId",
    ],
    needed: 3,
    unknown: UnknownColumns::Extended,
    dates: None,
    base: None,
    columns: "
id = Id
foreign = AccountId
name.prefix = Salutation
name.first = FirstName
name.middle = MiddleName
name.last = LastName
name.suffix = Suffix
name.full = Name
jobTitle = Title
company = Account.Name | AccountName | Company
department = Department
email = Email
phone.work = Phone
phone.mobile = MobilePhone
phone.home = HomePhone
phone = OtherPhone
phone.2 = AssistantPhone
phone.fax = Fax
address.street = MailingStreet
address.city = MailingCity
address.region = MailingState
address.postalCode = MailingPostalCode
address.country = MailingCountry
address.2.street = OtherStreet
address.2.city = OtherCity
address.2.region = OtherState
address.2.postalCode = OtherPostalCode
address.2.country = OtherCountry
birthdate = Birthdate
foreign = LeadSource
note = Description
consent = HasOptedOutOfEmail | HasOptedOutOfFax | DoNotCall
foreign = OwnerId | CreatedDate | CreatedById | LastModifiedDate | LastModifiedById
foreign = SystemModstamp | LastActivityDate | IsDeleted | ReportsToId | MasterRecordId
foreign = EmailBouncedReason | EmailBouncedDate | PhotoUrl | AssistantName | RecordTypeId
",
};

/// A report.
pub(super) const SALESFORCE_REPORT: Table = Table {
    dialect: Dialect::Salesforce,
    telling: &[
        "Account Name",
        "Mailing Street",
        "Mailing City",
        "Mailing State/Province",
        "Mailing Zip/Postal Code",
        "Mailing Country",
        "Contact Owner",
        "Contact ID",
    ],
    needed: 3,
    unknown: UnknownColumns::Extended,
    dates: None,
    base: None,
    columns: "
id = Contact ID
name.prefix = Salutation
name.first = First Name
name.middle = Middle Name
name.last = Last Name
name.suffix = Suffix
name.full = Full Name | Contact Name
jobTitle = Title
company = Account Name
department = Department
email = Email
phone.work = Phone
phone.mobile = Mobile | Mobile Phone
phone.home = Home Phone
phone = Other Phone
phone.2 = Asst. Phone
phone.fax = Fax
address.street = Mailing Street | Mailing Address Line 1
address.line2 = Mailing Address Line 2 | Mailing Address Line 3
address.city = Mailing City
address.region = Mailing State/Province | Mailing State
address.postalCode = Mailing Zip/Postal Code
address.country = Mailing Country
address.2.street = Other Street | Other Address Line 1
address.2.line2 = Other Address Line 2 | Other Address Line 3
address.2.city = Other City
address.2.region = Other State/Province | Other State
address.2.postalCode = Other Zip/Postal Code
address.2.country = Other Country
birthdate = Birthdate
foreign = Lead Source
note = Description
consent = Email Opt Out | Fax Opt Out | Do Not Call
foreign = Contact Owner | Account Owner | Account ID | Created Date | Last Modified Date
foreign = Last Activity | Reports To | Assistant
",
};

pub(super) const MAILCHIMP: Table = Table {
    dialect: Dialect::Mailchimp,
    telling: &[
        "Email Address",
        "MEMBER_RATING",
        "LEID",
        "EUID",
        "OPTIN_TIME",
        "CONFIRM_TIME",
        "LAST_CHANGED",
    ],
    needed: 3,
    unknown: UnknownColumns::Extended,
    dates: Some(DateOrder::MonthDayYear),
    base: None,
    columns: "
email = Email Address
name.first = First Name
name.last = Last Name
address.street = Address
phone = Phone Number | Phone
birthdate = Birthday
foreign = MEMBER_RATING | OPTIN_TIME | OPTIN_IP | CONFIRM_TIME | CONFIRM_IP | LATITUDE | LONGITUDE
foreign = GMTOFF | DSTOFF | TIMEZONE | CC | REGION | LAST_CHANGED | LEID
consent = UNSUB_TIME | UNSUB_CAMPAIGN_TITLE | UNSUB_CAMPAIGN_ID | UNSUB_REASON | UNSUB_REASON_OTHER
consent = CLEAN_TIME | CLEAN_CAMPAIGN_TITLE | CLEAN_CAMPAIGN_ID
id = EUID
note = NOTES
labels = TAGS
",
};
