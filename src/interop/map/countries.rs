//! Names of countries.

use crate::contact::CountryCode;

/// Codes with the names and aliases that people write, in English and in the country's languages.
const NAMES: &str = "\
AE:united arab emirates,uae|AR:argentina|AT:austria,österreich|AU:australia|BE:belgium,belgië,\
belgique,belgien|BG:bulgaria|BR:brazil,brasil|CA:canada,kanada|CH:switzerland,schweiz,suisse,\
svizzera|CL:chile|CN:china,中国,people's republic of china|CO:colombia|CZ:czechia,czech republic,\
česko,česká republika,tschechien|DE:germany,deutschland,allemagne,alemania|DK:denmark,danmark|\
EE:estonia,eesti|EG:egypt|ES:spain,españa,spanien,espagne|FI:finland,suomi|FR:france,frankreich,\
francia|GB:united kingdom,uk,u.k.,great britain,england,scotland,wales,northern ireland,\
großbritannien|GR:greece,griechenland|HK:hong kong|HR:croatia,hrvatska|HU:hungary,magyarország,\
ungarn|ID:indonesia|IE:ireland,éire|IL:israel|IN:india,भारत|IR:iran|IS:iceland,ísland|IT:italy,\
italia,italien,italie|JP:japan,日本,nippon|KE:kenya|KR:south korea,korea,republic of korea,대한민국|\
LT:lithuania,lietuva|LU:luxembourg,luxemburg|LV:latvia,latvija|MA:morocco,maroc|MX:mexico,méxico|\
MY:malaysia|NG:nigeria|NL:netherlands,the netherlands,nederland,holland,niederlande,pays-bas|\
NO:norway,norge,norwegen|NZ:new zealand|PE:peru,perú|PH:philippines|PK:pakistan|PL:poland,polska,\
polen|PT:portugal|RO:romania,românia|RS:serbia,srbija|RU:russia,russian federation,россия|\
SA:saudi arabia|SE:sweden,sverige,schweden|SG:singapore|SI:slovenia,slovenija|SK:slovakia,\
slovensko|TH:thailand|TN:tunisia,tunisie|TR:turkey,türkiye,türkei|TW:taiwan|UA:ukraine,україна|\
US:united states,united states of america,usa,u.s.a.,u.s.,america,vereinigte staaten|\
VN:vietnam,viet nam,việt nam|ZA:south africa";

/// The country that a text names, by its code or by a name that is known here.
pub(in crate::interop) fn country(text: &str) -> Option<CountryCode> {
    let text = text.trim();
    if text.len() == 2 && text.is_ascii() && !text.eq_ignore_ascii_case("uk") {
        return text.parse().ok();
    }
    let name = text.to_lowercase();
    let known = NAMES.split('|').find(|entry| entry[3..].split(',').any(|known| known == name))?;
    known[..2].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_name() {
        let code = |text: &str| country(text).map(|code| code.to_string());
        for (text, expected) in
            [("de", "DE"), (" UK ", "GB"), ("Österreich", "AT"), ("U.S.A.", "US"), ("日本", "JP")]
        {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(code("Atlantis"), None);
        assert_eq!(code(""), None);
    }

    #[test]
    fn every_entry_has_a_code() {
        for entry in NAMES.split('|') {
            assert!(entry[..2].parse::<CountryCode>().is_ok() && &entry[2..3] == ":", "{entry}");
        }
    }
}
