//! Torn tails are cut, damage is named, and nothing is silent.

use super::*;
use crate::damage::Flaw;
use crate::{Against, Damage};

const SEGMENT: &str = "journal/00000000000000000001.segment";
const FRAMES_AT: u64 = 4096;

fn overwrite(disk: &SimulatedDisk, offset: u64, bytes: &[u8]) {
    let file = disk.open_write(SEGMENT).unwrap();
    file.write_at(offset, bytes).unwrap();
    file.sync_data().unwrap();
}

fn damage_of(opened: Result<(Journal, Recovery), Error>) -> Option<Damage> {
    match opened {
        Err(Error::Damaged(damage)) => Some(damage),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    }
}

/// Two records, then a group of three; offsets where the group begins and ends.
fn with_a_last_group() -> (SimulatedDisk, u64, u64) {
    let (disk, journal) = journal_with(&[&["one"], &["two"], &["three", "four, a little longer", "five!"]]);
    drop(journal);
    let begins = FRAMES_AT + 2 * 48;
    (disk, begins, begins + 56 + 72 + 56)
}

#[test]
fn a_tail_torn_at_any_byte_is_cut_at_the_last_whole_group() {
    let (disk, begins, ends) = with_a_last_group();
    let last_byte = ends - 8;
    assert_eq!(
        disk.read_whole(SEGMENT, 8192).unwrap()[4096..].iter().rposition(|byte| *byte != 0),
        Some(96 + 176)
    );
    for torn_at in begins..ends {
        let lost_length = crate::bytes::narrow(ends - torn_at);
        let lost_end = disk.fork();
        overwrite(&lost_end, torn_at, &vec![0; lost_length]);
        let lost_start = disk.fork();
        overwrite(&lost_start, begins, &vec![0; crate::bytes::narrow(torn_at - begins)]);
        let (at_start, at_end) = (torn_at == begins, torn_at > last_byte);
        for (disk, is_whole, is_gone) in [(lost_end, at_end, at_start), (lost_start, at_start, at_end)] {
            let (mut journal, recovery) = open(&disk).unwrap();
            let head = journal.head().position;
            assert_eq!(head, if is_whole { 5 } else { 2 }, "torn at {torn_at}");
            assert_eq!(recovery.cut.is_some(), !is_whole && !is_gone, "torn at {torn_at}");
            journal.append(&group(&["next"])).unwrap();
            let (journal, recovery) = open(&disk).unwrap();
            assert_eq!((texts(&journal).len(), recovery.cut), (if is_whole { 6 } else { 3 }, None));
        }
    }
}

#[test]
fn a_tail_that_is_known_to_have_been_durable_is_damage() {
    let (disk, begins, ends) = with_a_last_group();
    overwrite(&disk, ends - 8, &[1]);
    for (known, is_damage) in
        [(None, false), (Some(2), false), (Some(3), true), (Some(5), true), (Some(9), true)]
    {
        let opened = Journal::open(disk_of(&disk.fork()), &OpenOptions { known, ..options() });
        assert_eq!(
            damage_of(opened).map(|damage| damage.position),
            is_damage.then_some(5),
            "known {known:?}"
        );
    }
    overwrite(&disk, begins, &[0; 4000]);
    let known = OpenOptions { known: Some(4), ..options() };
    let damage = damage_of(Journal::open(disk_of(&disk), &known)).unwrap();
    assert_eq!((damage.position, damage.flaw), (3, Flaw::Missing));
}

#[test]
fn a_refused_journal_is_not_touched() {
    let (disk, ..) = with_a_last_group();
    disk.flip(SEGMENT, FRAMES_AT + 50, 1).unwrap();
    disk.create("journal/left-over.tmp").unwrap();
    let before = (disk.read_whole(SEGMENT, 8192).unwrap(), disk.list("journal").unwrap());
    assert!(damage_of(open(&disk)).is_some());
    assert_eq!(before, (disk.read_whole(SEGMENT, 8192).unwrap(), disk.list("journal").unwrap()));
}

