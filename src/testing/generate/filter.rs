use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Dice, stored_from};
use crate::contact::{Contact, MemberInfo, MemberStatus};
use crate::field::{DataType, FieldKey, FieldValue};
use crate::id::{ContactId, MemberId};
use crate::query::ContactField;
use crate::record::Stored;

/// Extended fields that contacts of [`asked_from`] have, as paths of filters; some belong to other
/// services.
const EXTENDED: [&str; 14] = [
    "custom.note",
    "custom.size",
    "custom.since",
    "custom.site",
    "contacts.displayByLastName",
    "emailSubscriptions.subscriptionStatus",
    "emailSubscriptions.deliverabilityStatus",
    "emailSubscriptions.effectiveEmail",
    "members.mobile",
    "ecom.numOfPurchases",
    "ecom.totalSpentAmount",
    "ecom.totalSpentCurrency",
    "ecom.lastPurchaseDate",
    "members.membershipStatus",
];

const FIRSTS: [&str; 5] = ["Mia", "Maria", "mia", "M", ""];
const LASTS: [&str; 4] = ["Stone", "Rock", "ROCK", "s"];
const EMAILS: [&str; 6] = ["ada@x.test", "ADA@x.test", "m@y.test", "Z@Z.TEST", "a", "M@"];
const PHONES: [&str; 5] = ["+49 30 23125001", "030 1", "0301", "call me", "+49"];
const E164S: [&str; 4] = ["+493023125001", "+494023125001", "+15550100199", "+49"];
const STREETS: [&str; 7] =
    ["12 Park Ave", "Park Ave 12", "Park Ave", "12", "STRAßE 1", "straße", "STRASSE"];
const COMPANIES: [&str; 4] = ["Acme", "Acme Ltd", "acme l", "Zenith"];
const LABELS: [&str; 4] = ["custom.a", "custom.b", "custom.at-risk", "contacts.customers"];
const DAYS: [&str; 4] = ["1815-12-10", "1990-01-02", "2020-02-29", "2021-01-01"];

/// The type of each field that the book of generated contacts defines.
pub fn field_type(key: &FieldKey) -> Option<DataType> {
    let fields = super::fields();
    fields.iter().find(|(known, _)| known == key).map(|(_, field)| field.data_type)
}

/// The stored contact that these bytes make, at this id: what [`stored_from`] makes, and of what
/// else can be asked something, too.
pub fn asked_from(dice: &mut Dice<'_>, id: ContactId) -> Arc<Stored<Contact>> {
    let mut stored = stored_from(dice, id);
    let contact = &mut Arc::make_mut(&mut stored).value;
    for entry in &mut contact.info.addresses {
        entry.value.country = dice.maybe(&["DE", "US"]).and_then(|code| code.parse().ok());
        entry.value.subdivision = dice.maybe(&["BY", "BE"]).and_then(|code| code.parse().ok());
    }
    let texts: [(&str, [&str; 2]); 4] = [
        ("members.membershipStatus", ["APPROVED", "PENDING"]),
        ("emailSubscriptions.effectiveEmail", ["a@x.test", "b@x.test"]),
        ("members.mobile", ["true", "false"]),
        ("ecom.totalSpentCurrency", ["EUR", "USD"]),
    ];
    for (key, values) in texts {
        let value = dice.maybe(&values).and_then(|text| DataType::Text.read(text).ok().flatten());
        let field = value.and_then(|value: FieldValue| Some((key.parse().ok()?, value)));
        contact.info.fields.extend(field);
    }
    use MemberStatus::{Active, Blocked, Deleted, Offline, Pending};
    if dice.once_in(3) {
        let member = contact
            .standing
            .member
            .get_or_insert_with(|| Box::new(MemberInfo::new(MemberId::from_u128(1))));
        member.status = dice.maybe(&[Active, Blocked, Pending, Offline, Deleted]);
    }
    stored
}

/// A filter in JSON that callers may send, about what contacts of [`asked_from`] have.
pub fn json_filter_from(dice: &mut Dice<'_>) -> Value {
    nested(dice, 4)
}

/// A filter with at most so many levels within it.
fn nested(dice: &mut Dice<'_>, levels: usize) -> Value {
    let list = |dice: &mut Dice<'_>| {
        (0..1 + dice.up_to(2)).map(|_| nested(dice, levels - 1)).collect::<Vec<_>>()
    };
    match dice.up_to(if levels == 0 { 3 } else { 7 }) {
        0..3 => {
            let path = path(dice);
            let asked = asked(dice, &path);
            json!({path: asked})
        }
        3 => {
            let mut members = Map::new();
            for _ in 0..dice.up_to(3) {
                let path = path(dice);
                let asked = asked(dice, &path);
                members.insert(path, asked);
            }
            if levels > 0 && dice.once_in(4) {
                members.insert("$or".into(), list(dice).into());
            }
            members.into()
        }
        4 => json!({"$and": list(dice)}),
        5 => json!({"$or": list(dice)}),
        _ => json!({"$not": nested(dice, levels - 1)}),
    }
}

