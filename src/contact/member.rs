use serde::{Deserialize, Serialize};

use super::EmailAddress;
use crate::id::{MemberId, UserId};
use crate::text::Text;
use crate::time::Timestamp;

/// The membership of a contact's person on the host's site. The host sets it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberInfo {
    /// The membership's identity.
    pub member_id: MemberId,
    /// When the person signed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signup_date: Option<Timestamp>,
    /// The address used to log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// Whether that address was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Whether it must be confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verification_required: Option<bool>,
    /// Whether the profile must be completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_profile_completion: Option<bool>,
    /// Where the membership stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<MemberStatus>,
    /// What other members see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_info: Option<ProfileInfo>,
    /// The host's user, if the member is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info: Option<UserInfo>,
    /// When and where the member was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_info: Option<SessionInfo>,
    /// The member's groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_info: Option<GroupInfo>,
}

impl MemberInfo {
    /// An active membership of which nothing else is known.
    pub fn new(member_id: MemberId) -> Self {
        Self {
            member_id,
            signup_date: None,
            email: None,
            email_verified: None,
            email_verification_required: None,
            require_profile_completion: None,
            status: Some(MemberStatus::Active),
            profile_info: None,
            user_info: None,
            session_info: None,
            group_info: None,
        }
    }
}

/// Where a membership stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MemberStatus {
    /// Waits for approval.
    Pending,
    /// May log in.
    Active,
    /// Was blocked.
    Blocked,
    /// Cannot log in.
    Offline,
    /// Was removed.
    Deleted,
}

/// What other members see of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileInfo {
    /// The name that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<Text<255>>,
    /// Who may see the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_status: Option<PrivacyStatus>,
    /// Whether somebody reported the member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<bool>,
    /// Whether the member is muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,
    /// The profile's photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<Image>,
}

/// Who may see a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrivacyStatus {
    /// Nobody else.
    Private,
    /// Everybody.
    Public,
}

/// The host's user behind a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserInfo {
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// What the user is to the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<UserRole>,
}

/// What a user is to the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserRole {
    /// Not said.
    UnspecifiedRole,
    /// Owns it.
    Owner,
    /// Works on it.
    Contributor,
    /// Is a member, nothing more.
    Member,
}

/// When and where a member was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// On the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_web_login: Option<Timestamp>,
    /// In a mobile app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_mobile_login: Option<Timestamp>,
    /// In which ones; at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mobile_app_names: Vec<Text<50>>,
}

/// The groups of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupInfo {
    /// Their ids; at most 1,000.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_ids: Vec<uuid::Uuid>,
}

/// A picture: where it is, or what the host knows it by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Image {
    /// An address or a media id.
    Url(Text<4096>),
    /// An object of the host's media.
    Media(Media),
}

/// A picture among the host's media.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Media {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<1000>>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Text<4096>>,
    /// Pixels from top to bottom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Pixels from side to side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
}

/// The picture of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// The picture.
    pub image: Image,
    /// Who holds it; kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_provider: Option<Text<100>>,
}

impl Picture {
    /// The picture at this address.
    pub fn from_url(url: Text<4096>) -> Self {
        Self { image: Image::Url(url), image_provider: None }
    }
}
