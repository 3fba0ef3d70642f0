//! Usual names of columns, in several languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::map::{Part, Target};
use crate::contact::{AddressTag, EmailTag, PhoneTag};

/// What a column is called, place and number aside. Names are normal names, with `email` for
/// `e mail`.
const NOUNS: &str = "
name.first = first name | firstname | first | given name | given | givenname | forename | fname
name.first = vorname | prénom | prenom | nombre | nome | voornaam | imię | förnamn | 名 | primeiro nome
name.middle = middle name | middlename | middle | additional name | weitere vornamen
name.middle = deuxième prénom | segundo nombre | secondo nome | middelste naam | drugie imię | mellannamn
name.last = last name | lastname | last | family name | family | familyname | surname | lname
name.last = nachname | familienname | nom | nom de famille | apellido | apellidos | cognome
name.last = achternaam | sobrenome | apelido | nazwisko | efternamn | 姓
name.prefix = name prefix | salutation | honorific | anrede
name.suffix = name suffix | suffix
name.full = name | full name | fullname | display name | contact name | contact | kontakt
name.full = vollständiger name | anzeigename | nom complet | nombre completo | nome completo
name.full = volledige naam | naam | imię i nazwisko | namn | 氏名 | 名前 | nome e cognome
nickname = nickname | nick name | nick | spitzname | surnom | apodo | bijnaam | smeknamn
company = company | organisation | organization | account | account name | employer | business name
company = company name | organization name | organisation name | firma | unternehmen | société
company = entreprise | empresa | compañía | società | azienda | bedrijf | företag | 会社名 | 会社 | firm
department = department | dept | abteilung | service | departamento | reparto | afdeling | dział | avdelning
department = organization department | 部署
jobTitle = job title | jobtitle | title | position | role | organization title | berufsbezeichnung
jobTitle = funktion | fonction | poste | cargo | puesto | posizione | functie | stanowisko | befattning | 役職
email = email | mail | email address | mail address | emailaddress | email adresse | adresse email
email = mailadresse | emailadresse | courriel | adresse de messagerie | adresse électronique | correo
email = correo electrónico | dirección de correo electrónico | indirizzo email | posta elettronica
email = indirizzo posta elettronica | emailadres | adres email | endereço de email | epost | epostadress
email = メール | メールアドレス | 電子メール
email.label = email type | email label
phone = phone | telephone | tel | phone number | telephone number | telefon | telefonnummer | rufnummer
phone = téléphone | numéro de téléphone | teléfono | telefono | numero di telefono | telefoon
phone = telefoonnummer | telefone | telefonnr | 電話 | 電話番号 | pager | landline
phone.label = phone type | phone label
address.street = street | address | address line | street address | postal address | mailing address
address.street = straße | strasse | anschrift | adresse | rue | calle | dirección | via | indirizzo
address.street = straat | adres | rua | endereço | ulica | gatuadress | adress | gata | 番地 | 住所
address.line2 = apartment | apt | suite | unit | adresszusatz | complément d'adresse
address.city = city | town | locality | ort | stadt | wohnort | ville | ciudad | localidad | città | comune
address.city = plaats | woonplaats | stad | cidade | miasto | miejscowość | 市区町村 | 市町村
address.region = state | region | province | county | state region | state province | bundesland | kanton
address.region = département | provincia | estado | provincie | województwo | 都道府県
address.postalCode = zip | postcode | postal code | post code | zip code | zipcode | plz | postleitzahl
address.postalCode = code postal | código postal | cap | cep | kod pocztowy | postnummer | 郵便番号
address.country = country | country region | land | pays | país | paese | nazione | kraj | 国
address.label = address type | address label
birthdate = birthday | birthdate | birth date | date of birth | dob | geburtstag | geburtsdatum
birthdate = date de naissance | anniversaire | cumpleaños | fecha de nacimiento | compleanno
birthdate = data di nascita | verjaardag | geboortedatum | aniversário | data de nascimento
birthdate = urodziny | data urodzenia | födelsedag | födelsedatum | 誕生日 | 生年月日
anniversary = anniversary | wedding anniversary | hochzeitstag | jahrestag
locale = language | locale | preferred language | sprache | langue | idioma | lingua | taal | język | språk
labels = tags | tag | labels | label | groups | group | categories | category | lists | group membership
labels = kategorien | gruppen | schlagwörter | catégories | groupes | étiquettes | categorías | etiquetas
labels = categorie | etichette | gruppi | groepen | kategorie | grupy | kategorier | grupper
note = notes | note | comments | comment | remarks | notizen | bemerkungen | kommentar | remarques
note = notas | comentarios | commenti | notities | opmerkingen | notatki | anteckningar | メモ | 備考
website = website | url | web page | webpage | web site | homepage | webseite | web | site web | sitio web
website = página web | sito web | webbplats | strona www | webpagina
picture = picture | photo url | picture url | image url | avatar | avatar url
id = id | uid | guid | contact id
";

