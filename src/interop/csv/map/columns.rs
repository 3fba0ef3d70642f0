use smol_str::SmolStr;

use super::super::normal_name;
use crate::contact::{AddressTag, EmailTag, PhoneTag};

/// What the columns of a table hold, found out by their names.
///
/// The names are those of no product in particular: `First Name`, `E-mail 2`, `Work Phone`,
/// `Address 1 - City`, `Tags`, … What is not known is kept and written back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(super) columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// As written.
    pub(super) name: SmolStr,
    /// How many columns before it have the same name.
    pub(super) repeat: usize,
    pub(super) kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    First,
    Middle,
    Last,
    Full,
    Email(u32, EmailTag),
    EmailType(u32),
    Phone(u32, PhoneTag),
    PhoneType(u32),
    Company,
    JobTitle,
    /// A part of the address of this number.
    Address(u32, AddressTag, Part),
    AddressType(u32),
    Birthdate,
    Locale,
    Labels,
    Uid,
    Foreign,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Part {
    Street,
    Line2,
    City,
    Region,
    PostalCode,
    Country,
}

impl Plan {
    /// The plan of a table with this header; `None` if no column tells a name, an e-mail address
    /// or a phone number.
    pub fn of(header: &[String]) -> Option<Self> {
        let plan = Self::by_names(header);
        plan.identifies().then_some(plan)
    }

    /// The plan of a table of so many columns, which need not have a header.
    pub(in crate::interop::csv) fn of_table(header: Option<&[String]>, width: usize) -> Self {
        match header {
            Some(header) => Self::by_names(header),
            None => Self::by_names(&(1..=width).map(|n| format!("Column {n}")).collect::<Vec<_>>()),
        }
    }

    /// Whether a column tells a name, an e-mail address or a phone number: without one, no row
    /// makes a contact.
    pub fn identifies(&self) -> bool {
        let identifies = |column: &Column| {
            matches!(
                column.kind,
                Kind::First | Kind::Last | Kind::Full | Kind::Email(..) | Kind::Phone(..)
            )
        };
        self.columns.iter().any(identifies)
    }

    fn by_names(header: &[String]) -> Self {
        let mut columns: Vec<Column> = Vec::with_capacity(header.len());
        for name in header {
            let repeat = columns.iter().filter(|known| known.name == *name).count();
            let mut kind = kind(&normal_name(name));
            let single = matches!(
                kind,
                Kind::First
                    | Kind::Last
                    | Kind::Full
                    | Kind::Company
                    | Kind::JobTitle
                    | Kind::Birthdate
                    | Kind::Locale
                    | Kind::Uid
                    | Kind::Middle
            );
            if single && columns.iter().any(|known| known.kind == kind) {
                kind = Kind::Foreign;
            }
            columns.push(Column { name: name.into(), repeat, kind });
        }
        Self { columns }
    }

    /// The columns whose content no field of a contact is made of.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.columns.iter().filter(|column| column.kind == Kind::Foreign);
        unknown.map(|column| column.name.as_str())
    }
}

