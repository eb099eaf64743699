//! What every [`Index`] must do. Each check gets a function that makes an empty index in a directory.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{END, batch, open};
use crate::{Batch, Bounds, Index, KeyRange, MapIndex, Row, WriteBehind};

/// Random histories per index. One costs a few milliseconds on disk.
const HISTORIES: u32 = 64;

#[test]
fn the_index_in_memory_conforms() {
    conforms(|_dir| MapIndex::new());
}

#[test]
fn the_index_on_disk_conforms() {
    conforms(open);
}

#[test]
fn an_index_that_is_written_behind_conforms() {
    const SMALL: Bounds = Bounds { positions: 3, bytes: 2_000, wait: Duration::from_millis(1) };
    conforms(|_dir| WriteBehind::without_thread(MapIndex::new(), SMALL).unwrap());
    conforms(|_dir| WriteBehind::without_thread(MapIndex::new(), Bounds::default()).unwrap());
    conforms(|dir| WriteBehind::start(open(dir), SMALL).unwrap());
    // Whether it learns its keys at once or while the history goes on.
    conforms(|_dir| learning(WriteBehind::without_thread(MapIndex::new(), SMALL).unwrap()));
    conforms(|dir| learning(WriteBehind::start(open(dir), SMALL).unwrap()));
}

fn learning(index: WriteBehind) -> WriteBehind {
    index.expect_misses(&[KeyRange { from: Vec::new(), to: END.to_vec() }]);
    index
}

#[test]
fn a_batch_is_an_overlay_where_the_last_write_wins() {
    let mut first = batch(1, &[("key1", Some("a")), ("key2", Some("b")), ("key2", None), ("key3", None)]);
    assert_eq!(first.get(b"key1"), Some(Some(b"a".as_slice())));
    assert_eq!(first.get(b"key2"), Some(None));
    assert_eq!(first.get(b"key9"), None);
    first.merge(batch(4, &[("key1", None), ("key3", Some("c"))]));
    assert_eq!(first, batch(4, &[("key1", None), ("key2", None), ("key3", Some("c"))]));
    assert_eq!((first.len(), first.is_empty(), first.applied()), (3, false, 4));
}

#[test]
#[should_panic(expected = "shorter keys are the index's own rows")]
fn a_batch_takes_no_key_of_the_index_itself() {
    Batch::new(1).put([0], "x");
}

fn conforms<I: Index>(make: impl Fn(&Path) -> I) {
    let in_fresh_dir = |check: fn(&dyn Index)| {
        let dir = tempfile::tempdir().unwrap();
        check(&make(dir.path()));
    };
    in_fresh_dir(an_empty_index_is_empty);
    in_fresh_dir(a_batch_is_applied_whole);
    in_fresh_dir(scans_are_ordered_and_bounded);
    in_fresh_dir(the_own_rows_stay_hidden);
    in_fresh_dir(readers_see_whole_batches);
    random_histories_match_a_plain_map(&make);
}

fn an_empty_index_is_empty(index: &dyn Index) {
    assert_eq!(index.applied().unwrap(), 0);
    assert_eq!(index.get(b"key").unwrap(), None);
    assert_eq!(rows(index), []);
    index.checkpoint().unwrap();
    index.commit(Batch::new(5)).unwrap();
    assert_eq!(index.applied().unwrap(), 5, "an empty batch moves the position");
    assert_eq!(rows(index), []);
}

fn a_batch_is_applied_whole(index: &dyn Index) {
    index.commit(batch(3, &[("key1", Some("a")), ("key2", Some("b")), ("key3", Some(""))])).unwrap();
    index.commit(batch(7, &[("key1", None), ("key2", Some("B")), ("key9", None)])).unwrap();
    assert_eq!(index.applied().unwrap(), 7);
    assert_eq!(index.get(b"key1").unwrap(), None);
    assert_eq!(index.get(b"key2").unwrap(), Some(b"B".to_vec()));
    assert_eq!(index.get(b"key3").unwrap(), Some(Vec::new()), "an empty value is a value");
    // Replaying what is applied already changes nothing.
    let before = rows(index);
    index.commit(batch(7, &[("key1", None), ("key2", Some("B")), ("key9", None)])).unwrap();
    assert_eq!(rows(index), before);
    assert!(index.size_bytes().unwrap() > 0);
}

