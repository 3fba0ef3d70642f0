//! Word lists of the generator: small, invented, and of ordinary length.

/// A country as the generator needs it.
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(crate) code: &'static str,
    pub(crate) calling: &'static str,
    /// What is dialled before a national number.
    pub(crate) trunk: &'static str,
    /// How the national number is grouped when it is written out.
    pub(crate) groups: &'static [usize],
    /// `9` stands for a digit, `A` for a letter.
    pub(crate) postcode: &'static str,
    pub(crate) subdivisions: &'static [&'static str],
    pub(crate) cities: &'static [&'static str],
}

pub(crate) const COUNTRIES: &[Country] = &[
    Country {
        code: "US",
        calling: "1",
        trunk: "",
        groups: &[3, 3, 4],
        postcode: "99999",
        subdivisions: &["US-CA", "US-NY", "US-TX", "US-WA", "US-OH", "US-IL"],
        cities: &["Fresno", "Buffalo", "San Antonio", "Spokane", "Cleveland", "Springfield"],
    },
    Country {
        code: "GB",
        calling: "44",
        trunk: "0",
        groups: &[4, 6],
        postcode: "AA9 9AA",
        subdivisions: &["GB-ENG", "GB-SCT", "GB-WLS"],
        cities: &["Nottingham", "Aberdeen", "Swansea", "Brighton", "Wolverhampton"],
    },
    Country {
        code: "DE",
        calling: "49",
        trunk: "0",
        groups: &[3, 4, 4],
        postcode: "99999",
        subdivisions: &["DE-BY", "DE-NW", "DE-BE", "DE-SN"],
        cities: &["München", "Köln", "Dresden", "Osnabrück", "Wuppertal"],
    },
    Country {
        code: "FR",
        calling: "33",
        trunk: "0",
        groups: &[1, 2, 2, 2, 2],
        postcode: "99999",
        subdivisions: &["FR-IDF", "FR-BRE", "FR-OCC"],
        cities: &["Rennes", "Toulouse", "Saint-Étienne", "Versailles"],
    },
];

pub(crate) const FIRST: &[&str] = &[
    "Ada",
    "Bastian",
    "Cleo",
    "Dimitri",
    "Eleni",
    "Frieda",
    "Gustav",
    "Hanne",
    "Ismael",
    "Jolanda",
    "Kilian",
    "Ludmila",
    "Margarete",
    "Nikolai",
    "Ottilie",
    "Pelle",
    "Quentin",
    "Rosalie",
    "Sebastian",
    "Théo",
    "Ulrike",
    "Valerian",
    "Wilhelmina",
    "Xaver",
    "Yolande",
    "Zacharias",
];

pub(crate) const LAST: &[&str] = &[
    "Abernathy",
    "Bergström",
    "Castellano",
    "Drummond",
    "Engelhardt",
    "Featherstone",
    "Grunewald",
    "Holloway",
    "Isaksen",
    "Jankowski",
    "Kirkpatrick",
    "Lindholm",
    "Montague",
    "Northcote",
    "Okonkwo",
    "Pemberton",
    "Quigley",
    "Rautenberg",
    "Stavros",
    "Thistlewood",
    "Underhill",
    "Vandermeer",
    "Whitlock",
    "Yamaguchi",
    "Zellweger",
];

pub(crate) const COMPANY: &[&str] = &[
    "Amber Lane",
    "Bluewater",
    "Copperfield",
    "Deltaworks",
    "Evergreen",
    "Foxglove",
    "Granite",
    "Harbour Street",
    "Ironbridge",
    "Juniper",
    "Kestrel",
    "Lighthouse",
    "Meridian",
    "Northstar",
];

pub(crate) const COMPANY_KIND: &[&str] = &[
    "Bakery Ltd",
    "Consulting GmbH",
    "Dental Care",
    "Engineering Inc.",
    "Foods LLC",
    "Logistics",
    "Media Group",
    "Partners LLP",
    "Software SARL",
    "Yoga Studio",
];

pub(crate) const JOB: &[&str] = &[
    "Account Manager",
    "Bookkeeper",
    "Chief Operating Officer",
    "Designer",
    "Electrical Engineer",
    "Head of Procurement",
    "Owner",
    "Physiotherapist",
    "Sales Representative",
    "Teacher",
];

pub(crate) const MAIL_HOST: &[&str] = &[
    "mail.example",
    "post.example.org",
    "inbox.example.net",
    "webmail.example.com",
    "fastpost.example",
];

pub(crate) const STREET: &[&str] = &[
    "Alder",
    "Bishop",
    "Chestnut",
    "Dockside",
    "Elm Grove",
    "Fountain",
    "Garden",
    "Hawthorn",
    "Königs",
    "Lavender",
    "Mill",
    "Orchard",
    "Quarry",
    "Saint Anne's",
    "Station",
    "Willow",
];

pub(crate) const STREET_KIND: &[&str] =
    &["Street", "Avenue", "Road", "Lane", "Boulevard", "Square"];

/// Labels are `custom.<subject>-<kind>`: 20 times 10 of them.
pub(crate) const LABEL_SUBJECT: &[&str] = &[
    "newsletter",
    "wholesale",
    "retail",
    "press",
    "supplier",
    "partner",
    "lead",
    "alumni",
    "event",
    "course",
    "booking",
    "member",
    "donor",
    "trial",
    "support",
    "region",
    "vip",
    "beta",
    "invoice",
    "survey",
];

pub(crate) const LABEL_KIND: &[&str] =
    &["2023", "2024", "2025", "north", "south", "new", "lapsed", "active", "gold", "imported"];

/// Keys of extended fields; a field's position decides its type, see `people::field`.
pub(crate) const FIELD: &[&str] = &[
    "custom.account-number",
    "custom.lifetime-value",
    "custom.first-order",
    "custom.shirt-size",
    "custom.visits",
    "custom.last-visit",
    "custom.referred-by",
    "custom.discount",
    "custom.contract-end",
    "custom.favourite-product",
    "custom.children",
    "custom.anniversary",
    "custom.diet",
    "custom.credit-limit",
    "custom.trial-end",
    "custom.sales-region",
    "custom.score",
    "custom.renewal",
    "custom.website",
    "custom.headcount",
    "custom.founded",
    "custom.time-zone",
    "custom.open-invoices",
    "custom.next-call",
    "custom.vat-number",
    "custom.distance-km",
    "custom.birthday-of-pet",
    "custom.notes",
    "custom.floor",
    "custom.moved-in",
];

/// Texts of extended fields.
pub(crate) const TEXT: &[&str] = &[
    "medium",
    "see the folder in the office",
    "by Rosalie",
    "vegetarian, no nuts",
    "Europe/Berlin",
    "DE 811 907 980",
    "prefers to be called after six",
    "https://www.example.com/shop",
    "A-10-2291",
];
