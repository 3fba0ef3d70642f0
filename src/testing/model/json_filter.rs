//! What a filter in JSON means, over the JSON of a contact.
//!
//! Written from the description of the language alone, over plain JSON: it shares nothing with
//! what reads filters or asks contacts.

use std::cmp::Ordering;

use serde_json::Value;

/// Whether a contact, as the wire shows it, meets a filter that is well-formed.
///
/// # Panics
///
/// If the filter is not well-formed.
pub fn matches(filter: &Value, contact: &Value) -> bool {
    members(filter).all(|(name, asked)| match name {
        "$and" => items(asked).iter().all(|filter| matches(filter, contact)),
        "$or" => items(asked).iter().any(|filter| matches(filter, contact)),
        "$not" => !matches(asked, contact),
        path => field(path, asked, contact),
    })
}

/// Several operators on one field must all hold; a bare value is equality.
fn field(path: &str, asked: &Value, contact: &Value) -> bool {
    let values = values(path, contact);
    match asked {
        Value::Object(operators) => {
            operators.iter().all(|(operator, operand)| holds(path, operator, operand, &values))
        }
        bare => holds(path, "$eq", bare, &values),
    }
}

/// A field with several values meets a condition if any of them does; one without a value meets
/// those that say so, and inequality.
fn holds(path: &str, operator: &str, operand: &Value, values: &[Value]) -> bool {
    let any = |is: &dyn Fn(&Value) -> bool| values.iter().any(is);
    let is = |value: &Value, other: &Value| compare(path, value, other) == Some(Ordering::Equal);
    let among = |value: &Value| items(operand).iter().any(|other| is(value, other));
    let ordered = |wanted: &[Ordering]| {
        any(&|value| compare(path, value, operand).is_some_and(|order| wanted.contains(&order)))
    };
    let says = || operand.as_bool().expect("true or false");
    use Ordering::{Equal, Greater, Less};
    match operator {
        "$eq" if operand.is_null() => values.is_empty(),
        "$ne" if operand.is_null() => !values.is_empty(),
        "$eq" => any(&|value| is(value, operand)),
        "$ne" => values.is_empty() || any(&|value| !is(value, operand)),
        "$in" | "$hasSome" => any(&among),
        "$nin" => values.is_empty() || any(&|value| !among(value)),
        "$hasAll" => items(operand).iter().all(|other| any(&|value| is(value, other))),
        "$lt" => ordered(&[Less]),
        "$lte" => ordered(&[Less, Equal]),
        "$gt" => ordered(&[Greater]),
        "$gte" => ordered(&[Greater, Equal]),
        "$startsWith" | "$begins" => {
            any(&|value| lower(text(value)).starts_with(&lower(text(operand))))
        }
        "$exists" => says() != values.is_empty(),
        "$isEmpty" => says() == values.is_empty(),
        other => panic!("`{other}` is no operator"),
    }
}

/// The values of a field: paths leave out `items`.
fn values(path: &str, contact: &Value) -> Vec<Value> {
    if let Some(key) = path.strip_prefix("info.extendedFields.") {
        return extended(key, contact).into_iter().collect();
    }
    let info = &contact["info"];
    let each = |list: &Value, of: &dyn Fn(&Value) -> Vec<Value>| {
        list["items"].as_array().into_iter().flatten().flat_map(of).collect::<Vec<_>>()
    };
    match path {
        "info.labelKeys" | "info.locations" | "info.assignedUserIds" => {
            each(&info[&path[5..]], &|item| vec![item.clone()])
        }
        "info.emails.email" => each(&info["emails"], &|item| some(&item["email"])),
        "info.phones.phone" => each(&info["phones"], &|item| some(&item["phone"])),
        "info.phones.e164Phone" => each(&info["phones"], &|item| some(&item["e164Phone"])),
        "info.addresses.street" => each(&info["addresses"], &|item| streets(&item["address"])),
        "info.addresses.city" => each(&info["addresses"], &|item| some(&item["address"]["city"])),
        "info.addresses.subdivision" => {
            each(&info["addresses"], &|item| some(&item["address"]["subdivision"]))
        }
        "info.addresses.country" => {
            each(&info["addresses"], &|item| some(&item["address"]["country"]))
        }
        _ => some(path.split('.').fold(contact, |value, name| &value[name])),
    }
}

fn some(value: &Value) -> Vec<Value> {
    (!value.is_null()).then(|| value.clone()).into_iter().collect()
}

/// The line; or name and number, apart and together in either order.
fn streets(address: &Value) -> Vec<Value> {
    let mut found = some(&address["addressLine"]);
    let street = &address["streetAddress"];
    let (name, number) = (some(&street["name"]), some(&street["number"]));
    if let ([name], [number]) = (name.as_slice(), number.as_slice()) {
        let (name, number) = (text(name), text(number));
        found.push(format!("{name} {number}").into());
        found.push(format!("{number} {name}").into());
    }
    found.extend(name.into_iter().chain(number));
    found
}