#[test]
fn a_flipped_byte_anywhere_before_the_last_group_is_named() {
    let (disk, begins, _) = with_a_last_group();
    for mask in [0x01, 0x80, 0xFF] {
        for offset in 0..begins {
            let disk = disk.fork();
            disk.flip(SEGMENT, offset, mask).unwrap();
            let expected = offset.checked_sub(FRAMES_AT).map_or(1, |into| into / 48 + 1);
            let damage = damage_of(open(&disk)).unwrap_or_else(|| panic!("byte {offset} was silent"));
            assert_eq!(damage.position, expected, "byte {offset}: {damage}");
            let report = crate::verify(&disk, &files::manifest(), None).unwrap();
            assert_eq!(report.damaged.first().map(|damage| damage.position), Some(expected), "byte {offset}");
            let is_header = offset < FRAMES_AT;
            assert_eq!(report.records, if is_header { 0 } else { 4 }, "the others are read all the same");
            assert_eq!(report.damaged.len(), 1, "byte {offset}: {report:?}");
        }
    }
}

#[test]
fn a_flipped_byte_in_the_last_group_is_never_silent() {
    let (disk, begins, ends) = with_a_last_group();
    for offset in begins..ends {
        let disk = disk.fork();
        disk.flip(SEGMENT, offset, 0x10).unwrap();
        let known = OpenOptions { known: Some(5), ..options() };
        assert!(damage_of(Journal::open(disk_of(&disk.fork()), &known)).is_some(), "byte {offset}");
        let report = crate::verify(&disk, &files::manifest(), None).unwrap();
        assert!(report.torn_tail.is_some(), "byte {offset}");
        let (journal, recovery) = open(&disk).unwrap();
        assert_eq!(
            (journal.head().position, recovery.cut.map(|cut| cut.position)),
            (2, Some(3)),
            "byte {offset}"
        );
    }
    // Behind the last group there is nothing to damage, but it is not silent either.
    disk.flip(SEGMENT, ends + 1000, 1).unwrap();
    assert_eq!(open(&disk).unwrap().1.cut.map(|cut| (cut.position, cut.flaw)), Some((6, Flaw::Hole)));
}

#[test]
fn damage_in_an_old_segment_is_found_when_it_is_read() {
    let (disk, mut journal) = journal_with(&[]);
    for count in 0..40 {
        journal.append(&[vec![count; 500]]).unwrap();
    }
    journal.close().unwrap();
    disk.flip(SEGMENT, FRAMES_AT + 3 * 544 + 100, 4).unwrap();
    let everything = OpenOptions { reads_everything: true, ..options() };
    assert_eq!(damage_of(Journal::open(disk_of(&disk.fork()), &everything)).unwrap().position, 4);
    let (journal, _) = open(&disk).unwrap();
    assert!(matches!(journal.reader().read(4), Err(Error::Damaged(Damage { position: 4, .. }))));
    let read: Vec<_> = journal.reader().records(1).collect();
    assert_eq!(read.len(), 4, "a walk ends at the damage");
    assert!(matches!(read.last(), Some(Err(Error::Damaged(Damage { position: 4, .. })))));
    let report = crate::verify(&disk, &files::manifest(), Some(&journal.head())).unwrap();
    assert_eq!((report.records, report.damaged.len()), (39, 1));
    assert_eq!(report.against, Against::Proven, "the next segment's header vouches for the chain");
    assert!(!report.is_whole());
}

#[test]
fn a_lost_or_shortened_segment_is_damage() {
    let (disk, mut journal) = journal_with(&[]);
    for count in 0..20 {
        journal.append(&[vec![count; 1000]]).unwrap();
    }
    let head = journal.head();
    drop(journal);
    let names = disk.list("journal").unwrap();
    for name in &names {
        let path = format!("journal/{name}");
        let lost = disk.fork();
        lost.remove(&path).unwrap();
        let known = OpenOptions { known: Some(head.position), ..options() };
        assert!(damage_of(Journal::open(disk_of(&lost), &known)).is_some(), "without `{name}`");
        assert!(
            !crate::verify(&lost, &files::manifest(), Some(&head)).unwrap().is_whole(),
            "without `{name}`"
        );
        let short = disk.fork();
        short.open_write(&path).unwrap().set_size(6000).unwrap();
        assert_eq!(damage_of(open(&short)).unwrap().flaw, Flaw::SegmentLength);
        assert!(!crate::verify(&short, &files::manifest(), None).unwrap().is_whole());
    }
}