fn path(dice: &mut Dice<'_>) -> String {
    let plain: Vec<&str> = ContactField::paths().collect();
    match dice.once_in(3) {
        true => format!("info.extendedFields.{}", dice.one_of(&EXTENDED)),
        false => (*dice.one_of(&plain)).to_owned(),
    }
}

/// A bare value, or one or two operators that the field has.
fn asked(dice: &mut Dice<'_>, path: &str) -> Value {
    let field = ContactField::at(path, field_type).expect("the paths above lead to fields");
    let operators = field.operators().names();
    if operators.contains(&"$eq") && dice.once_in(5) {
        return match dice.once_in(4) {
            true => Value::Null,
            false => value(dice, path),
        };
    }
    let mut asked = Map::new();
    for _ in 0..1 + dice.up_to(1) {
        let operator = *dice.one_of(operators);
        let operand = operand(dice, path, operator);
        let alias = operator == "$startsWith" && dice.once_in(3);
        asked.insert(if alias { "$begins" } else { operator }.into(), operand);
    }
    asked.into()
}

fn operand(dice: &mut Dice<'_>, path: &str, operator: &str) -> Value {
    match operator {
        "$in" | "$nin" | "$hasSome" | "$hasAll" => {
            (0..1 + dice.up_to(2)).map(|_| value(dice, path)).collect()
        }
        "$exists" | "$isEmpty" => dice.once_in(2).into(),
        "$eq" | "$ne" if dice.once_in(8) => Value::Null,
        _ => value(dice, path),
    }
}

/// A value that the field may have, or comes close to one.
fn value(dice: &mut Dice<'_>, path: &str) -> Value {
    let guid = |dice: &mut Dice<'_>| {
        let id = format!("00000000-0000-0000-0000-00000000000{}", dice.up_to(4));
        Value::from(id)
    };
    let texts: &[&str] = match path {
        "id" | "info.locations" | "info.assignedUserIds" => return guid(dice),
        "createdDate" | "updatedDate" | "lastActivity.activityDate" => {
            let (second, finer) = (19 + dice.up_to(5), dice.maybe(&[".5", ".000001"]));
            let finer = finer.unwrap_or_default();
            return match dice.once_in(3) {
                true => format!("2023-11-14T23:13:{second}{finer}+01:00").into(),
                false => format!("2023-11-14T22:13:{second}{finer}Z").into(),
            };
        }
        "info.name.first" => &FIRSTS,
        "info.name.last" => &LASTS,
        "primaryInfo.phone"
        | "primaryPhone.phone"
        | "primaryPhone.formattedPhone"
        | "info.phones.phone" => &PHONES,
        "primaryPhone.e164Phone" | "info.phones.e164Phone" => &E164S,
        "primaryPhone.countryCode" | "info.addresses.country" => &["DE", "US", "de", "D"],
        "info.addresses.street" => &STREETS,
        "info.addresses.city" => &["London", "london", "LON", "Paris"],
        "info.addresses.subdivision" => &["BY", "BE", "by"],
        "info.company" => &COMPANIES,
        "info.jobTitle" => &["Engineer", "Captain", "e", "CAPT"],
        "info.locale" => &["en", "de-CH", "EN"],
        "info.labelKeys" => &LABELS,
        "info.extendedFields.custom.note" => &["likes tea", "likes coffee", "LIKES", "x"],
        "info.extendedFields.custom.site" => &["https://x.test", "https://y.test", "HTTPS"],
        "info.extendedFields.members.mobile" => &["true", "false"],
        "info.extendedFields.ecom.totalSpentCurrency" => &["EUR", "USD", "F"],
        "info.birthdate"
        | "info.extendedFields.custom.since"
        | "info.extendedFields.ecom.lastPurchaseDate" => &DAYS,
        _ => {
            let field = ContactField::at(path, field_type).expect("the paths above lead to fields");
            match field.statuses() {
                [] if path.ends_with("mail") => &EMAILS,
                [] => return (*dice.one_of(&[json!(3), json!(40), json!(1), json!(2.5)])).clone(),
                statuses => statuses,
            }
        }
    };
    Value::from(*dice.one_of(texts))
}