/// Words that say which of several it is.
const PLACES: &[(Place, &[&str])] = &[
    (
        Place::Home,
        &[
            "home",
            "private",
            "personal",
            "privat",
            "privé",
            "domicile",
            "casa",
            "particular",
            "abitazione",
            "thuis",
            "residencial",
            "prywatny",
            "domowy",
            "hem",
            "自宅",
        ],
    ),
    (
        Place::Work,
        &[
            "work",
            "business",
            "office",
            "geschäftlich",
            "dienstlich",
            "arbeit",
            "büro",
            "bureau",
            "travail",
            "professionnel",
            "trabajo",
            "lavoro",
            "ufficio",
            "werk",
            "zakelijk",
            "comercial",
            "służbowy",
            "arbete",
            "勤務先",
        ],
    ),
    (Place::Billing, &["billing", "invoice", "rechnung", "facturation", "facturación"]),
    (Place::Shipping, &["shipping", "delivery", "lieferung", "livraison", "envío"]),
];

const MOBILE: &[&str] = &[
    "mobile",
    "cell",
    "cellular",
    "mobilephone",
    "cellphone",
    "mobil",
    "handy",
    "mobiltelefon",
    "portable",
    "móvil",
    "celular",
    "cellulare",
    "mobiel",
    "gsm",
    "telemóvel",
    "komórka",
    "携帯",
    "携帯電話",
    "whatsapp",
];
const FAX: &[&str] = &["fax", "faks", "telefax", "télécopie"];
const PRIMARY: &[&str] = &["primary", "main"];
const SECONDARY: &[&str] = &["secondary", "additional"];
const SILENT: &[&str] = &["value", "other", "des", "de", "del", "du", "op", "of", "the"];
/// Words that say that somebody may be written to, or not.
const CONSENT: &[&str] =
    &["subscribed", "unsubscribed", "subscription", "subscriber", "optin", "optout", "consent"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Home,
    Work,
    Billing,
    Shipping,
}

static KNOWN: LazyLock<HashMap<&'static str, Target>> = LazyLock::new(|| {
    let lines = NOUNS.lines().filter_map(|line| line.split_once(" = "));
    let named = lines.filter_map(|(target, names)| {
        let target = target.parse::<Target>().ok()?;
        Some(names.split(" | ").map(move |name| (name, target.clone())))
    });
    named.flatten().collect()
});

/// What the label of a value says that it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::interop::csv) struct Uses {
    pub(in crate::interop::csv) home: bool,
    pub(in crate::interop::csv) work: bool,
    pub(in crate::interop::csv) billing: bool,
    pub(in crate::interop::csv) shipping: bool,
    pub(in crate::interop::csv) mobile: bool,
    pub(in crate::interop::csv) fax: bool,
    pub(in crate::interop::csv) main: bool,
}

