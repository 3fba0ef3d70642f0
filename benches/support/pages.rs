//! Pages of an order that has an index, of the bare set and of the store.

use contacts_core::query::{Position, Window};

use super::finding;
use super::measure::Round;
use super::rng::Rng;
use super::sorted::Key;
use super::world::{PAGE, world};

/// Where pages begin.
#[derive(Clone, Copy)]
pub(crate) enum Places {
    First,
    /// Behind nearly all.
    Deep,
    /// Anywhere, another one every time.
    Random,
}

impl Places {
    /// Places of one round, by how many records come before; `None` at the beginning.
    fn of(self, n: usize, often: usize, rng: &mut Rng) -> Vec<Option<usize>> {
        let place = |_| match self {
            Self::First => None,
            Self::Deep => Some(n - n / 100 - PAGE),
            Self::Random => Some(rng.below(n - PAGE)),
        };
        (0..often).map(place).collect()
    }
}

/// Pages of a round: a millisecond or more.
const PAGES_OF_ROUND: usize = 1_000;

pub(crate) fn sorted(n: usize, places: Places) -> Round {
    let world = world(n);
    let keys: Vec<Key> = world.crowd.by_last_name().places(1).cloned().collect();
    let mut rng = Rng::new(6);
    Box::new(move |watch| {
        let places = places.of(n, watch.batch(PAGES_OF_ROUND), &mut rng).into_iter();
        let mut asked: Vec<Option<Key>> =
            places.map(|place| place.map(|place| keys[place].clone())).collect();
        watch.each(&mut asked, |key| {
            world.crowd.at(world.crowd.by_last_name().after(key.as_ref()).take(PAGE))
        });
    })
}

pub(crate) fn page(n: usize, places: Places) -> Round {
    let world = world(n);
    let query = finding::by_last_name();
    let everybody = match places {
        Places::First => finding::page(world.store(), &query, &Window::first(PAGE)),
        Places::Deep | Places::Random => finding::page(world.store(), &query, &Window::all()),
    };
    let positions: Vec<Position> =
        everybody.contacts.iter().map(|contact| query.sort().position(contact)).collect();
    drop(everybody);
    let mut rng = Rng::new(6);
    Box::new(move |watch| {
        let places = places.of(n, watch.batch(PAGES_OF_ROUND), &mut rng).into_iter();
        let window = |place: Option<usize>| match place {
            None => Window::first(PAGE),
            Some(place) => Window::after(positions[place].clone(), PAGE),
        };
        let mut asked: Vec<Window> = places.map(window).collect();
        watch.each(&mut asked, |window| finding::page(world.store(), &query, window));
    })
}
