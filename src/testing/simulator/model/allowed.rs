//! Who may do what.

use crate::testing::simulator::action::Action;
use crate::{Caller, Permission};

/// Which permissions a call takes, in the order of asking.
pub(super) fn permissions(action: &Action) -> &'static [Permission] {
    use Permission as P;
    match action {
        Action::Create { .. }
        | Action::Update { .. }
        | Action::Delete { .. }
        | Action::Label(..)
        | Action::Unlabel(..) => &[P::ContactsModify],
        Action::Get(_) | Action::Contacts { .. } | Action::Count(_) => &[P::ContactsView],
        Action::Merge { .. } | Action::Preview(_) | Action::CommitPlan { .. } => {
            &[P::ContactsMerge]
        }
        Action::SetMember(..)
        | Action::SetOwner(..)
        | Action::SetBilling(..)
        | Action::SetMailConsent(..)
        | Action::SetPhoneConsent(..)
        | Action::SetSegments(..)
        | Action::RecordActivity(..) => &[P::Host],
        Action::FindLabel(_) | Action::RenameLabel(..) | Action::DeleteLabel(_) => {
            &[P::LabelsModify]
        }
        Action::GetLabel(_) | Action::Labels => &[P::LabelsView],
        Action::FindField(..) | Action::RenameField(..) | Action::DeleteField(_) => {
            &[P::SchemaModify]
        }
        Action::GetField(_) | Action::Fields => &[P::SchemaView],
        Action::Submit { contact: None, .. } => &[P::Submit],
        Action::Submit { contact: Some(_), .. } => &[P::SubmitWithOverrides],
        Action::CreateAt(_) | Action::CommitAgain(_) | Action::CommitOther(_) => &[],
    }
}

pub(super) fn may(caller: &Caller, permission: Permission) -> bool {
    match caller {
        Caller::Host => true,
        Caller::Visitor(_) | Caller::Member(_) | Caller::SiteCode => {
            permission == Permission::Submit
        }
        Caller::User { permissions, .. } | Caller::App { permissions, .. } => {
            permissions.has(permission)
        }
    }
}

pub(in crate::testing::simulator) fn reads_only(action: &Action) -> bool {
    matches!(
        action,
        Action::Get(_)
            | Action::Contacts { .. }
            | Action::Count(_)
            | Action::Preview(_)
            | Action::GetLabel(_)
            | Action::Labels
            | Action::GetField(_)
            | Action::Fields
            | Action::CreateAt(_)
            | Action::CommitAgain(_)
            | Action::CommitOther(_)
    )
}
