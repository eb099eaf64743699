//! A state export with many more cases than its journal has: cases that were worked through, each many times over under
//! numbers of their own. An index that is filled from it is as large as that of a municipality with a million cases, and is
//! made in minutes.
//!
//! Good for starts, rebuilds, memory, disk and timers. The records of the copies are those of their models, so their pages
//! cannot be opened. The file is drawn in `docs/design/0017-state-exports.md`.

mod file;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use model::CaseState;
use store::{Keys, Row};

use crate::Failure;
use file::{Reader, Writer};

/// Cases that are copied, in turn.
const MODELS: u64 = 64;

/// The kind of stream in the keys of states and positions: cases.
const CASES: u8 = 1;

/// The index's own row with the highest number of a case.
const HIGHEST: &[u8] = b"last_case";

/// A case that is copied, with its rows.
struct Model {
    state: CaseState,
    /// Of its versions: the version, and the position of its record.
    positions: Vec<(u64, Vec<u8>)>,
    /// Due instant, the key of the timer without its case, the generation, and the value.
    timers: Vec<(i64, Vec<u8>, u64, Vec<u8>)>,
    /// The list, the due instant and the task.
    work: Vec<(Vec<u8>, i64, Vec<u8>)>,
    /// Who carries it.
    holders: Vec<Vec<u8>>,
}

/// What a seeded export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// Cases, open and closed.
    pub cases: u64,
    /// Timers that are armed.
    pub timers: u64,
    /// Rows of all kinds.
    pub rows: u64,
}

/// Replaces the newest state export below a data directory by one with so many cases. The daemon must be stopped.
///
/// # Errors
///
/// If there is no export, it is damaged, or the disk refuses.
pub fn seed(data: &Path, cases: u64) -> Result<Seeded, Failure> {
    let path = newest(&data.join("exports"))?;
    let (keys, highest) = survey(&path)?;
    let models = models(&path, keys, highest)?;
    let numbers = highest + 1..=cases.max(highest);
    let copies = Copies { keys, models: &models, highest };
    let mut writer = Writer::create(&path.with_extension("seeded"), Reader::open(&path)?.header())?;
    // The index keeps the highest number beside its cases.
    let (highest_row, wanted) = (keys.meta(HIGHEST), cases.max(highest).to_be_bytes().to_vec());
    let raised =
        move |(key, value): Row| if key == highest_row { (key, wanted.clone()) } else { (key, value) };
    let mut originals = Reader::open(&path)?.map(|row| row.map(&raised)).peekable();
    let mut seeded = Seeded { cases, timers: 0, rows: 0 };
    for copy in copies.rows(numbers) {
        while let Some(row) = originals.next_if(|row| row.as_ref().map_or(true, |(key, _)| *key < copy.0)) {
            writer.push(&row?)?;
        }
        writer.push(&copy)?;
    }
    for row in originals {
        writer.push(&row?)?;
    }
    seeded.rows = writer.finish()?;
    std::fs::rename(path.with_extension("seeded"), &path)?;
    for row in Reader::open(&path)? {
        seeded.timers += u64::from(keys.parse_timer(&row?.0).is_some());
    }
    Ok(seeded)
}

fn newest(folder: &Path) -> Result<PathBuf, Failure> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "export") {
            found.insert(path);
        }
    }
    found.pop_last().ok_or_else(|| "there is no state export to begin with".into())
}

/// The keys of the export's partition, and the highest number of a case.
fn survey(path: &Path) -> Result<(Keys, u64), Failure> {
    let reader = Reader::open(path)?;
    let keys = Keys::new(reader.municipality());
    let states = keys.states(CASES);
    let mut highest = 0;
    for row in reader {
        let (key, _) = row?;
        highest = states.tail(&key).and_then(number).unwrap_or(highest);
    }
    Ok((keys, highest))
}

/// Cases from the middle of the export, with their rows.
fn models(path: &Path, keys: Keys, highest: u64) -> Result<Vec<Model>, Failure> {
    let from = highest / 2 + 1;
    let wanted = from..from + MODELS;
    let mut models: BTreeMap<u64, Model> = BTreeMap::new();
    let (states, positions) = (keys.states(CASES), positions_of(keys, wanted.clone()));
    let mut holders: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
    let mut versions: BTreeMap<u64, Vec<(u64, Vec<u8>)>> = BTreeMap::new();
    for row in Reader::open(path)? {
        let (key, value) = row?;
        if let Some(case) = states.tail(&key).and_then(number).filter(|case| wanted.contains(case)) {
            let state: CaseState = model::record::from_bytes(&value)?;
            let positions = versions.remove(&case).unwrap_or_default();
            let holders = holders.remove(&case).unwrap_or_default();
            // An effect that is under way has an identity that must not be there twice.
            if state.effects.is_empty() && state.is_open() {
                models.insert(case, Model { state, positions, timers: vec![], work: vec![], holders });
            }
        } else if let Some((case, version)) = positions.get(&key) {
            versions.entry(*case).or_default().push((*version, value));
        } else if let Some((person, case)) = held(keys, &key).filter(|(_, case)| wanted.contains(case)) {
            holders.entry(case).or_default().push(person);
        } else if let Some(timer) = keys.parse_timer(&key)
            && let Some((case, rest)) = timer.timer.split_first_chunk::<8>()
            && let Some(model) = models.get_mut(&u64::from_be_bytes(*case))
        {
            model.timers.push((timer.due_us, rest.to_vec(), timer.generation, value));
        } else if let Some(work) = keys.parse_work(&key)
            && let Some(model) = models.get_mut(&work.case)
        {
            model.work.push((work.list, work.due_us, work.task));
        }
    }
    if models.is_empty() {
        Err("the export has no case to copy".into())
    } else {
        Ok(models.into_values().collect())
    }
}

