//! Populations and batches for the variants of a bench.

use hashbrown::HashMap;
use uuid::Uuid;

use super::measure::Round;
use super::people::{self, Cluster, Record};
use super::rng::Rng;

/// A merge to be carried out: a target and its sources.
#[derive(Clone, Debug)]
pub(crate) struct Job<K> {
    pub(crate) target: K,
    pub(crate) sources: Vec<K>,
}

/// The clusters of every bench: the same number, the same people.
pub(crate) fn cluster(number: usize, sources: usize) -> Cluster {
    people::cluster(number as u64 * 0x1_0001, sources)
}

/// About `n` records in random order, which is also their order in memory, and the merges by id that
/// fold every cluster of them into one.
pub(crate) fn population(n: usize, sources: usize) -> (Vec<Record>, Vec<Job<Uuid>>) {
    let mut records = Vec::with_capacity(n);
    let mut jobs = Vec::new();
    for number in 0..n / (sources + 1) {
        let cluster = cluster(number, sources);
        jobs.push(Job {
            target: cluster.target.id,
            sources: cluster.sources.iter().map(|source| source.id).collect(),
        });
        records.push(cluster.target);
        records.extend(cluster.sources);
    }
    Rng::new(1).shuffle(&mut records);
    // Copies made now lie in the shuffled order; the originals lay cluster by cluster.
    let records = records.to_vec();
    (records, jobs)
}

/// Translates ids to places in `records`.
pub(crate) fn by_place(records: &[Record], jobs: &[Job<Uuid>]) -> Vec<Job<usize>> {
    let places: HashMap<Uuid, usize, foldhash::fast::RandomState> =
        records.iter().enumerate().map(|(place, record)| (record.id, place)).collect();
    let at = |job: &Job<Uuid>| Job {
        target: places[&job.target],
        sources: job.sources.iter().map(|id| places[id]).collect(),
    };
    jobs.iter().map(at).collect()
}

/// Merges of records prepared just before, `size` clusters at a time and 2048 or more a round.
///
/// 64 stay in the nearest caches; a thousand do not, though they still lie in order.
pub(crate) fn prepared<T: 'static>(
    size: usize,
    sources: usize,
    prepare: impl Fn(Cluster) -> T + 'static,
    merge: impl Fn(&mut T) + Copy + 'static,
) -> Round {
    let clusters: Vec<Cluster> = (0..1000).map(|number| cluster(number, sources)).collect();
    let mut next = 0;
    Box::new(move |watch| {
        let size = watch.batch(size).min(clusters.len());
        for _ in 0..2048_usize.div_ceil(size) {
            if next + size > clusters.len() {
                next = 0;
            }
            let chosen = &clusters[next..next + size];
            next += size;
            let mut batch: Vec<T> = chosen.iter().cloned().map(&prepare).collect();
            watch.each(&mut batch, merge);
        }
    })
}

/// Something that is used up by what is done to it, and then built anew off the clock.
///
/// `build` makes a state and the operations that can be carried out on it, in order; a round takes
/// the next `size` of them.
pub(crate) fn used_up<S: 'static, J: 'static, R>(
    size: usize,
    build: impl Fn() -> (S, Vec<J>) + 'static,
    operation: impl Fn(&mut S, &mut J) -> R + 'static,
) -> Round {
    let mut current: Option<(S, std::vec::IntoIter<J>)> = None;
    Box::new(move |watch| {
        let size = watch.batch(size);
        if current.as_ref().is_none_or(|(_, jobs)| jobs.len() < size) {
            current = None; // the old one goes before the new one comes
        }
        let (state, jobs) = current.get_or_insert_with(|| {
            let (state, jobs) = build();
            (state, jobs.into_iter())
        });
        let mut batch: Vec<J> = jobs.take(size).collect();
        watch.each(&mut batch, |job| operation(state, job));
    })
}