fn scans_are_ordered_and_bounded(index: &dyn Index) {
    index
        .commit(batch(1, &[("kb1", Some("1")), ("ka1", Some("2")), ("kb0", Some("3")), ("kb\0", Some("4"))]))
        .unwrap();
    let check = |from: &str, to: &str, limit: usize, forwards: &str, backwards: &str| {
        let found = |rows: Vec<Row>| {
            let values: Vec<u8> = rows.into_iter().flat_map(|(_, value)| value).collect();
            String::from_utf8(values).unwrap()
        };
        let context = format!("{from:?}..{to:?}, {limit}");
        assert_eq!(found(index.scan(from.as_bytes(), to.as_bytes(), limit).unwrap()), forwards, "{context}");
        assert_eq!(
            found(index.scan_back(from.as_bytes(), to.as_bytes(), limit).unwrap()),
            backwards,
            "{context}, back"
        );
    };
    check("", "z", 9, "2431", "1342");
    check("", "z", 2, "24", "13");
    check("", "z", 0, "", "");
    check("ka1", "kb1", 9, "243", "342");
    check("ka1\0", "kb1\0", 9, "431", "134");
    check("kb0", "kb0", 9, "", "");
    check("z", "a", 9, "", "");
}

fn the_own_rows_stay_hidden(index: &dyn Index) {
    index.commit(batch(1, &[("key", Some("x"))])).unwrap();
    assert_eq!(index.scan(&[], END, 9).unwrap().len(), 1);
    assert_eq!(index.scan(&[0], END, 9).unwrap().len(), 1);
    assert_eq!(index.scan_back(&[], END, 9).unwrap().len(), 1);
    assert_eq!(index.scan(&[], &[0, 0], 9).unwrap(), []);
    assert_eq!(index.get(&[0]).unwrap(), None);
    assert_eq!(index.get(&[]).unwrap(), None);
}

fn readers_see_whole_batches(index: &dyn Index) {
    const BATCHES: u64 = 200;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 1..=BATCHES {
                let value = number.to_string();
                let keys = ["key1", "key2", "key3", "key4"];
                index.commit(batch(number, &keys.map(|key| (key, Some(value.as_str()))))).unwrap();
            }
        });
        while index.applied().unwrap() < BATCHES {
            let mut values: Vec<_> = rows(index).into_iter().map(|(_, value)| value).collect();
            values.dedup();
            assert!(values.len() <= 1, "half a batch: {values:?}");
        }
    });
}

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Checkpoint,
    Scan { from: Vec<u8>, to: Vec<u8>, limit: usize },
}

fn random_histories_match_a_plain_map<I: Index>(make: &impl Fn(&Path) -> I) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(HISTORIES) };
    TestRunner::new(config)
        .run(&prop::collection::vec(step(), 1..20), |steps| {
            let dir = tempfile::tempdir().unwrap();
            let index = make(dir.path());
            let mut model = BTreeMap::new();
            for (step, position) in steps.into_iter().zip(1..) {
                follow(&index, &mut model, step, position)?;
            }
            let expected: Vec<Row> = model.into_iter().collect();
            prop_assert_eq!(rows(&index), expected);
            Ok(())
        })
        .unwrap();
}

fn follow(
    index: &dyn Index,
    model: &mut BTreeMap<Vec<u8>, Vec<u8>>,
    step: Step,
    position: u64,
) -> Result<(), TestCaseError> {
    match step {
        Step::Commit(changes) => {
            let mut batch = Batch::new(position);
            for (key, value) in changes {
                if let Some(value) = value {
                    batch.put(key.clone(), value.clone());
                    model.insert(key, value);
                } else {
                    batch.delete(key.clone());
                    model.remove(&key);
                }
            }
            index.commit(batch).unwrap();
            prop_assert_eq!(index.applied().unwrap(), position);
        }
        Step::Checkpoint => index.checkpoint().unwrap(),
        Step::Scan { from, to, limit } => {
            let inside: Vec<Row> = model
                .iter()
                .filter(|(key, _)| **key >= from && **key < to)
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            let forwards: Vec<Row> = inside.iter().take(limit).cloned().collect();
            let backwards: Vec<Row> = inside.iter().rev().take(limit).cloned().collect();
            prop_assert_eq!(index.scan(&from, &to, limit).unwrap(), forwards);
            prop_assert_eq!(index.scan_back(&from, &to, limit).unwrap(), backwards);
            prop_assert_eq!(index.get(&from).unwrap(), model.get(&from).cloned());
        }
    }
    Ok(())
}

fn step() -> impl Strategy<Value = Step> {
    let change = (key(), prop::option::weighted(0.7, prop::collection::vec(any::<u8>(), 0..600)));
    prop_oneof![
        5 => prop::collection::vec(change, 0..12).prop_map(Step::Commit),
        1 => Just(Step::Checkpoint),
        4 => (key(), key(), 0..12_usize).prop_map(|(from, to, limit)| Step::Scan { from, to, limit }),
    ]
}

/// Keys of few bytes, so that rows are overwritten, deleted and share prefixes.
fn key() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(vec![0_u8, 1, b'k', 0xFF]), 3..6)
}

fn rows(index: &dyn Index) -> Vec<Row> {
    index.scan(&[], END, usize::MAX).unwrap()
}