/// What a normal name of a column means.
pub(super) fn kind(name: &str) -> Kind {
    let mut number = None;
    let mut words: Vec<&str> = Vec::new();
    let (mut place, mut mobile, mut fax, mut main) = ("", false, false, false);
    let joined = name.replace("e mail", "email");
    for word in joined.split(' ') {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &word[bare.len()..];
        if !digits.is_empty() && digits.len() < 3 {
            number = number.or(digits.parse::<u32>().ok());
        }
        match bare {
            "" | "value" => {}
            "home" | "private" | "personal" | "privat" => place = "home",
            "work" | "business" | "office" => place = "work",
            "billing" => place = "billing",
            "shipping" | "delivery" => place = "shipping",
            "other" => {}
            "primary" | "main" => main = true,
            "secondary" => number = number.or(Some(2)),
            "mobile" | "cell" | "mobilephone" | "cellphone" | "mobil" => mobile = true,
            "fax" => fax = true,
            bare if digits.len() < 3 => words.push(bare),
            _ => words.push(word),
        }
    }
    let n = number.unwrap_or(1);
    let rest = words.join(" ");
    let phone_tag = match () {
        () if fax => PhoneTag::Fax,
        () if mobile => PhoneTag::Mobile,
        () if main && number.is_none() && name.contains("main") => PhoneTag::Main,
        () if place == "work" => PhoneTag::Work,
        () if place == "home" => PhoneTag::Home,
        () => PhoneTag::Untagged,
    };
    let phone_word = [
        "phone",
        "telephone",
        "tel",
        "phone number",
        "telephone number",
        "number",
        "telefon",
        "téléphone",
        "teléfono",
        "mobiltelefon",
        "pager",
    ]
    .contains(&rest.as_str());
    if (mobile || fax) && (rest.is_empty() || phone_word) || phone_word && rest != "number" {
        return Kind::Phone(n, phone_tag);
    }
    let email_tag = match place {
        "work" => EmailTag::Work,
        "home" => EmailTag::Home,
        _ => EmailTag::Untagged,
    };
    let address_tag = match place {
        "work" => AddressTag::Work,
        "home" => AddressTag::Home,
        "billing" => AddressTag::Billing,
        "shipping" => AddressTag::Shipping,
        _ => AddressTag::Untagged,
    };
    let address = |n, part| Kind::Address(n, address_tag, part);
    // `Street 2` is the second line of a street; `Address 2 - Street` is that of another address.
    let line = |n| address(1, if n == 2 { Part::Line2 } else { Part::Street });
    match rest.as_str() {
        "first name" | "firstname" | "first" | "given name" | "given" | "givenname"
        | "forename" | "vorname" | "prénom" => Kind::First,
        "middle name" | "middlename" | "middle" | "additional name" => Kind::Middle,
        "last name" | "lastname" | "last" | "family name" | "family" | "familyname" | "surname"
        | "nachname" | "nom" => Kind::Last,
        "name" | "full name" | "fullname" | "display name" | "contact name" => Kind::Full,
        "email" | "mail" | "email address" | "mail address" | "emailaddress" | "email adresse"
        | "adresse email" => Kind::Email(n, email_tag),
        "email type" | "email label" => Kind::EmailType(n),
        "phone type" | "phone label" => Kind::PhoneType(n),
        "address type" | "address label" => Kind::AddressType(n),
        "company" | "organisation" | "organization" | "account" | "account name" | "employer"
        | "company name" | "organization name" | "organisation name" | "firma"
            if n == 1 =>
        {
            Kind::Company
        }
        "job title" | "jobtitle" | "title" | "position" | "role" | "organization title"
            if n == 1 =>
        {
            Kind::JobTitle
        }
        "" if !place.is_empty() && name.contains("address") => line(n),
        "street" | "address" | "address line" | "street address" | "straße" if n < 3 => line(n),
        "address street" => address(n, Part::Street),
        "street line" if n == 2 => address(1, Part::Line2),
        "address extended address" | "address street line" => address(n, Part::Line2),
        "city" | "town" | "ort" | "locality" if n == 1 => address(1, Part::City),
        "address city" => address(n, Part::City),
        "state" | "region" | "province" | "county" | "state region" | "state province"
            if n == 1 =>
        {
            address(1, Part::Region)
        }
        "address region" | "address state" | "address state region" => address(n, Part::Region),
        "zip" | "postcode" | "postal code" | "zip code" | "zipcode" | "plz" | "postleitzahl"
            if n == 1 =>
        {
            address(1, Part::PostalCode)
        }
        "address postal code" | "address zip" => address(n, Part::PostalCode),
        "country" | "country region" | "land" if n == 1 => address(1, Part::Country),
        "address country" => address(n, Part::Country),
        "birthday" | "birthdate" | "birth date" | "date of birth" | "dob" | "geburtstag" => {
            Kind::Birthdate
        }
        "language" | "locale" | "preferred language" => Kind::Locale,
        "tags" | "labels" | "groups" | "categories" | "lists" | "group membership" => Kind::Labels,
        "uid" | "id" => Kind::Uid,
        _ => Kind::Foreign,
    }
}