#[test]
fn a_head_from_outside_proves_that_nothing_was_cut() {
    let (disk, mut journal) = journal_with(&[&["one"], &["two"]]);
    let noted = journal.head();
    journal.append(&group(&["three"])).unwrap();
    let last = journal.head();
    drop(journal);
    let against = |disk: &SimulatedDisk, head: &Head| {
        let report = crate::verify(disk, &files::manifest(), Some(head)).unwrap();
        assert!(report.damaged.is_empty());
        report.against
    };
    assert_eq!(against(&disk, &noted), Against::Proven);
    assert_eq!(against(&disk, &last), Against::Proven);
    let other = Head { hash: crate::Hash([1; 32]), ..noted.clone() };
    assert_eq!(against(&disk, &other), Against::Differs);
    // Whoever cuts whole groups leaves a journal that looks whole.
    overwrite(&disk, FRAMES_AT + 96, &[0; 48]);
    assert_eq!(against(&disk, &noted), Against::Proven);
    assert_eq!(against(&disk, &last), Against::Cut);
}

#[test]
fn a_checkpoint_that_names_another_history_is_damage() {
    let (disk, journal) = journal_with(&[&["one"], &["two"]]);
    journal.checkpoint(&journal.head()).unwrap();
    drop(journal);
    let (other, _journal) = journal_with(&[&["one"], &["2wo"]]);
    overwrite(&disk, 0, &other.read_whole(SEGMENT, 8192).unwrap());
    let damage = damage_of(open(&disk)).unwrap();
    assert_eq!((damage.position, damage.flaw), (2, Flaw::HashDiffers));
    disk.flip("journal/checkpoint", 3, 1).unwrap();
    assert!(matches!(open(&disk), Err(Error::DamagedFile { .. })));
}

#[test]
fn a_directory_of_another_store_or_partition_is_refused() {
    let (disk, _journal) = journal_with(&[&["one"]]);
    let others = [
        OpenOptions { store_id: StoreId([9; 16]), ..options() },
        OpenOptions { partition: 4, ..options() },
        OpenOptions { epoch: 1, ..options() },
    ];
    for other in others {
        let damage = damage_of(Journal::open(disk_of(&disk), &other)).unwrap();
        assert_eq!(damage.flaw, Flaw::SegmentHeader);
    }
}

#[test]
fn text_in_a_payload_cannot_pass_for_a_frame() {
    let magic = crate::frame::MAGIC.to_be_bytes();
    for start in 0..4 {
        assert!(str::from_utf8(&magic[start..]).is_err());
    }
}

#[test]
fn a_frame_left_by_an_older_tail_is_not_read() {
    let (older, _) = journal_with(&[&["one", "two"]]);
    let (disk, _) = journal_with(&[&["uno"]]);
    let left_over = older.read_whole(SEGMENT, 8192).unwrap();
    overwrite(&disk, FRAMES_AT + 48, &left_over[4096 + 48..4096 + 96]);
    let (journal, recovery) = open(&disk).unwrap();
    assert_eq!(texts(&journal), ["uno"]);
    assert_eq!(recovery.cut.map(|cut| (cut.position, cut.flaw)), Some((2, Flaw::Stale)));
}

#[test]
fn positions_that_were_cut_are_found_again_when_they_are_written_anew() {
    let (disk, mut journal) = journal_with(&[]);
    for _ in 0..15 {
        journal.append(&group(&["x"])).unwrap();
    }
    journal.append(&group(&["16", "17", "18", "19", "20"])).unwrap();
    drop(journal);
    overwrite(&disk, FRAMES_AT + 19 * 48, &[0; 48]);
    let (mut journal, recovery) = open(&disk).unwrap();
    assert_eq!(recovery.cut.map(|cut| cut.position), Some(16));
    for text in ["a longer text than before", "another"] {
        journal.append(&group(&[text])).unwrap();
    }
    assert_eq!(journal.reader().read(16).unwrap().payload, b"a longer text than before");
    assert_eq!(journal.reader().read(17).unwrap().payload, b"another");
    assert_eq!(read_all(&journal).len(), 17);
}