/// Reads a label such as `Work Fax`.
pub(in crate::interop::csv) fn uses(label: &str) -> Uses {
    let mut uses = Uses::default();
    let words = label.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/' | ','));
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        // Written together by some: `homefax`.
        let (word, fax) = match word.strip_suffix("fax") {
            Some(rest) if !rest.is_empty() => (rest.to_owned(), true),
            _ => (word, false),
        };
        let word = word.as_str();
        uses.fax |= fax || FAX.contains(&word);
        uses.mobile |= word == "iphone" || MOBILE.contains(&word);
        uses.main |= word == "main";
        let place = PLACES.iter().find(|(_, words)| words.contains(&word)).map(|(place, _)| *place);
        uses.home |= place == Some(Place::Home);
        uses.work |= place == Some(Place::Work);
        uses.billing |= place == Some(Place::Billing);
        uses.shipping |= place == Some(Place::Shipping);
    }
    uses
}

/// What a column of this normal name holds.
pub(in crate::interop::csv) fn target(name: &str) -> Option<Target> {
    let name = name.replace(['(', ')', ','], " ").replace("e mail", "email");
    // Whole names first: `via` and `de` are words of some.
    if let Some(target) = KNOWN.get(name.as_str()) {
        return Some(target.clone());
    }
    let mut found = Words::default();
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        found.take(word);
    }
    if CONSENT.iter().any(|word| name.split(' ').any(|known| known == *word))
        || name.contains("opt out")
        || name.contains("opt in")
        || name.contains("opted out")
    {
        return Some(Target::Consent);
    }
    found.target(name.contains("main"))
}

/// The words of a name, sorted.
#[derive(Default)]
struct Words<'n> {
    number: Option<u32>,
    place: Option<Place>,
    mobile: bool,
    fax: bool,
    primary: bool,
    rest: Vec<&'n str>,
}

impl<'n> Words<'n> {
    fn take(&mut self, word: &'n str) {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &word[bare.len()..];
        if (1..3).contains(&digits.len()) {
            self.number = self.number.or(digits.parse().ok().filter(|number| *number > 0));
        }
        let place = PLACES.iter().find(|(_, words)| words.contains(&bare));
        match bare {
            "" => {}
            bare if MOBILE.contains(&bare) => self.mobile = true,
            bare if FAX.contains(&bare) => self.fax = true,
            bare if PRIMARY.contains(&bare) => self.primary = true,
            bare if SECONDARY.contains(&bare) => self.number = self.number.or(Some(2)),
            bare if SILENT.contains(&bare) => {}
            bare => match place {
                Some((place, _)) => self.place = Some(*place),
                None if digits.len() < 3 => self.rest.push(bare),
                None => self.rest.push(word),
            },
        }
    }

    fn target(self, main: bool) -> Option<Target> {
        let Self { number, place, mobile, fax, primary, rest } = self;
        let n = number.unwrap_or(1);
        let rest = rest.join(" ");
        let noun = KNOWN.get(rest.as_str());
        let phone_tag = match place {
            _ if fax => PhoneTag::Fax,
            _ if mobile => PhoneTag::Mobile,
            _ if primary && main && number.is_none() => PhoneTag::Main,
            Some(Place::Work) => PhoneTag::Work,
            Some(Place::Home) => PhoneTag::Home,
            _ => PhoneTag::Untagged,
        };
        let is_phone = matches!(noun, Some(Target::Phone(..)));
        if is_phone || (mobile || fax) && (rest.is_empty() || rest == "number") {
            return Some(Target::Phone(n, phone_tag));
        }
        let address_tag = match place {
            Some(Place::Work) => AddressTag::Work,
            Some(Place::Home) => AddressTag::Home,
            Some(Place::Billing) => AddressTag::Billing,
            Some(Place::Shipping) => AddressTag::Shipping,
            None => AddressTag::Untagged,
        };
        if let Some(part) = rest.strip_prefix("address ").and_then(of_address) {
            return Some(Target::Address(n, address_tag, part));
        }
        let email_tag = match place {
            Some(Place::Work) => EmailTag::Work,
            Some(Place::Home) => EmailTag::Home,
            _ => EmailTag::Untagged,
        };
        match noun? {
            Target::Email(..) => Some(Target::Email(n, email_tag)),
            Target::EmailLabel(_) => Some(Target::EmailLabel(n)),
            Target::PhoneLabel(_) => Some(Target::PhoneLabel(n)),
            Target::AddressLabel(_) => Some(Target::AddressLabel(n)),
            // `Street 2` is the second line of a street; `Address 2 - Street` is another's.
            Target::Address(_, _, Part::Street) => {
                let part = if n == 2 { Part::Line2 } else { Part::Street };
                (n < 3).then_some(Target::Address(1, address_tag, part))
            }
            Target::Address(_, _, part) if n == 1 => Some(Target::Address(1, address_tag, *part)),
            Target::Address(..) => None,
            // A second one is not the same.
            _ if n != 1 || mobile || fax => None,
            Target::Website | Target::Note | Target::Anniversary => noun.cloned(),
            _ if place.is_some() => None,
            target => Some(target.clone()),
        }
    }
}

