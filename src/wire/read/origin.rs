//! How a contact came to exist, and what happened last.

use crate::contact::{Activity, ActivityDetail, Icon, Origin};
use crate::wire::json::Json;
use crate::wire::members::{Members, text};
use crate::wire::place::Place;

pub(in crate::wire) fn origin(json: Json, at: &Place<'_>) -> Option<Origin> {
    let mut members = Members::of(json, at)?;
    let kind = members.required("sourceType", text);
    let app_id = members.text("appId");
    let wix_app_id = members.text("wixAppId");
    Some(Origin { kind: kind?, app_id, wix_app_id })
}

pub(super) fn activity(json: Json, at: &Place<'_>) -> Option<Activity> {
    let mut members = Members::of(json, at)?;
    let activity_date = members.required("activityDate", text);
    let activity_type = members.required("activityType", text);
    let detail = ActivityDetail {
        date: members.text("date"),
        description: members.text("description"),
        icon: members.with("icon", icon),
    };
    let detail = (detail != ActivityDetail::default()).then(|| Box::new(detail));
    Some(Activity { activity_date: activity_date?, activity_type: activity_type?, detail })
}

fn icon(json: Json, at: &Place<'_>) -> Option<Icon> {
    let mut members = Members::of(json, at)?;
    Some(Icon { name: members.text("name"), url: members.text("url") })
}
