//! Which value of a single field wins, by the policy.

use super::field::{MergeField, MergeValue};
use super::plan::{MergePlan, Unfit};
use super::policy::MergeRule;
use super::trace::{self, Contributor};
use crate::contact::Contact;
use crate::record::Stored;

impl MergePlan {
    /// The fields that a person still has to choose for.
    pub fn open(&self) -> &[MergeField] {
        &self.open
    }

    /// Chooses for a field; the rule is kept in the policy of this plan, which then is the plan
    /// that this policy makes.
    ///
    /// # Errors
    ///
    /// [`Unfit`] if the rule decides nothing here: a value of another type, a contributor that has
    /// no value, a field that belongs to another service. The plan stays as it was.
    pub fn settle(&mut self, field: &MergeField, rule: MergeRule) -> Result<(), Unfit> {
        let fits = field.is_passed_on()
            && match &rule {
                MergeRule::Value(value) => field.fits(value),
                MergeRule::From(id) => {
                    self.values(field).iter().any(|(contact, _)| contact.id == *id)
                }
                _ => true,
            };
        if !fits {
            return Err(Unfit { field: field.clone() });
        }
        self.policy = std::mem::take(&mut self.policy).with_rule(field.clone(), rule);
        self.decide(field.clone());
        Ok(())
    }

    pub(super) fn follow_policy(&mut self) {
        for field in self.fields() {
            self.decide(field);
        }
    }

    /// Follows the rule for a field, whatever was there before.
    fn decide(&mut self, field: MergeField) {
        match self.winner(&field) {
            Some((_, value)) => field.put(&mut self.outcome, value),
            None => field.clear(&mut self.outcome),
        }
        self.open.retain(|open| *open != field);
        if *self.rule(&field) == MergeRule::Ask && trace::differ(&self.values(&field)) {
            self.open.push(field);
        }
    }

