//! A copy of a directory: whole to the last whole group, never of damage, and a directory again.

use std::sync::Arc;

use super::{Seeded, disk_of, group, options, read_all};
use crate::copy::{Piece, copy_log, copy_rest, finish_restore, is_piece, missing_pieces, payloads, put};
use crate::disk::SimulatedDisk;
use crate::manifest::ClockMode;
use crate::{
    Content, Disk, Error, FoundKey, Head, Journal, KeyRing, LogKind, Looks, Manifest, Month, WrappingKey,
};

fn manifest() -> Manifest {
    let options = options();
    Manifest {
        store_id: options.store_id,
        partition: options.partition,
        epoch: options.epoch,
        clock: ClockMode::System,
        required: Vec::new(),
        optional: Vec::new(),
    }
}

fn wrapping() -> WrappingKey {
    WrappingKey::from_bytes([9; 32])
}

/// A directory with several segments, a look, a key, a destroyed key and content.
fn directory() -> (SimulatedDisk, Journal) {
    let disk = SimulatedDisk::new();
    let mut journal = Journal::create(disk_of(&disk), &options()).unwrap();
    for number in 0..12 {
        let text = format!("{number}: {}", "a record of some length ".repeat(50));
        journal.append(&group(&[&text, "and another"])).unwrap();
    }
    let mut looks = Looks::create(disk_of(&disk), &options()).unwrap();
    looks.append_group(&Month::parse("2026-08").unwrap(), &group(&["who"])).unwrap();
    let keys = KeyRing::create(disk_of(&disk), options().store_id, wrapping()).unwrap();
    let mut chance = Seeded(3);
    keys.create_key(b"case-1", &mut chance).unwrap();
    let second = keys.create_key(b"case-2", &mut chance).unwrap();
    keys.sync().unwrap();
    keys.destroy(second).unwrap();
    Content::open(disk_of(&disk)).unwrap().put(b"a definition").unwrap();
    manifest().create(&disk).unwrap();
    (disk, journal)
}

fn copied(disk: &SimulatedDisk) -> Result<(Vec<Piece>, Head, Head), Error> {
    let mut pieces = Vec::new();
    let mut take = |piece| {
        pieces.push(piece);
        Ok(())
    };
    let head = copy_log(disk, LogKind::Journal, &manifest(), &mut take)?;
    let looks = copy_log(disk, LogKind::Looks, &manifest(), &mut take)?;
    // Here everything leans on the first key alone.
    copy_rest(disk, &mut |_key| Ok(false), &mut take)?;
    Ok((pieces, head, looks))
}

#[test]
fn a_copy_is_a_directory_again_with_the_next_epoch() {
    let (disk, journal) = directory();
    let (pieces, head, looks) = copied(&disk).unwrap();
    assert_eq!(head, journal.head());
    let logged = pieces.iter().filter(|piece| piece.path.starts_with("journal/"));
    let payloads: Vec<&[u8]> = logged.flat_map(payloads).collect();
    let records = read_all(&journal);
    assert_eq!(payloads, records.iter().map(|record| record.payload.as_slice()).collect::<Vec<_>>());
    assert!(pieces.iter().filter(|piece| piece.path.starts_with("journal/")).count() > 1, "several segments");
    assert!(pieces.iter().all(|piece| is_piece(&piece.path)));
    assert_eq!(pieces.last().unwrap().path, "erased.list", "the list of destroyed keys comes last");
    let paths = pieces.iter().map(|piece| piece.path.clone()).collect();
    assert_eq!(missing_pieces(&paths), Vec::<&str>::new());

    let other = SimulatedDisk::new();
    for piece in &pieces {
        put(&other, piece).unwrap();
    }
    let restored = finish_restore(&other, &manifest(), [&head, &looks]).unwrap();
    assert_eq!((restored.epoch, restored.store_id), (3, manifest().store_id));
    assert_eq!(Manifest::load(&other, &[]).unwrap(), restored);
    other.crash(|_unsynced| crate::Kept::Nothing);
    let mut next = options();
    next.epoch = restored.epoch;
    let (mut again, recovery) = Journal::open(disk_of(&other), &next).unwrap();
    assert_eq!((recovery.head.clone(), recovery.cut), (head.clone(), None));
    assert_eq!(read_all(&again), read_all(&journal));
    again.append(&group(&["after the restore"])).unwrap();
    assert_eq!(read_all(&again).last().unwrap().epoch, 3);
    drop(again);
    assert!(crate::verify(&other, &restored, Some(&head)).unwrap().is_whole());
    let keys = KeyRing::open(disk_of(&other), restored.store_id, wrapping()).unwrap();
    assert!(matches!(keys.key(crate::KeyId(1)).unwrap(), FoundKey::Live(_)));
    assert!(matches!(keys.key(crate::KeyId(2)).unwrap(), FoundKey::Destroyed));
}

#[test]
fn a_restored_log_that_loses_its_end_is_damaged() {
    let (disk, _journal) = directory();
    let (pieces, head, looks) = copied(&disk).unwrap();
    let other = SimulatedDisk::new();
    let last = pieces.iter().rposition(|piece| piece.path.starts_with("journal/")).unwrap();
    for (number, piece) in pieces.iter().enumerate() {
        let mut piece = piece.clone();
        if number == last {
            piece.bytes.truncate(4096);
        }
        put(&other, &piece).unwrap();
    }
    let restored = finish_restore(&other, &manifest(), [&head, &looks]).unwrap();
    let mut next = options();
    next.epoch = restored.epoch;
    assert!(matches!(Journal::open(disk_of(&other), &next), Err(Error::Damaged(_))));
}

