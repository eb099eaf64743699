use std::fs;

use super::{END, EVERY_ROW, batch, open};
use crate::{Batch, Check, Error, Index, Settings, SledIndex, move_away};

#[test]
fn rows_and_position_are_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    for round in 1..=5 {
        let index = open(dir.path());
        assert_eq!(index.applied().unwrap(), round - 1);
        let key = format!("key{round}");
        index.commit(batch(round, &[(&key, Some("x")), ("last", Some(&key))])).unwrap();
        if round % 2 == 0 {
            index.checkpoint().unwrap();
        }
    }
    let index = open(dir.path());
    assert_eq!(index.get(b"last").unwrap(), Some(b"key5".to_vec()));
    assert_eq!(index.scan(b"key", b"kez", 9).unwrap().len(), 5);
}

#[test]
fn a_kill_after_a_checkpoint_loses_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(&dir.path().join("index"));
    for position in 1..=300 {
        index.commit(batch(position, &[(&format!("key{position}"), Some("x"))])).unwrap();
    }
    index.checkpoint().unwrap();
    // The files as they are now are what a kill at this moment leaves behind.
    let killed = dir.path().join("killed");
    copy_sled(&dir.path().join("index/sled-1"), &killed.join("sled-1"));
    let index = open(&killed);
    assert_eq!(index.applied().unwrap(), 300);
    assert_eq!(index.scan(b"key", b"kez", 999).unwrap().len(), 300);
}

#[test]
fn large_values_survive_beside_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let large = vec![7; 300_000];
    let mut commit = Batch::new(1);
    commit.put("large", large.clone());
    let index = open(dir.path());
    index.commit(commit).unwrap();
    index.checkpoint().unwrap();
    assert!(index.size_bytes().unwrap() >= 300_000);
    drop(index);
    assert_eq!(open(dir.path()).get(b"large").unwrap(), Some(large));
}

#[test]
fn a_half_made_snapshot_is_cleared_before_opening() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).commit(batch(1, &[("key", Some("x"))])).unwrap();
    let torn = dir.path().join("sled-1/snap.FFFFFFFFFFFFFFFF.generating");
    fs::write(&torn, b"half").unwrap();
    let index = open(dir.path());
    assert_eq!(index.get(b"key").unwrap(), Some(b"x".to_vec()));
    assert!(!torn.exists());
}

#[test]
fn a_second_opener_is_told_that_it_is_busy() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    let error = SledIndex::open(dir.path(), EVERY_ROW).unwrap_err();
    assert!(matches!(error, Error::Busy), "{error}");
    assert!(!error.calls_for_rebuild(), "the other one still works on it");
    first.commit(batch(1, &[("key", Some("x"))])).unwrap();
}

#[test]
fn an_index_moved_away_makes_room_for_a_new_one() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    for number in 1..=3 {
        open(&dir).commit(batch(9, &[("key", Some("x"))])).unwrap();
        let away = move_away(&dir).unwrap();
        assert_eq!(away, parent.path().join(format!("index.damaged-{number}")));
        assert_eq!(open(&away).applied().unwrap(), 9, "nothing of it is deleted");
        // What a thread left behind in the old directory writes by its path is not looked at.
        fs::create_dir_all(dir.join(format!("sled-{number}"))).unwrap();
        fs::write(dir.join(format!("sled-{number}/snap.FFFFFFFFFFFFFFFF")), b"late").unwrap();
        assert_eq!(open(&dir).applied().unwrap(), 0);
    }
}

#[test]
fn a_value_that_was_changed_underneath_is_found_at_the_read() {
    underneath(|tree| drop(tree.insert("key2", b"\0\0\0\0other").unwrap()));
    underneath(|tree| drop(tree.insert("key2", tree.get("key1").unwrap().unwrap()).unwrap()));
    underneath(|tree| drop(tree.insert("key2", b"x").unwrap()));
}

#[test]
fn rows_that_were_lost_or_came_back_are_found_at_opening() {
    let lost = |tree: &sled::Db| drop(tree.remove("key2").unwrap());
    assert_eq!(reopened_after(lost, Check::EveryRow), "unusable");
    assert_eq!(reopened_after(lost, Check::AsRead), "opens");
    let revived = |tree: &sled::Db| {
        let row = crate::row::seal(b"key2", b"older");
        tree.insert("key2", row).unwrap();
    };
    assert_eq!(reopened_after(revived, Check::EveryRow), "unusable");
    let totals_lost = |tree: &sled::Db| drop(tree.remove([0]).unwrap());
    assert_eq!(reopened_after(totals_lost, Check::AsRead), "unusable");
    assert_eq!(reopened_after(|_| {}, Check::EveryRow), "opens");
}

/// Changes `key2` behind the index's back and checks that every way to it says so, and that others still work.
fn underneath(change: fn(&sled::Db)) {
    let dir = tempfile::tempdir().unwrap();
    write_three(dir.path());
    change_files(dir.path(), change);
    let index = SledIndex::open(dir.path(), Settings { check: Check::AsRead, ..EVERY_ROW }).unwrap();
    assert_eq!(index.get(b"key1").unwrap(), Some(b"1".to_vec()));
    let errors = [
        index.get(b"key2").unwrap_err(),
        index.scan(&[], END, 9).unwrap_err(),
        index.scan_back(&[], END, 9).unwrap_err(),
        index.commit(batch(4, &[("key2", Some("4"))])).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(&error, Error::Damaged { key } if key == b"key2"), "{error}");
        assert!(error.calls_for_rebuild());
    }
    assert_eq!(index.applied().unwrap(), 3, "a batch that met damage is not applied");
    drop(index);
    assert!(SledIndex::open(dir.path(), EVERY_ROW).unwrap_err().calls_for_rebuild());
}

fn reopened_after(change: impl Fn(&sled::Db), check: Check) -> &'static str {
    let dir = tempfile::tempdir().unwrap();
    write_three(dir.path());
    change_files(dir.path(), change);
    match SledIndex::open(dir.path(), Settings { check, ..EVERY_ROW }) {
        Ok(_) => "opens",
        Err(Error::Unusable { .. }) => "unusable",
        Err(error) => panic!("{error}"),
    }
}

fn write_three(dir: &std::path::Path) {
    open(dir).commit(batch(3, &[("key1", Some("1")), ("key2", Some("2")), ("key3", Some("3"))])).unwrap();
}

fn change_files(dir: &std::path::Path, change: impl Fn(&sled::Db)) {
    // Waits until the threads of the index that was just dropped have let go.
    drop(open(dir));
    let tree = loop {
        match sled::Config::new().path(dir.join("sled-1")).flush_every_ms(None).open() {
            Ok(tree) => break tree,
            Err(sled::Error::Io(_)) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    };
    change(&tree);
    tree.flush().unwrap();
}

pub(super) fn copy_sled(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_sled(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