    /// The single values that any contributor has, or that the policy gives.
    pub(super) fn fields(&self) -> Vec<MergeField> {
        let mut fields = MergeField::FIXED.to_vec();
        let held = self.contributors().flat_map(|contact| contact.info().fields());
        let held = held.map(|(key, _)| MergeField::Extended(key.clone()));
        for field in held.chain(self.policy.fields().cloned()) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// The contributors that have a value for a field, in order.
    ///
    /// INVARIANT (other services keep their values): of a field that belongs to another service,
    /// only the target contributes.
    pub(super) fn values(&self, field: &MergeField) -> Vec<(&Stored<Contact>, MergeValue)> {
        let count = if field.is_passed_on() { usize::MAX } else { 1 };
        let values = self.contributors().take(count);
        let values = values.map(|contact| (contact, field.of(contact.info())));
        values.filter_map(|(contact, value)| Some((contact, value?))).collect()
    }

    /// The rule that decides a field.
    pub(super) fn rule(&self, field: &MergeField) -> &MergeRule {
        match self.policy.rule(field) {
            _ if !field.is_passed_on() => &MergeRule::TargetFirst,
            MergeRule::Value(value) if !field.fits(value) => &MergeRule::TargetFirst,
            rule => rule,
        }
    }

    /// Who wins a field.
    pub(super) fn winner(&self, field: &MergeField) -> Option<(Contributor, MergeValue)> {
        self.rule(field).choose(&self.values(field))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::contact::{Contact, ContactInfo, Line, Origin, OriginKind};
    use crate::field::{FieldKey, FieldValue};
    use crate::id::ContactId;
    use crate::merge::{MergePolicy, plan};
    use crate::record::Revision;
    use crate::time::Timestamp;

    const PURCHASES: &str = "ecom.numOfPurchases";

    fn line(text: &str) -> Line {
        text.parse().unwrap()
    }

    /// A contact, changed `updated` microseconds after the epoch.
    fn contact(id: u128, updated: i64, info: ContactInfo) -> Arc<Stored<Contact>> {
        let info = ContactInfo { first: Some(line("Mia")), ..info };
        let at = Timestamp::from_micros(updated);
        let contact = Contact::new(info, Origin::new(OriginKind::ADMIN), at).unwrap();
        let id = ContactId::from_u128(id);
        Arc::new(Stored::restored(id, Revision::FIRST, Timestamp::EPOCH, at, contact))
    }

    fn working_at(id: u128, updated: i64, company: &str) -> Arc<Stored<Contact>> {
        let info = ContactInfo { company: Line::read("", company).unwrap(), ..<_>::default() };
        contact(id, updated, info)
    }

    fn having_bought(id: u128, updated: i64, purchases: &str) -> Arc<Stored<Contact>> {
        let value = FieldValue::Number(purchases.parse().unwrap());
        let fields = vec![(FieldKey::from_static(PURCHASES), value)];
        contact(id, updated, ContactInfo { fields, ..<_>::default() })
    }

    fn planned(group: &[Arc<Stored<Contact>>], policy: &MergePolicy) -> MergePlan {
        plan(&group[0], &group[1..], policy, Timestamp::EPOCH).unwrap()
    }

    fn company_of(plan: &MergePlan) -> Option<&str> {
        plan.outcome().info().company()
    }

    #[test]
    fn a_value_of_another_service_is_never_taken_from_a_source() {
        let group = [having_bought(1, 0, "1"), having_bought(2, 9, "2")];
        for rule in [MergeRule::Newest, MergeRule::Ask, MergeRule::From(ContactId::from_u128(2))] {
            let plan = planned(&group, &MergePolicy::default().with_rule_otherwise(rule));
            assert_eq!(plan.outcome().info().fields(), group[0].info().fields());
            assert!(plan.open().is_empty());
        }
    }

    #[test]
    fn a_value_that_does_not_fit_is_not_said_to_have_won() {
        let group = [working_at(1, 0, "Acme"), working_at(2, 9, "Zenith")];
        let date = MergeValue::Date("2020-01-01".parse().unwrap());
        let mut plan = planned(&group, &MergePolicy::default());
        plan.settle(&MergeField::Company, MergeRule::Newest).unwrap();
        let refused = plan.settle(&MergeField::Company, MergeRule::Value(date.clone()));
        assert_eq!(
            refused.unwrap_err().to_string(),
            "the choice for info.company fits no value that it could have here"
        );
        let stranger = MergeRule::From(ContactId::from_u128(9));
        assert!(plan.settle(&MergeField::Company, stranger).is_err());
        assert_eq!(company_of(&plan), Some("Zenith"));

        let rule = MergeRule::Value(date);
        let plan = planned(&group, &MergePolicy::default().with_rule(MergeField::Company, rule));
        assert_eq!(company_of(&plan), Some("Acme"));
        let target = Contributor::Contact(ContactId::from_u128(1));
        assert_eq!(plan.disputes()[0].won, (target, MergeValue::Line(line("Acme"))));
        assert_eq!(plan.disputes()[0].rule, MergeRule::TargetFirst);
    }

    #[test]
    fn a_given_value_can_be_taken_back() {
        let group = [working_at(1, 0, ""), working_at(2, 9, "")];
        let mut plan = planned(&group, &MergePolicy::default());
        plan.settle(&MergeField::Company, MergeRule::Value(MergeValue::Line(line("Acme"))))
            .unwrap();
        assert_eq!(company_of(&plan), Some("Acme"));
        plan.settle(&MergeField::Company, MergeRule::TargetFirst).unwrap();
        assert_eq!(company_of(&plan), None);
    }

    #[test]
    fn a_value_given_for_an_extended_field_that_nobody_has_is_put_and_traced() {
        let group = [working_at(1, 0, ""), working_at(2, 9, "")];
        let key = FieldKey::from_static("custom.note");
        let value = FieldValue::Text("tea".parse().unwrap());
        let rule = MergeRule::Value(MergeValue::Field(value.clone()));
        let policy = MergePolicy::default().with_rule(MergeField::Extended(key.clone()), rule);
        let plan = planned(&group, &policy);
        assert_eq!(plan.outcome().info().field(&key), Some(&value));
        assert!(plan.trace().iter().any(|trace| trace.path == "info.extendedFields.custom.note"));
    }

    #[test]
    fn a_field_left_open_by_settling_stays_open() {
        let group = [working_at(1, 0, "Acme"), working_at(2, 9, "Zenith")];
        let mut plan = planned(&group, &MergePolicy::default());
        plan.settle(&MergeField::Company, MergeRule::Ask).unwrap();
        assert_eq!(plan.open(), [MergeField::Company]);
    }
}
