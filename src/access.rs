//! Who may do what.

use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use crate::contact::{Origin, OriginKind};
use crate::id::{AppId, MemberId, UserId, VisitorId};
use crate::text::Text;

/// A permission, as the platform names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Permission {
    /// Get, list and query contacts; contact events; read segments.
    ContactsView,
    /// Create, update, delete, label and unlabel contacts; save, change and delete segments.
    ContactsModify,
    /// Merge contacts and preview merges.
    ContactsMerge,
    /// Read labels.
    LabelsView,
    /// Create, rename and delete labels.
    LabelsModify,
    /// Read extended fields.
    SchemaView,
    /// Create, rename and delete extended fields.
    SchemaModify,
    /// Submit one's own data.
    Submit,
    /// Submit to a given contact.
    SubmitWithOverrides,
    /// Say what the host knows of a person: membership, subscription, delivery.
    Host,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 10] = [
        Self::ContactsView,
        Self::ContactsModify,
        Self::ContactsMerge,
        Self::LabelsView,
        Self::LabelsModify,
        Self::SchemaView,
        Self::SchemaModify,
        Self::Submit,
        Self::SubmitWithOverrides,
        Self::Host,
    ];

    /// Its id on the platform.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ContactsView => "CONTACTS.VIEW",
            Self::ContactsModify => "CONTACTS.MODIFY",
            Self::ContactsMerge => "CONTACTS.MERGE",
            Self::LabelsView => "CONTACTS_LABELS.VIEW",
            Self::LabelsModify => "CONTACTS_LABELS.MODIFY",
            Self::SchemaView => "CONTACTS_SCHEMA.VIEW",
            Self::SchemaModify => "CONTACTS_SCHEMA.MODIFY",
            Self::Submit => "CONTACTS.SUBMIT",
            Self::SubmitWithOverrides => "CONTACTS.SUBMIT_WITH_OVERRIDES",
            Self::Host => "CONTACTS.HOST",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u16);

impl Permissions {
    /// No permission.
    pub const NONE: Self = Self(0);

    /// "Read Contacts": get, list, query.
    pub fn read_contacts() -> Self {
        Self::from([Permission::ContactsView])
    }

    /// "Manage Contacts": all of contacts, merging included.
    pub fn manage_contacts() -> Self {
        Self::from([
            Permission::ContactsView,
            Permission::ContactsModify,
            Permission::ContactsMerge,
            Permission::Submit,
            Permission::SubmitWithOverrides,
        ])
    }

    /// "Manage Contact Labels".
    pub fn manage_labels() -> Self {
        Self::from([Permission::LabelsView, Permission::LabelsModify])
    }

    /// "Manage Contact Extended Fields".
    pub fn manage_fields() -> Self {
        Self::from([Permission::SchemaView, Permission::SchemaModify])
    }

    /// Every permission but [`Permission::Host`].
    pub fn all() -> Self {
        Self::manage_contacts().and(Self::manage_labels()).and(Self::manage_fields())
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this permission is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u16) != 0
    }
}

impl<I: IntoIterator<Item = Permission>> From<I> for Permissions {
    fn from(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | 1 << permission as u16))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = Permission::ALL.iter().filter(|permission| self.has(**permission));
        f.debug_set().entries(held.map(|permission| permission.as_str())).finish()
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caller {
    /// An anonymous session; may only submit its own data.
    Visitor(VisitorId),
    /// A signed-in member of the site; may only submit its own data.
    Member(MemberId),
    /// An owner or collaborator, with the permissions of their role.
    User {
        /// The user.
        id: UserId,
        /// What the role allows.
        permissions: Permissions,
    },
    /// An app, with the permissions of its scopes.
    App {
        /// The app.
        id: AppId,
        /// What its scopes allow.
        permissions: Permissions,
    },
    /// The site's own code: may only submit, everything else must be elevated.
    SiteCode,
    /// The program that embeds the book; may do everything.
    Host,
}

impl Caller {
    /// Whether the caller holds a permission of their own.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Visitor(_) | Self::Member(_) | Self::SiteCode => permission == Permission::Submit,
            Self::User { permissions, .. } | Self::App { permissions, .. } => {
                permissions.has(permission)
            }
            Self::Host => true,
        }
    }

    /// Where contacts come from that this caller creates.
    pub(crate) fn origin(&self) -> Origin {
        match self {
            Self::Visitor(_) => Origin::new(OriginKind::OTHER),
            Self::Member(_) => Origin::new(OriginKind::WIX_SITE_MEMBERS),
            Self::User { .. } => Origin::new(OriginKind::ADMIN),
            Self::App { id, .. } => {
                let app_id = Text::read("app id", &id.to_string()).ok().flatten();
                Origin { app_id, ..Origin::new(OriginKind::WIX_APP) }
            }
            Self::SiteCode => Origin::new(OriginKind::WIX_CODE),
            Self::Host => Origin::new(OriginKind::OTHER),
        }
    }

    /// How the journal names the caller: the kind and the id.
    pub(crate) fn describe(&self) -> SmolStr {
        match self {
            Self::Visitor(id) => format_smolstr!("visitor {id}"),
            Self::Member(id) => format_smolstr!("member {id}"),
            Self::User { id, .. } => format_smolstr!("user {id}"),
            Self::App { id, .. } => format_smolstr!("app {id}"),
            Self::SiteCode => SmolStr::new_static("site code"),
            Self::Host => SmolStr::new_static("host"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_it_was_made_of() {
        for permission in Permission::ALL {
            assert!(Permissions::from([permission]).has(permission));
            assert!(!Permissions::NONE.has(permission));
        }
        assert!(!Permissions::all().has(Permission::Host));
        assert_eq!(format!("{:?}", Permissions::read_contacts()), r#"{"CONTACTS.VIEW"}"#);
    }
}
