//! Values of which a contact has one: company, title, birthdate, language, picture and extended
//! fields.

use smol_str::{SmolStr, ToSmolStr, format_smolstr};

use super::super::{Version, text};
use super::kind::{FIELD, Kind};
use super::types::{self, is_named, param};
use super::values;
use super::write::Writer;
use crate::contact::{Encoding, Image, Media, MediaId, Picture, Property};
use crate::interop::map::standard::{DEPARTMENT, anchor_value};
use crate::interop::map::{anchor, days, pictures};
use crate::store::StoreError;
use crate::text::Text;

/// A value that has lines.
pub(super) struct Single {
    field: SmolStr,
    /// The places of its lines, and whether each of them says what the contact has.
    lines: Vec<(usize, bool)>,
}

impl Writer<'_> {
    pub(super) fn single_line(&mut self, line: Property, anchored: &SmolStr, field: &str) {
        let field = field.strip_suffix(anchor::AGAIN).unwrap_or(field);
        let company = field == anchor::COMPANY;
        if company && line.name.eq_ignore_ascii_case("FN") {
            self.company_name(line, anchored);
            return;
        }
        if company && anchored.contains(anchor::SEPARATOR) {
            self.covered.extend(self.standard(DEPARTMENT).map(|(key, _)| key.clone()));
        }
        let says = self.single(field, company && anchored.contains(anchor::SEPARATOR));
        let repeats = self.out.iter().flatten().any(|known| {
            known.anchor.is_some()
                && known.name.eq_ignore_ascii_case(&line.name)
                && known.value == line.value
                && known.media == line.media
        });
        if repeats {
            return;
        }
        let place = (self.out.len(), says.is_some_and(|value| value == *anchored));
        self.out.push(Some(line));
        match self.singles.iter_mut().find(|single| single.field == field) {
            Some(single) => single.lines.push(place),
            None => self.singles.push(Single { field: field.into(), lines: vec![place] }),
        }
    }

    /// A formatted name that was the company's.
    fn company_name(&mut self, line: Property, anchored: &SmolStr) {
        let company = self.info.company();
        if company == Some(anchored) && self.name == ";" {
            self.named_by_company = true;
            self.out.push(Some(line));
        } else if company.is_none() || !self.has("FN") {
            let (at, value) = (self.out.len(), self.full_name());
            self.out.push(Some(line));
            self.edit(at, |line| line.value = value);
        }
    }

    /// The value of a single field, as an anchor has it; `None` if there is none.
    fn single(&self, field: &str, department: bool) -> Option<SmolStr> {
        let info = self.info;
        match field {
            anchor::COMPANY => {
                let company = info.company.as_ref().map(ToSmolStr::to_smolstr);
                if !department {
                    return company;
                }
                let department = self.standard(DEPARTMENT).map(|(_, value)| value.to_smolstr());
                match (company, department) {
                    (None, None) => None,
                    (company, None) => company,
                    (company, Some(department)) => Some(format_smolstr!(
                        "{}{}{}",
                        company.unwrap_or_default(),
                        anchor::SEPARATOR,
                        department.trim()
                    )),
                }
            }
            anchor::JOB_TITLE => info.job_title.as_ref().map(ToSmolStr::to_smolstr),
            anchor::BIRTHDATE => info.birthdate.map(|date| date.to_smolstr()),
            anchor::LOCALE => info.locale.as_ref().map(ToSmolStr::to_smolstr),
            anchor::PICTURE => info.picture.as_ref().and_then(|p| pictures::anchor_value(p)),
            field => {
                let key = field.strip_prefix(anchor::FIELDS)?;
                let (_, value) = info.fields.iter().find(|(known, _)| known.as_str() == key)?;
                Some(anchor_value(value).into())
            }
        }
    }

    /// Edits the lines of values that changed, and writes lines for those that have none.
    pub(super) fn singles(&mut self) -> Result<(), StoreError> {
        for single in std::mem::take(&mut self.singles) {
            self.settle(&single)?;
            self.singles.push(single);
        }
        for field in [anchor::COMPANY, anchor::JOB_TITLE, anchor::BIRTHDATE, anchor::LOCALE] {
            if !self.is_written(field) {
                self.fresh_single(field);
            }
        }
        if !self.is_written(anchor::PICTURE) {
            self.fresh_picture()?;
        }
        self.fresh_fields();
        Ok(())
    }

    pub(super) fn is_written(&self, field: &str) -> bool {
        self.singles.iter().any(|single| single.field == field && !single.lines.is_empty())
    }

    fn settle(&mut self, single: &Single) -> Result<(), StoreError> {
        let Single { field, lines } = single;
        let field = field.as_str();
        let others = |matched: Option<usize>| {
            lines.iter().map(|(at, _)| *at).filter(move |at| Some(*at) != matched)
        };
        let matched = lines.iter().find(|(_, says)| *says).map(|(at, _)| *at);
        if let Some(matched) = matched {
            // What a merge set aside must not be read as the contact's.
            let first = others(None).next().unwrap_or(matched);
            if first < matched {
                self.out.swap(first, matched);
            }
            for at in others(Some(first)) {
                self.set_aside(at, first, field);
            }
            return Ok(());
        }
        let cleared = self.single(field, true).is_none();
        let kept_departments = cleared && field == anchor::COMPANY;
        for (at, _) in lines {
            if kept_departments && self.has_departments(*at) {
                self.edit_single(*at, field)?;
            } else if cleared {
                self.remove(*at);
            }
        }
        if let (false, Some((first, _))) = (cleared, lines.first()) {
            self.edit_single(*first, field)?;
            for at in others(Some(*first)) {
                self.set_aside(at, *first, field);
            }
        }
        Ok(())
    }

    /// A value that is not the contact's, behind the one that is.
    fn set_aside(&mut self, at: usize, first: usize, field: &str) {
        let is = |line: &Option<Property>, name: &str| {
            line.as_ref().is_some_and(|line| line.name.eq_ignore_ascii_case(name))
        };
        match field {
            anchor::BIRTHDATE => self.remove(at),
            anchor::LOCALE => self.edit(at, types::unmark),
            // A title comes before a role, wherever it stands.
            anchor::JOB_TITLE if is(&self.out[first], "ROLE") && is(&self.out[at], "TITLE") => {
                self.edit(at, |line| line.name = "ROLE".into());
            }
            _ => {}
        }
    }

    /// Whether a line says what the company is called.
    fn has_company(&self) -> bool {
        let mut lines = self.out.iter().flatten();
        lines.any(|line| {
            Kind::of(&line.name) == Kind::Org
                && !values::first_component(self.version, &line.value).is_empty()
        })
    }

    fn has_departments(&self, at: usize) -> bool {
        self.out[at].as_ref().is_some_and(|line| {
            values::components(&line.value).iter().skip(1).any(|part| !part.trim().is_empty())
        })
    }

    fn edit_single(&mut self, at: usize, field: &str) -> Result<(), StoreError> {
        if field == anchor::PICTURE {
            return self.edit_picture(at);
        }
        let version = self.version;
        if field == anchor::COMPANY {
            let company = self.info.company().unwrap_or_default().to_owned();
            let department = self.standard(DEPARTMENT).map(|(_, value)| value.to_string());
            self.edit(at, |line| set_company(line, version, &company, department.as_deref()));
            return Ok(());
        }
        let Some(value) = self.single(field, false) else { return Ok(()) };
        self.edit(at, |line| set_text(line, version, &value));
        Ok(())
    }

    fn fresh_single(&mut self, field: &str) {
        if field == anchor::COMPANY && self.named_by_company && !self.has_company() {
            return;
        }
        let department = self.standard(DEPARTMENT);
        let department = department.filter(|(key, _)| {
            field == anchor::COMPANY
                && key.as_str() == DEPARTMENT.key
                && !self.covered.contains(key)
        });
        let Some(value) = self.single(field, false) else { return };
        let name = match field {
            anchor::COMPANY => "ORG",
            anchor::JOB_TITLE => "TITLE",
            anchor::BIRTHDATE => "BDAY",
            _ if self.version == Version::V4_0 => "LANG",
            _ => "X-LANG",
        };
        let mut line = self.fresh(name, String::new());
        match (field, department) {
            (anchor::COMPANY, Some((key, department))) => {
                let value = (value.to_string(), department.to_string());
                set_company(&mut line, self.version, &value.0, Some(&value.1));
                line.params.push(param(FIELD, key.as_str()));
                self.covered.push(key.clone());
            }
            (anchor::COMPANY, None) => set_company(&mut line, self.version, &value, None),
            _ => set_text(&mut line, self.version, &value),
        }
        // Further ones may stand there, foreign; of dates the first full one counts.
        self.insert_first(line);
    }

    fn edit_picture(&mut self, at: usize) -> Result<(), StoreError> {
        let Some(picture) = self.info.picture() else { return Ok(()) };
        match self.picture_line(picture)? {
            Some(new) => self.edit(at, |line| {
                line.params.retain(|param| {
                    !types::is_type(param)
                        && !is_named(param, &["ENCODING", "VALUE", "MEDIATYPE"])
                        && !param.name.to_ascii_uppercase().starts_with("X-ABCROP")
                });
                line.params.extend(new.params);
                (line.value, line.encoding, line.media) = (new.value, new.encoding, new.media);
            }),
            None => self.remove(at),
        }
        Ok(())
    }

    fn fresh_picture(&mut self) -> Result<(), StoreError> {
        let Some(picture) = self.info.picture() else { return Ok(()) };
        if let Some(line) = self.picture_line(picture)? {
            self.insert_first(line);
        }
        Ok(())
    }

    /// A line for a picture; `None` if the picture is only known to the host.
    fn picture_line(&mut self, picture: &Picture) -> Result<Option<Property>, StoreError> {
        let (id, url) = match &picture.image {
            Image::Url(url) => (None, Some(url)),
            Image::Media(Media { id, url, .. }) => {
                (id.as_ref().and_then(|id| id.as_str().parse::<MediaId>().ok()), url.as_ref())
            }
        };
        let mut line = self.fresh("PHOTO", String::new());
        if let Some(id) = id {
            let bytes = self.references.media(id)?;
            let kind = bytes.as_deref().and_then(pictures::media_type);
            let kind = kind.unwrap_or("application/octet-stream");
            line.media = Some(id);
            if self.version == Version::V4_0 {
                line.value = format!("data:{kind};base64,");
            } else {
                line.encoding = Encoding::Base64;
                let encoding = if self.version == Version::V2_1 { "BASE64" } else { "b" };
                line.params.push(param("ENCODING", encoding));
                if let Some((_, format)) =
                    kind.split_once('/').filter(|_| kind.starts_with("image/"))
                {
                    line.params.push(param("TYPE", &format.to_ascii_uppercase()));
                }
            }
            return Ok(Some(line));
        }
        let Some(url) = url.map(Text::as_str).filter(|url| super::media::is_web(url)) else {
            self.warn("media.elsewhere", "PHOTO");
            return Ok(None);
        };
        line.value = url.replace(['\r', '\n', '\t'], "");
        match self.version {
            Version::V2_1 => line.params.push(param("VALUE", "URL")),
            _ => line.params.push(param("VALUE", "uri")),
        }
        Ok(Some(line))
    }
}

