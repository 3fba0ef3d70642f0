use proptest::prelude::{BoxedStrategy, Strategy};

use super::{Holds, Join, content, order};
use crate::contact::Contact;
use crate::testing::generate;

/// Contacts for one check of a law, as many as it takes.
pub type Case = Vec<Contact>;

/// A law of a merge of contents, with what it is checked on.
#[derive(Clone, Copy)]
pub struct Law {
    /// Its id.
    pub id: &'static str,
    made_of: MadeOf,
    check: fn(Join, &[Contact]) -> Holds,
}

/// What a law is checked on.
#[derive(Clone, Copy)]
enum MadeOf {
    /// So many contacts, of which some hold a key twice.
    Any(usize),
    /// So many contacts without repeated keys.
    Distinct(usize),
    /// Two contacts close to the limits.
    Sized,
}

impl Law {
    /// The law of this id.
    pub fn of(id: &str) -> Option<&'static Self> {
        LAWS.iter().find(|law| law.id == id)
    }

    /// Whether it holds for a merge and these contacts.
    ///
    /// # Errors
    ///
    /// [`Broken`](super::Broken) with what was found, if it does not.
    pub fn check(&self, join: Join, case: &Case) -> Holds {
        (self.check)(join, case)
    }

    /// What it is checked on: contacts that collide.
    pub fn cases(&self) -> BoxedStrategy<Case> {
        match self.made_of {
            MadeOf::Distinct(count) => generate::contacts(count, count).boxed(),
            MadeOf::Any(count) => {
                proptest::collection::vec(generate::repetitive_contact(), count).boxed()
            }
            MadeOf::Sized => generate::sized().prop_map(|(a, b)| vec![a, b]).boxed(),
        }
    }
}

const fn law(id: &'static str, made_of: MadeOf, check: fn(Join, &[Contact]) -> Holds) -> Law {
    Law { id, made_of, check }
}

use MadeOf::{Any, Distinct, Sized};

/// Every law of a merge of contents.
pub const LAWS: [Law; 19] = [
    law("A1", Any(2), |join, c| content::a1_deterministic(join, &c[0], &c[1])),
    law("A2", Any(2), |join, c| content::a2_target_kept(join, &c[0], &c[1])),
    law("A3", Any(2), |join, c| content::a3_union_complete(join, &c[0], &c[1])),
    law("A4", Any(2), |join, c| content::a4_nothing_invented(join, &c[0], &c[1])),
    law("A5", Any(2), |join, c| content::a5_keys_unique(join, &c[0], &c[1])),
    law("A6", Any(1), |join, c| content::a6_idempotent(join, &c[0])),
    law("A7", Any(3), |join, c| content::a7_associative(join, &c[0], &c[1], &c[2])),
    law("A8", Distinct(1), |join, c| content::a8_unit(join, &c[0])),
    law("A9", Any(2), |join, c| content::a9_left_regular(join, &c[0], &c[1])),
    law("A10", Any(2), |join, c| content::a10_commutes_up_to_order(join, &c[0], &c[1])),
    law("A11", Any(4), |join, c| order::a11_call_order(join, &c[0], &[&c[1], &c[2], &c[3]])),
    law("A12", Any(2), |join, c| order::a12_information_grows(join, &c[0], &c[1])),
    law("A13", Any(3), |join, c| order::a13_lattice_fields(join, &c[0], &c[1], &c[2])),
    law("A15", Any(2), |join, c| order::a15_one_primary(join, &c[0], &c[1])),
    law("A16", Sized, |join, c| order::a16_limits_refuse(join, &c[0], &c[1])),
    law("A20", Any(2), |join, c| order::a20_schema_closed(join, &c[0], &c[1])),
    law("H1", Any(2), |join, c| order::h1_never_looser(join, &c[0], &c[1])),
    law("R4", Any(2), |join, c| order::r4_values_of_others_stay(join, &c[0], &c[1])),
    law("R7", Any(2), |join, c| order::r7_entry_ids(join, &c[0], &c[1])),
];

impl std::fmt::Debug for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Law").field(&self.id).finish()
    }
}
