//! Properties that mean something here.

/// What a property is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    FormattedName,
    Name,
    Org,
    Title,
    Role,
    Email,
    Tel,
    Adr,
    Label,
    Birthday,
    Anniversary,
    /// A date that the label of its group names.
    LabelledDate,
    /// The label of a group.
    GroupLabel,
    Lang,
    /// The language of the card itself.
    Language,
    Categories,
    Note,
    Url,
    Nickname,
    Photo,
    /// A logo, a sound or a key.
    Media,
    Uid,
    /// Whether it is a person, an organisation or a group.
    What,
    Member,
    ShowAs,
    Field,
    Location,
    Assignee,
    Other,
}

/// An extended field, with its key, type and name in parameters.
pub(super) const FIELD: &str = "X-CC-FIELD";
/// The id of a location of the host's business.
pub(super) const LOCATION: &str = "X-CC-LOCATION";
/// The id of a user in charge.
pub(super) const ASSIGNEE: &str = "X-CC-ASSIGNEE";

impl Kind {
    /// Names that 4.0 has and other versions write after an `X-` are read there too.
    pub(super) fn of(name: &str) -> Self {
        let mut upper = [0; 32];
        let Some(upper) = upper.get_mut(..name.len()) else { return Self::Other };
        upper.copy_from_slice(name.as_bytes());
        upper.make_ascii_uppercase();
        match &*upper {
            b"FN" => Self::FormattedName,
            b"N" => Self::Name,
            b"ORG" => Self::Org,
            b"TITLE" => Self::Title,
            b"ROLE" => Self::Role,
            b"EMAIL" => Self::Email,
            b"TEL" => Self::Tel,
            b"ADR" => Self::Adr,
            b"LABEL" => Self::Label,
            b"BDAY" => Self::Birthday,
            b"ANNIVERSARY"
            | b"X-ANNIVERSARY"
            | b"X-MS-ANNIVERSARY"
            | b"X-EVOLUTION-ANNIVERSARY" => Self::Anniversary,
            b"X-ABDATE" => Self::LabelledDate,
            b"X-ABLABEL" => Self::GroupLabel,
            b"LANG" | b"X-LANG" => Self::Lang,
            b"LANGUAGE" | b"X-LANGUAGE" => Self::Language,
            b"CATEGORIES" => Self::Categories,
            b"NOTE" => Self::Note,
            b"URL" => Self::Url,
            b"NICKNAME" => Self::Nickname,
            b"PHOTO" => Self::Photo,
            b"LOGO" | b"SOUND" | b"KEY" => Self::Media,
            b"UID" => Self::Uid,
            b"KIND" | b"X-KIND" | b"X-ADDRESSBOOKSERVER-KIND" => Self::What,
            b"MEMBER" | b"X-MEMBER" | b"X-ADDRESSBOOKSERVER-MEMBER" => Self::Member,
            b"X-ABSHOWAS" => Self::ShowAs,
            b"X-CC-FIELD" => Self::Field,
            b"X-CC-LOCATION" => Self::Location,
            b"X-CC-ASSIGNEE" => Self::Assignee,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_without_case_and_at_any_length() {
        assert_eq!(Kind::of("x-abShowAs"), Kind::ShowAs);
        assert_eq!(Kind::of("Tel"), Kind::Tel);
        for other in ["", "X-TEL", "TELÉ", &"N".repeat(100)] {
            assert_eq!(Kind::of(other), Kind::Other, "{other}");
        }
    }
}
