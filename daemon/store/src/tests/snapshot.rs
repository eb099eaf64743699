//! A snapshot stands still while the index goes on, and fills another index with the same rows.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{END, EVERY_ROW, batch, open};
use crate::{Batch, Bounds, Error, Index, KeyRange, MapIndex, Part, Row, SledIndex, Snapshot, WriteBehind};

const HISTORIES: u32 = 64;

fn all(index: &dyn Index) -> Vec<Row> {
    index.scan(&[], END, usize::MAX).unwrap()
}

fn rest(snapshot: &mut dyn Snapshot, limit: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    loop {
        let page = snapshot.next_rows(limit).unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

fn small() -> Bounds {
    Bounds { positions: 3, bytes: 2_000, wait: Duration::from_millis(1) }
}

/// Keys are few, so that rows before and behind the reader change, appear and go.
fn changes() -> impl Strategy<Value = Vec<(u8, Option<u8>)>> {
    prop::collection::vec((0..40_u8, prop::option::weighted(0.6, any::<u8>())), 0..12)
}

fn commit(index: &dyn Index, applied: u64, changes: Vec<(u8, Option<u8>)>) {
    let mut batch = Batch::new(applied);
    for (key, value) in changes {
        let key = [b'k', b'e', b'y', key];
        match value {
            Some(value) => batch.put(key, vec![value; usize::from(value)]),
            None => batch.delete(key),
        }
    }
    index.commit(batch).unwrap();
}

fn stands_still<I: Index>(make: impl Fn(&Path) -> I) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(HISTORIES) };
    let history = prop::collection::vec(changes(), 1..8);
    let meanwhile = prop::collection::vec((1..6_usize, changes()), 0..12);
    TestRunner::new(config)
        .run(&(history, meanwhile), |(history, meanwhile)| {
            let dir = tempfile::tempdir().unwrap();
            let index = make(dir.path());
            let mut applied = 0;
            for changes in history {
                applied += 1;
                commit(&index, applied, changes);
            }
            let (wanted, at) = (all(&index), applied);
            let mut snapshot = index.snapshot().unwrap();
            prop_assert_eq!(snapshot.applied(), at);
            let mut found = Vec::new();
            for (limit, changes) in meanwhile {
                applied += 1;
                commit(&index, applied, changes);
                found.extend(snapshot.next_rows(limit).unwrap());
            }
            found.extend(rest(&mut *snapshot, 5));
            prop_assert_eq!(found, wanted);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_snapshot_in_memory_stands_still() {
    stands_still(|_dir| MapIndex::new());
}

#[test]
fn a_snapshot_on_disk_stands_still() {
    stands_still(open);
}

#[test]
fn a_snapshot_of_what_is_written_behind_stands_still() {
    stands_still(|dir| WriteBehind::without_thread(open(dir), small()).unwrap());
    stands_still(|dir| WriteBehind::start(open(dir), Bounds::default()).unwrap());
}

#[test]
fn one_snapshot_at_a_time_and_the_next_when_it_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    index.commit(batch(1, &[("key1", Some("a"))])).unwrap();
    let first = index.snapshot().unwrap();
    assert!(matches!(index.snapshot().map(|_second| ()), Err(Error::Overtaken)));
    drop(first);
    assert_eq!(rest(&mut *index.snapshot().unwrap(), 9).len(), 1);
}

#[test]
fn a_snapshot_that_is_overtaken_says_so_and_keeps_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let large = "x".repeat(1_000_000);
    let keys: Vec<String> = (0..70).map(|number| format!("key{number:03}")).collect();
    for (key, applied) in keys.iter().zip(1..) {
        index.commit(batch(applied, &[(key, Some(&large))])).unwrap();
    }
    let mut snapshot = index.snapshot().unwrap();
    assert_eq!(snapshot.next_rows(2).unwrap().len(), 2);
    for (key, applied) in keys.iter().zip(100..) {
        index.commit(batch(applied, &[(key, None)])).unwrap();
    }
    assert!(matches!(snapshot.next_rows(2), Err(Error::Overtaken)));
    drop(snapshot);
    assert_eq!(rest(&mut *index.snapshot().unwrap(), 9), []);
}

#[test]
fn a_snapshot_finds_out_that_rows_are_missing() {
    let dir = tempfile::tempdir().unwrap();
    drop({
        let index = open(dir.path());
        index.commit(batch(1, &[("key1", Some("a")), ("key2", Some("b"))])).unwrap();
        index
    });
    let sled = sled::open(dir.path().join("sled-1")).unwrap();
    sled.remove("key1").unwrap();
    drop(sled);
    let settings = crate::Settings { check: crate::Check::AsRead, ..EVERY_ROW };
    let index = SledIndex::open(dir.path(), settings).unwrap();
    let mut snapshot = index.snapshot().unwrap();
    assert_eq!(snapshot.next_rows(9).unwrap().len(), 1);
    assert!(matches!(snapshot.next_rows(9), Err(Error::Unusable { .. })));
}

fn fills<I: Index>(make: impl Fn(&Path) -> I) {
    let rows: Vec<Row> = (0..5_000_u32)
        .map(|number| ([b"key".as_slice(), &number.to_be_bytes()].concat(), vec![7; 20]))
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let index = make(dir.path());
    let (first, second) = rows.split_at(2_000);
    let part = |rows: &[Row]| -> Part<'static> { Box::new(Vec::from(rows).into_iter().map(Ok)) };
    index.load(vec![part(first), part(second)], 77).unwrap();
    assert_eq!(index.applied().unwrap(), 77);
    assert_eq!(all(&index), rows);
    assert_eq!(
        index.get(&rows[4_321].0).unwrap(),
        Some(vec![7; 20]),
        "what is loaded is not thought missing"
    );
    index.commit(batch(78, &[("key9", Some("x"))])).unwrap();
    assert_eq!(rest(&mut *index.snapshot().unwrap(), 1_000).len(), 5_001);
    index.checkpoint().unwrap();
}

#[test]
fn an_empty_index_is_filled() {
    fills(|_dir| MapIndex::new());
    fills(open);
    fills(|dir| {
        let index = WriteBehind::without_thread(open(dir), small()).unwrap();
        index.expect_misses(&[KeyRange { from: Vec::new(), to: END.to_vec() }]);
        index
    });
}

#[test]
fn what_was_filled_has_the_right_totals() {
    let dir = tempfile::tempdir().unwrap();
    let rows = [(b"key1".to_vec(), b"a".to_vec()), (b"key2".to_vec(), Vec::new())];
    open(dir.path()).load(vec![Box::new(rows.iter().cloned().map(Ok))], 9).unwrap();
    let index = open(dir.path());
    assert_eq!((index.applied().unwrap(), all(&index)), (9, rows.to_vec()));
}

#[test]
fn an_index_that_was_filled_half_stands_at_no_position() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let rows = (0..3_000_u32).map(|number| Ok((number.to_be_bytes().to_vec(), vec![1])));
    let rows = rows.chain(std::iter::once(Err(Error::Busy)));
    assert!(matches!(index.load(vec![Box::new(rows)], 5), Err(Error::Busy)));
    assert_eq!(index.applied().unwrap(), 0);
    assert!(!all(&index).is_empty());
}
