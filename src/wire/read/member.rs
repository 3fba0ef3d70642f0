//! Memberships.

use super::picture::image;
use crate::contact::{GroupInfo, MemberInfo, ProfileInfo, SessionInfo, UserInfo};
use crate::invalid::Invalid;
use crate::wire::json::Json;
use crate::wire::members::{Members, flag, list, raw, text, word};
use crate::wire::place::Place;

/// How many apps a member may have used.
const MAX_APPS: usize = 50;
/// How many groups a member may be in.
const MAX_GROUPS: usize = 1_000;

pub(in crate::wire) fn member(json: Json, at: &Place<'_>) -> Option<MemberInfo> {
    let mut members = Members::of(json, at)?;
    let member_id = members.required("memberId", text);
    let signup_date = members.text("signupDate");
    let email = members.text("email");
    let email_verified = members.with("emailVerified", flag);
    let email_verification_required = members.with("emailVerificationRequired", flag);
    let require_profile_completion = members.with("requireProfileCompletion", flag);
    let status = members.with("status", word);
    let profile_info = members.with("profileInfo", profile);
    let user_info = members.with("userInfo", user);
    let session_info = members.with("sessionInfo", session);
    let group_info = members.with("groupInfo", groups);
    Some(MemberInfo {
        member_id: member_id?,
        signup_date,
        email,
        email_verified,
        email_verification_required,
        require_profile_completion,
        status,
        profile_info,
        user_info,
        session_info,
        group_info,
    })
}

fn profile(json: Json, at: &Place<'_>) -> Option<ProfileInfo> {
    let mut members = Members::of(json, at)?;
    Some(ProfileInfo {
        nickname: members.text("nickname"),
        privacy_status: members.with("privacyStatus", word),
        reported: members.with("reported", flag),
        muted: members.with("muted", flag),
        photo: members.mentioned("photo", image).flatten(),
    })
}

fn user(json: Json, at: &Place<'_>) -> Option<UserInfo> {
    let mut members = Members::of(json, at)?;
    Some(UserInfo { user_id: members.text("userId"), role: members.with("role", word) })
}

fn session(json: Json, at: &Place<'_>) -> Option<SessionInfo> {
    let mut members = Members::of(json, at)?;
    let apps = |json, at: &Place<'_>| list(json, at, MAX_APPS, text);
    Some(SessionInfo {
        last_web_login: members.text("lastWebLogin"),
        last_mobile_login: members.text("lastMobileLogin"),
        mobile_app_names: members.with("mobileAppNames", apps).unwrap_or_default(),
    })
}

fn groups(json: Json, at: &Place<'_>) -> Option<GroupInfo> {
    let mut members = Members::of(json, at)?;
    let ids = |json, at: &Place<'_>| list(json, at, MAX_GROUPS, guid);
    Some(GroupInfo { group_ids: members.with("groupIds", ids).unwrap_or_default() })
}

/// A GUID of something that this crate does not name.
pub(super) fn guid(json: Json, at: &Place<'_>) -> Option<uuid::Uuid> {
    let text = raw(json, at)?;
    let id = uuid::Uuid::try_parse(&text).ok().filter(|_| text.len() == 36);
    let expected = "a GUID of the form 8-4-4-4-12 in hex";
    at.accept(id.ok_or_else(|| Invalid::format("id", &text, expected)))
}
