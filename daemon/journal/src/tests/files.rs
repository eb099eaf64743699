//! Manifest, lock, looks and content.

use super::*;
use crate::{ClockMode, Content, DirectoryLock, Hash, Looks, Manifest, Month};

pub(crate) fn manifest() -> Manifest {
    Manifest {
        store_id: STORE,
        partition: 3,
        epoch: 2,
        clock: ClockMode::System,
        required: Vec::new(),
        optional: Vec::new(),
    }
}

#[test]
fn a_manifest_is_read_as_it_was_written() {
    let clocks = [ClockMode::System, ClockMode::Simulated { start_us: -5_000_000 }];
    for clock in clocks {
        let disk = SimulatedDisk::new();
        let required = vec!["two-chains".to_owned(), "blobs".to_owned()];
        let written = Manifest { clock, required, optional: vec!["anchors".to_owned()], ..manifest() };
        written.create(&disk).unwrap();
        assert!(matches!(written.create(&disk), Err(Error::AlreadyExists { .. })));
        assert_eq!(Manifest::load(&disk, &["blobs", "two-chains"]).unwrap(), written);
        let refused = Manifest::load(&disk, &["blobs"]).unwrap_err();
        assert!(matches!(refused, Error::TooNew { needs } if needs == "two-chains"));
    }
    assert!(matches!(Manifest::load(&SimulatedDisk::new(), &[]), Err(Error::NotFound { .. })));
}

#[test]
fn a_flipped_byte_in_the_manifest_is_found() {
    let disk = SimulatedDisk::new();
    manifest().create(&disk).unwrap();
    let size = disk.open_read("manifest").unwrap().size().unwrap();
    for offset in 0..size {
        let disk = disk.fork();
        disk.flip("manifest", offset, 1).unwrap();
        assert!(matches!(Manifest::load(&disk, &[]), Err(Error::DamagedFile { .. })), "byte {offset}");
    }
}

#[test]
fn a_manifest_of_another_format_asks_for_a_newer_program() {
    let disk = SimulatedDisk::new();
    let body = "helhed 2\nanything\n";
    let text = format!("{body}crc32c {:08x}\n", crc32c::crc32c(body.as_bytes()));
    disk.write_whole("manifest", text.as_bytes()).unwrap();
    assert!(matches!(Manifest::load(&disk, &[]), Err(Error::TooNew { needs }) if needs == "format 2"));
}

#[test]
fn a_second_daemon_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let real = crate::RealDisk::open(folder.path()).unwrap();
    let simulated = SimulatedDisk::new();
    let disks: [&dyn Disk; 2] = [&real, &simulated];
    for disk in disks {
        let first = DirectoryLock::take(disk).unwrap();
        let refusal = DirectoryLock::take(disk).err().expect("the second is refused");
        assert_eq!(
            refusal.to_string(),
            "another daemon holds `lock`: stop it, or use another data directory"
        );
        drop(first);
        DirectoryLock::take(disk).unwrap();
    }
}

#[test]
fn looks_go_into_segments_by_month_with_one_chain() {
    let disk = SimulatedDisk::new();
    let mut looks = Looks::create(disk_of(&disk), &options()).unwrap();
    let month = |text| Month::parse(text).unwrap();
    looks.append_group(&month("2026-10"), &group(&["one", "two"])).unwrap();
    looks.append_group(&month("2026-10"), &group(&["three"])).unwrap();
    looks.append_group(&month("2026-11"), &group(&["four"])).unwrap();
    let names = ["2026-10.00000000000000000001.segment", "2026-11.00000000000000000004.segment"];
    assert_eq!(disk.list("looks").unwrap(), names);
    looks.checkpoint(&looks.head()).unwrap();
    disk.crash_losing_unsynced();

    let (mut looks, recovery) = Looks::open(disk_of(&disk), &options()).unwrap();
    assert_eq!((recovery.head.position, recovery.records_read), (4, 1));
    looks.append_group(&month("2026-12"), &group(&["five"])).unwrap();
    assert_eq!(looks.reader().records(2).count(), 4);
    let report = crate::verify_looks(&disk, &manifest(), Some(&looks.head())).unwrap();
    assert!(report.is_whole() && report.records == 5 && report.segments == 3);
    looks.close().unwrap();

    // A month may be removed when its time is over.
    disk.remove(&format!("looks/{}", names[0])).unwrap();
    let (looks, recovery) = Looks::open(disk_of(&disk), &options()).unwrap();
    assert!(recovery.was_clean);
    assert_eq!(looks.reader().records(1).map(|look| look.unwrap().position).collect::<Vec<_>>(), [4, 5]);
    assert!(matches!(looks.reader().read(1), Err(Error::NoSuchRecord { .. })));
    assert!(crate::verify_looks(&disk, &manifest(), Some(&looks.head())).unwrap().is_whole());
}

#[test]
fn a_month_is_four_digits_and_one_of_twelve() {
    for bad in ["2026-13", "2026-00", "2026-1", "26-01", "2026-+1", "2026/01", "../2026-01"] {
        assert_eq!(Month::parse(bad), None, "{bad}");
    }
    assert_eq!(Month::parse("2026-12").unwrap().to_string(), "2026-12");
}

#[test]
fn content_is_named_by_its_hash_and_checked() {
    let disk = SimulatedDisk::new();
    let content = Content::open(disk_of(&disk)).unwrap();
    let hash = content.put(b"abc").unwrap();
    assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(content.put(b"abc").unwrap(), hash);
    disk.crash_losing_unsynced();
    assert_eq!(content.get(&hash).unwrap().unwrap(), b"abc");
    assert_eq!(content.get(&Hash([0; 32])).unwrap(), None);
    disk.flip(&format!("content/{hash}"), 1, 1).unwrap();
    assert!(matches!(content.get(&hash), Err(Error::DamagedFile { .. })));
    content.put(b"abc").expect("storing it again heals it");
    assert_eq!(content.get(&hash).unwrap().unwrap(), b"abc");
    assert!(matches!(content.put(b""), Err(Error::Size { .. })));
}

#[test]
fn content_that_was_stored_survives_whatever_failed_before() {
    for n in 0..10 {
        let disk = SimulatedDisk::new();
        let content = Content::open(disk_of(&disk)).unwrap();
        disk.fail_nth(n, crate::Fault::Io);
        drop(content.put(b"abc"));
        disk.kill();
        let hash = content.put(b"abc").unwrap();
        disk.crash_losing_unsynced();
        assert!(content.get(&hash).unwrap().is_some(), "operation {n}");
    }
}