#[test]
fn damage_is_named_and_not_copied_and_an_unfinished_group_is_left_out() {
    let (disk, journal) = directory();
    let head = journal.head();
    let names: Vec<String> =
        disk.list("journal").unwrap().into_iter().filter(|name| name.ends_with("segment")).collect();
    for (number, name) in names.iter().enumerate() {
        let path = format!("journal/{name}");
        for place in [0, 30, 4096, 4110, 4200] {
            let spoilt = disk.fork();
            let mut byte = [0];
            let file = spoilt.open_write(&path).unwrap();
            file.read_exact_at(place, &mut byte).unwrap();
            file.write_at(place, &[byte[0] ^ 0x40]).unwrap();
            assert!(matches!(copied(&spoilt), Err(Error::Damaged(_))), "segment {number}, byte {place}");
        }
    }
    for path in ["keys/check", "erased.list"] {
        let spoilt = disk.fork();
        spoilt.remove(path).unwrap();
        assert!(copied(&spoilt).is_err(), "{path}");
    }
    let spoilt = disk.fork();
    spoilt.open_write("keys/000000000000.slots").unwrap().write_at(100, b"?").unwrap();
    assert!(matches!(copied(&spoilt), Err(Error::DamagedFile { .. })), "a damaged key");
    // A key that was being made when the power failed, and one of a record.
    let torn = disk.fork();
    torn.open_write("keys/000000000000.slots").unwrap().write_at(2 * 512 + 100, b"?").unwrap();
    assert!(copied(&torn).is_ok(), "nothing leans on it");
    let mut asked = Vec::new();
    let mut leans = |key| {
        asked.push(key);
        Ok(true)
    };
    let error = copy_rest(&torn, &mut leans, &mut |_piece| Ok(())).unwrap_err();
    assert!(matches!(error, Error::DamagedFile { .. }), "{error}");
    assert_eq!(asked, [crate::KeyId(3)]);
    let spoilt = disk.fork();
    let content = disk.list("content").unwrap().remove(0);
    spoilt.open_write(&format!("content/{content}")).unwrap().write_at(0, b"?").unwrap();
    assert!(matches!(copied(&spoilt), Err(Error::DamagedFile { .. })), "damaged content");

    // Bytes after the last whole group, as a writer leaves them that is in the middle of its write.
    let unfinished = disk.fork();
    let (pieces, ..) = copied(&disk).unwrap();
    let last = pieces.iter().rfind(|piece| piece.path.starts_with("journal/")).unwrap();
    let end = crate::bytes::wide(last.bytes.len());
    unfinished.open_write(&last.path).unwrap().write_at(end, &[0xF8, 0x48, 0x4A, 0xFF, 0, 0]).unwrap();
    let (again, found, _) = copied(&unfinished).unwrap();
    assert_eq!((again, found), (pieces, head));
}

#[test]
fn a_journal_that_lost_whole_groups_is_damaged_and_not_copied_as_a_shorter_one() {
    let (disk, journal) = directory();
    let head = journal.head();
    journal.checkpoint(&head).unwrap();
    let (pieces, ..) = copied(&disk).unwrap();
    let last = pieces.iter().rfind(|piece| piece.path.starts_with("journal/")).unwrap();
    let cut = disk.fork();
    let file = cut.open_write(&last.path).unwrap();
    let zeros = vec![0; last.bytes.len() - 4096];
    file.write_at(4096, &zeros).unwrap();
    let error = copied(&cut).unwrap_err();
    assert!(matches!(error, Error::Damaged(_)), "{error}");
}

#[test]
fn only_files_that_a_directory_has_are_written_from_a_backup() {
    let hash = "0".repeat(64);
    for good in [
        "journal/00000000000000000001.segment",
        "looks/00000000000000000001.segment",
        "looks/2026-08.00000000000000000007.segment",
        "keys/check",
        "keys/000000000001.slots",
        "erased.list",
        &format!("content/{hash}"),
    ] {
        assert!(is_piece(good), "{good}");
    }
    for bad in [
        "",
        "manifest",
        "wrapping.key",
        "../erased.list",
        "/etc/passwd",
        "journal/../manifest",
        "journal/1.segment",
        "journal/checkpoint",
        "journal/2026-08.00000000000000000007.segment",
        "looks/2026-13.00000000000000000007.segment",
        "keys/../keys/check",
        "keys/1.slots",
        "content/x",
        "content/..",
        "index/sled-1/db",
    ] {
        assert!(!is_piece(bad), "{bad}");
        let disk = SimulatedDisk::new();
        let piece = Piece { path: bad.to_owned(), bytes: vec![1] };
        assert!(put(&disk, &piece).is_err(), "{bad}");
        assert!(disk.list("").unwrap().is_empty(), "{bad}");
    }
    let disk = SimulatedDisk::new();
    let short = Piece { path: "journal/00000000000000000001.segment".to_owned(), bytes: vec![0; 100] };
    assert!(put(&disk, &short).is_err(), "a segment without a header");
}

#[test]
fn a_taker_that_cannot_take_ends_the_copy() {
    let (disk, _journal) = directory();
    let mut full = |_piece| Err(std::io::ErrorKind::StorageFull.into());
    let error = copy_log(&disk, LogKind::Journal, &manifest(), &mut full).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    let _disk: Arc<dyn Disk> = disk_of(&disk);
}