/// The company and the department; further departments stay.
fn set_company(line: &mut Property, version: Version, company: &str, department: Option<&str>) {
    let before = values::components(&line.value);
    let old = |at: usize| before.get(at).copied().unwrap_or_default();
    let part =
        |at: usize, text: &str| match values::component(version, old(at), ", ") == text.trim() {
            true => old(at).to_owned(),
            false => text::escape_part(version, text).into_owned(),
        };
    // Components of a company are no lists.
    let first = match values::first_component(version, &line.value) == company.trim() {
        true => old(0).to_owned(),
        false => text::escape_part(version, company).into_owned(),
    };
    let mut parts = vec![first];
    let covered = line.anchor.as_ref().is_none_or(|a| a.value.contains(anchor::SEPARATOR));
    match department {
        Some(text) if covered => parts.push(part(1, text)),
        None if covered && before.len() == 2 => {}
        None if covered && before.len() > 2 => parts.push(String::new()),
        _ => parts.extend(before.get(1).map(|part| (*part).to_owned())),
    }
    parts.extend(before.iter().skip(2).map(|part| (*part).to_owned()));
    let value = parts.join(";");
    drop(before);
    line.value = value;
    line.params.retain(|param| !is_named(param, &["SORT-AS"]));
}

/// A text in the form that its line has.
pub(super) fn set_text(line: &mut Property, version: Version, value: &str) {
    let kind = Kind::of(&line.name);
    line.value = match kind {
        Kind::Birthday | Kind::Anniversary | Kind::LabelledDate => {
            line.params.retain(|param| !is_named(param, &["VALUE", "X-APPLE-OMIT-YEAR"]));
            match days::basic(value) {
                Some(basic) if version == Version::V4_0 => basic,
                Some(_) => value.to_owned(),
                None => {
                    if version == Version::V4_0 && kind != Kind::LabelledDate {
                        line.params.push(param("VALUE", "text"));
                    }
                    text::escape(version, value).into_owned()
                }
            }
        }
        Kind::Nickname => {
            let names = value.split(super::fields::JOINT);
            let names = names.map(|name| text::escape_part(version, name).into_owned());
            names.collect::<Vec<_>>().join(",")
        }
        Kind::Url => value.replace(['\r', '\n'], ""),
        _ => text::escape(version, value).into_owned(),
    };
    if line.encoding == Encoding::Base64 {
        line.encoding = Encoding::None;
        line.params.retain(|param| !is_named(param, &["ENCODING"]));
    }
}