/// The keys of the positions that the wanted cases may have, with the case and the version.
fn positions_of(keys: Keys, wanted: std::ops::Range<u64>) -> BTreeMap<Vec<u8>, (u64, u64)> {
    /// Versions of a case that is worked through, and then some.
    const VERSIONS: u64 = 100;
    let each = wanted.flat_map(|case| (1..=VERSIONS).map(move |version| (case, version)));
    each.map(|(case, version)| (keys.stream_position(CASES, &case.to_be_bytes(), version), (case, version)))
        .collect()
}

fn number(tail: &[u8]) -> Option<u64> {
    tail.try_into().ok().map(u64::from_be_bytes)
}

/// Who holds which case, where a row says so: `holds`, the person and the case.
fn held(keys: Keys, key: &[u8]) -> Option<(Vec<u8>, u64)> {
    let (rest, case) = key.split_last_chunk::<8>()?;
    let case = u64::from_be_bytes(*case);
    let none = keys.attribute(b"holds", b"", b"");
    // The end of a text is two zeros.
    let start = none.get(..none.len() - 2)?;
    let person = rest.strip_prefix(start)?.strip_suffix(&[0, 0])?.to_vec();
    Some((person, case))
}

/// The copies of some models.
struct Copies<'a> {
    keys: Keys,
    models: &'a [Model],
    highest: u64,
}

impl<'a> Copies<'a> {
    fn model(&self, case: u64) -> Option<&'a Model> {
        let models = u64::try_from(self.models.len()).unwrap_or(u64::MAX);
        self.models.get(usize::try_from((case - self.highest - 1) % models).ok()?)
    }

    /// Every row of the copies, ascending: what stands together by case comes as it is needed, the rest is sorted.
    fn rows(&'a self, numbers: std::ops::RangeInclusive<u64>) -> impl Iterator<Item = Row> + 'a {
        let (holders, timers, work) = (numbers.clone(), numbers.clone(), numbers.clone());
        let held = sorted(holders.flat_map(|case| self.holders(case)));
        let positions = numbers.clone().flat_map(|case| self.positions(case));
        let states = numbers.filter_map(|case| self.state(case));
        let timers = sorted(timers.flat_map(|case| self.timers(case)));
        let work = sorted(work.flat_map(|case| self.work(case)));
        held.chain(positions).chain(states).chain(timers).chain(work)
    }

    fn holders(&self, case: u64) -> Vec<Row> {
        let people = self.model(case).into_iter().flat_map(|model| &model.holders);
        people
            .map(|person| (self.keys.attribute(b"holds", person, &case.to_be_bytes()), Vec::new()))
            .collect()
    }

    fn positions(&self, case: u64) -> Vec<Row> {
        let versions = self.model(case).into_iter().flat_map(|model| &model.positions);
        let key = |version| self.keys.stream_position(CASES, &case.to_be_bytes(), version);
        versions.map(|(version, position)| (key(*version), position.clone())).collect()
    }

    fn state(&self, case: u64) -> Option<Row> {
        let state = CaseState { id: model::CaseId(case), ..self.model(case)?.state.clone() };
        Some((self.keys.state(CASES, &case.to_be_bytes()), model::record::to_bytes(&state)))
    }

    fn timers(&self, case: u64) -> Vec<Row> {
        let timers = self.model(case).into_iter().flat_map(|model| &model.timers);
        timers
            .map(|(due_us, rest, generation, value)| {
                let timer = [case.to_be_bytes().as_slice(), rest].concat();
                (self.keys.timer(*due_us, &timer, *generation), value.clone())
            })
            .collect()
    }

    fn work(&self, case: u64) -> Vec<Row> {
        let work = self.model(case).into_iter().flat_map(|model| &model.work);
        work.map(|(list, due_us, task)| (self.keys.work(list, *due_us, case, task), Vec::new())).collect()
    }
}

fn sorted(rows: impl Iterator<Item = Row>) -> std::vec::IntoIter<Row> {
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_unstable();
    rows.into_iter()
}