/// An extended field; two of them are the statuses of the primary e-mail, one is that of the
/// membership, if there is one.
fn extended(key: &str, contact: &Value) -> Option<Value> {
    let given = |value: &Value| (!value.is_null()).then(|| value.clone());
    match key {
        "emailSubscriptions.subscriptionStatus" => {
            given(&contact["primaryEmail"]["subscriptionStatus"])
        }
        "emailSubscriptions.deliverabilityStatus" => {
            given(&contact["primaryEmail"]["deliverabilityStatus"])
        }
        "members.membershipStatus" if contact["memberInfo"].is_object() => {
            let status = match contact["memberInfo"]["status"].as_str()? {
                "ACTIVE" => "APPROVED",
                "BLOCKED" => "DENIED",
                "OFFLINE" => "OFFLINE_ONLY",
                "DELETED" => "INACTIVE",
                other => other,
            };
            Some(status.into())
        }
        key => given(&contact["info"]["extendedFields"]["items"][key]),
    }
}

/// How two values of a field compare: numbers as numbers, times as points in time, ids and e-mail
/// addresses in lower case, other texts as they stand.
fn compare(path: &str, a: &Value, b: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) {
        return a.partial_cmp(&b);
    }
    let (a, b) = (text(a), text(b));
    Some(match path {
        "createdDate" | "updatedDate" | "lastActivity.activityDate" => instant(a).cmp(&instant(b)),
        "primaryInfo.email"
        | "primaryEmail.email"
        | "info.emails.email"
        | "id"
        | "info.locations"
        | "info.assignedUserIds" => a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()),
        _ => a.cmp(b),
    })
}

/// A text in lower case, letter by letter.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Microseconds since some day, of `2024-01-02T03:04:05.678Z` or the like with an offset. What is
/// finer is cut off.
fn instant(text: &str) -> i64 {
    let number = |text: &str| text.parse::<i64>().expect("digits");
    let (year, month, day) = (number(&text[..4]), number(&text[5..7]), number(&text[8..10]));
    let (hour, minute, second) =
        (number(&text[11..13]), number(&text[14..16]), number(&text[17..19]));
    let rest = &text[19..];
    let zone = rest.find(['Z', 'z', '+', '-']).expect("an offset");
    let fraction = format!("{:0<6.6}", rest[..zone].trim_start_matches('.'));
    let offset = match &rest[zone..] {
        "Z" | "z" => 0,
        offset => {
            let minutes = 60 * number(&offset[1..3]) + number(&offset[4..6]);
            if offset.starts_with('-') { -minutes } else { minutes }
        }
    };
    // Years that begin with March end with the leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day;
    let seconds = ((24 * days + hour) * 60 + minute - offset) * 60 + second;
    seconds * 1_000_000 + number(&fraction)
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = object.as_object().expect("an object").iter();
    members.map(|(name, value)| (name.as_str(), value))
}

fn items(list: &Value) -> &[Value] {
    list.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_examples_of_the_description_hold() {
        let contact = json!({
            "createdDate": "2024-01-02T03:04:05.678Z",
            "info": {
                "name": {"first": "Ada"},
                "emails": {"items": [{"email": "Ada@x.test"}, {"email": "b@x.test"}]},
                "addresses": {"items": [
                    {"address": {"streetAddress": {"number": "12", "name": "Park Ave"}}}
                ]},
                "extendedFields": {"items": {"custom.size": 40}}
            }
        });
        for (filter, holds) in [
            (json!({}), true),
            (json!({"info.name.first": "ada"}), false),
            (json!({"info.name.first": {"$startsWith": "AD"}}), true),
            (json!({"info.name.last": null}), true),
            (json!({"info.name.last": {"$ne": "x"}}), true),
            (json!({"info.emails.email": "aDa@X.test"}), true),
            (json!({"info.emails.email": {"$ne": "ada@x.test"}}), true),
            (json!({"$not": {"info.emails.email": "ada@x.test"}}), false),
            (json!({"info.addresses.street": "12 Park Ave"}), true),
            (json!({"info.extendedFields.custom.size": {"$gt": 39.5, "$lt": 40}}), false),
            (json!({"createdDate": {"$gte": "2024-01-02T04:04:05.678+01:00"}}), true),
            (json!({"createdDate": {"$lt": "2024-01-02T03:04:05.678001Z"}}), true),
            (json!({"info.labelKeys": {"$isEmpty": true}}), true),
            (json!({"$or": [{"info.company": "x"}, {"info.name.first": "Ada"}]}), true),
        ] {
            assert_eq!(matches(&filter, &contact), holds, "{filter}");
        }
    }
}