/// What a part of a numbered address is, such as `Address 2 - City`.
fn of_address(part: &str) -> Option<Part> {
    match KNOWN.get(part) {
        Some(Target::Address(_, _, part)) => Some(*part),
        _ => match part {
            "extended address" | "street line" => Some(Part::Line2),
            "po box" => Some(Part::Box),
            "formatted" => Some(Part::Whole),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::csv::normal_name;

    #[test]
    fn every_name_is_normal_and_stands_for_one_target() {
        let mut names = HashMap::new();
        for (target, list) in NOUNS.lines().filter_map(|line| line.split_once(" = ")) {
            assert!(target.parse::<Target>().is_ok(), "{target}");
            for name in list.split(" | ") {
                assert_eq!(normal_name(name), name);
                assert!(names.insert(name, target).is_none_or(|old| old == target), "{name}");
            }
        }
    }

    #[test]
    fn names_of_many_files_are_known() {
        for (name, expected) in [
            ("First Name", "name.first"),
            ("given_name", "name.first"),
            ("Vorname", "name.first"),
            ("Cognome", "name.last"),
            ("氏名", "name.full"),
            ("E-mail 1 - Value", "email"),
            ("email2", "email.2"),
            ("E-Mail (privat)", "email.home"),
            ("Work E-mail", "email.work"),
            ("Primary Email", "email"),
            ("Secondary Email", "email.2"),
            ("E-mail 2 - Type", "email.2.label"),
            ("Home Phone 2", "phone.2.home"),
            ("Company Main Phone", ""),
            ("Main Phone", "phone.main"),
            ("Mobile", "phone.mobile"),
            ("Handynummer", ""),
            ("Mobile Number", "phone.mobile"),
            ("Business Fax", "phone.fax"),
            ("Telefon geschäftlich", "phone.work"),
            ("Work Street", "address.work.street"),
            ("Street 2", "address.line2"),
            ("Address 2 - City", "address.2.city"),
            ("Address Line 1", "address.street"),
            ("Address Line 2", "address.line2"),
            ("Billing Zip", "address.billing.postalCode"),
            ("Home Address", "address.home.street"),
            ("PLZ", "address.postalCode"),
            ("State/Province", "address.region"),
            ("DOB", "birthdate"),
            ("Tags", "labels"),
            ("Comments", "note"),
            ("URL", "website"),
            ("Unsubscribed", "consent"),
            ("Email Opt-In", "consent"),
            ("Colour", ""),
            ("Shoe size", ""),
            ("Company 2", ""),
            ("Home", ""),
            ("2", ""),
            ("", ""),
        ] {
            let found = target(&normal_name(name)).map_or(String::new(), |found| found.to_string());
            assert_eq!(found, expected, "{name}");
        }
    }
}
