//! Keys, envelopes and erasure.

use super::*;
use crate::disk::{Fault, Kept, Unsynced};
use crate::{
    EnvelopeError, FoundKey, Key, KeyError, KeyId, KeyRing, Opened, Origin, StreamLabel, WrappingKey,
    from_recovery, key_id_of, origin_of, recovery_wrapping, seal,
};

pub(crate) fn wrapping() -> WrappingKey {
    WrappingKey::from_bytes([42; 32])
}

fn ring() -> (SimulatedDisk, KeyRing) {
    let disk = SimulatedDisk::new();
    let ring = KeyRing::create(disk_of(&disk), STORE, wrapping()).unwrap();
    (disk, ring)
}

fn open_ring(disk: &SimulatedDisk) -> KeyRing {
    KeyRing::open(disk_of(disk), STORE, wrapping()).unwrap()
}

fn live(ring: &KeyRing, id: KeyId) -> Key {
    match ring.key(id).unwrap() {
        FoundKey::Live(key) => key,
        FoundKey::Destroyed => panic!("key {} is destroyed", id.0),
    }
}

fn origin() -> Origin {
    Origin { stream: StreamLabel::new(b"case/2026-17").unwrap(), version: 9, event: 2, field: 5 }
}

fn opens(ring: &KeyRing, envelope: &[u8]) -> Option<Vec<u8>> {
    match crate::open(ring, STORE, envelope).unwrap() {
        Opened::Plain(plain) => Some(plain.to_vec()),
        Opened::Erased => None,
    }
}

#[test]
fn a_synced_key_survives_a_crash_and_opens_what_it_sealed() {
    let (disk, ring) = ring();
    let mut chance = Seeded(5);
    let first = ring.create_key(b"case/1", &mut chance).unwrap();
    let second = ring.create_key(b"citizen/2", &mut chance).unwrap();
    assert_eq!((first, second), (KeyId(1), KeyId(2)));
    let envelope = seal(&live(&ring, second), STORE, &origin(), b"a secret", [3; 24]).unwrap();
    ring.sync().unwrap();
    ring.create_key(b"lost", &mut chance).unwrap();
    disk.crash_losing_unsynced();

    let ring = open_ring(&disk);
    assert_eq!(opens(&ring, &envelope).unwrap(), b"a secret");
    assert_eq!((key_id_of(&envelope), origin_of(&envelope)), (Some(second), Some(origin())));
    assert!(matches!(ring.key(KeyId(3)), Err(KeyError::Damaged { .. })), "a key that never was is damage");
    assert_eq!(ring.create_key(b"next", &mut chance).unwrap(), KeyId(3));
}

#[test]
fn keys_made_ahead_are_durable_with_the_first_and_need_no_write_of_their_own() {
    let (disk, ring) = ring();
    ring.make_ahead(3);
    let mut chance = Seeded(7);
    assert_eq!(ring.create_key(b"case/1", &mut chance).unwrap(), KeyId(1));
    ring.sync().unwrap();
    let before = disk.operations();
    let made: Vec<KeyId> = (2..5).map(|_| ring.create_key(b"case/2", &mut chance).unwrap()).collect();
    ring.sync().unwrap();
    assert_eq!(
        (made, disk.operations()),
        (vec![KeyId(2), KeyId(3), KeyId(4)], before),
        "nothing was written"
    );
    let envelope = seal(&live(&ring, KeyId(4)), STORE, &origin(), b"a secret", [3; 24]).unwrap();
    disk.crash_losing_unsynced();
    let ring = open_ring(&disk);
    assert_eq!(opens(&ring, &envelope).unwrap(), b"a secret");
    ring.make_ahead(3);
    assert_eq!(ring.create_key(b"case/3", &mut chance).unwrap(), KeyId(5), "the next ones are new");
    ring.sync().unwrap();
}

#[test]
fn a_key_made_ahead_that_no_process_used_is_given_to_nobody() {
    let (disk, ring) = ring();
    ring.make_ahead(3);
    let mut chance = Seeded(7);
    ring.create_key(b"case/1", &mut chance).unwrap();
    ring.sync().unwrap();
    ring.destroy(KeyId(2)).unwrap();
    assert_eq!(ring.create_key(b"case/2", &mut chance).unwrap(), KeyId(3), "nor one that was destroyed");
    drop(ring);
    disk.crash_losing_unsynced();
    let ring = open_ring(&disk);
    assert_eq!(ring.create_key(b"case/4", &mut chance).unwrap(), KeyId(5));
    live(&ring, KeyId(4));
}

#[test]
fn keys_fill_several_files_and_ids_are_never_given_twice() {
    let (disk, ring) = ring();
    let mut chance = Seeded(6);
    for _ in 0..1500 {
        ring.create_key(b"", &mut chance).unwrap();
    }
    ring.sync().unwrap();
    ring.destroy(KeyId(1500)).unwrap();
    assert_eq!(disk.list("keys").unwrap(), ["000000000000.slots", "000000000001.slots", "check"]);
    let ring = open_ring(&disk);
    assert_eq!(ring.create_key(b"", &mut chance).unwrap(), KeyId(1501));
    assert_eq!(live(&ring, KeyId(1024)).id, KeyId(1024));
    assert_eq!(live(&ring, KeyId(1025)).id, KeyId(1025));
}

#[test]
fn a_destroyed_key_erases_and_leaves_the_journal_whole() {
    let (disk, mut journal) = journal_with(&[]);
    let ring = KeyRing::create(disk_of(&disk), STORE, wrapping()).unwrap();
    let id = ring.create_key(b"citizen/2", &mut Seeded(7)).unwrap();
    ring.sync().unwrap();
    let envelope = seal(&live(&ring, id), STORE, &origin(), b"a secret", [3; 24]).unwrap();
    journal.append(&[envelope]).unwrap();
    let slots = || disk.read_whole("keys/000000000000.slots", 1 << 20).unwrap();
    let wrapped = slots()[88..160].to_vec();

    ring.destroy(id).unwrap();
    disk.crash_losing_unsynced();
    assert!(
        !slots().windows(8).any(|bytes| wrapped.windows(8).any(|key| key == bytes)),
        "nothing of the key is left"
    );
    let ring = open_ring(&disk);
    let (journal, _) = open(&disk).unwrap();
    let envelope = journal.reader().read(1).unwrap().payload;
    assert_eq!(opens(&ring, &envelope), None);
    assert!(crate::verify(&disk, &files::manifest(), Some(&journal.head())).unwrap().is_whole());
    assert_eq!(ring.erased(), [id]);
    ring.destroy(id).expect("once more is harmless");
    assert_eq!(ring.erased(), [id]);
}

#[test]
fn an_interrupted_destruction_is_completed_by_doing_it_again() {
    let mut is_past_the_end = false;
    let mut n = 0;
    while !is_past_the_end {
        let (disk, ring) = ring();
        for _ in 0..3 {
            ring.create_key(b"owner", &mut Seeded(8)).unwrap();
        }
        ring.sync().unwrap();
        ring.destroy(KeyId(1)).unwrap();
        disk.fail_nth(n, Fault::Io);
        let last = disk.operations() + n;
        let failed = ring.destroy(KeyId(2));
        is_past_the_end = disk.operations() <= last;
        assert_eq!(failed.is_ok(), is_past_the_end);
        let mut seeded = Seeded(n + 1);
        disk.crash(|unsynced| match unsynced {
            Unsynced::Sector { bytes, .. } => Kept::Torn { bytes: seeded.below_usize(bytes) },
            Unsynced::Names | Unsynced::Size => Kept::Nothing,
        });
        let ring = open_ring(&disk);
        ring.destroy(KeyId(2)).unwrap();
        disk.crash_losing_unsynced();
        let ring = open_ring(&disk);
        assert!(matches!(ring.key(KeyId(2)).unwrap(), FoundKey::Destroyed));
        assert_eq!(ring.erased(), [KeyId(1), KeyId(2)]);
        live(&ring, KeyId(3));
        n += 1;
    }
    assert!(n > 4, "the sweep went through the operations");
}

#[test]
fn a_restore_destroys_again_and_does_not_give_the_ids_away() {
    let (disk, ring) = ring();
    for _ in 0..2 {
        ring.create_key(b"owner", &mut Seeded(9)).unwrap();
    }
    ring.sync().unwrap();
    ring.apply_erased(&[KeyId(2), KeyId(5000)]).unwrap();
    let ring = open_ring(&disk);
    assert!(matches!(ring.key(KeyId(2)).unwrap(), FoundKey::Destroyed));
    assert!(matches!(ring.key(KeyId(5000)).unwrap(), FoundKey::Destroyed));
    assert!(matches!(ring.key(KeyId(4000)), Err(KeyError::Damaged { .. })));
    assert_eq!(ring.create_key(b"", &mut Seeded(1)).unwrap(), KeyId(5001));
    assert!(ring.apply_erased(&[KeyId(u64::MAX)]).is_err());
}

#[test]
fn a_damaged_slot_is_named_and_no_erasure() {
    let (disk, ring) = ring();
    ring.create_key(b"owner", &mut Seeded(9)).unwrap();
    ring.create_key(b"owner", &mut Seeded(9)).unwrap();
    ring.sync().unwrap();
    for offset in 0..512 {
        let disk = disk.fork();
        disk.flip("keys/000000000000.slots", offset, 1).unwrap();
        let found = open_ring(&disk).key(KeyId(1));
        assert!(matches!(found, Err(KeyError::Damaged { id: KeyId(1), .. })), "byte {offset}");
    }
}

#[test]
fn a_failed_sync_of_keys_poisons_the_ring() {
    let (disk, ring) = ring();
    ring.create_key(b"", &mut Seeded(1)).unwrap();
    ring.sync().unwrap();
    ring.create_key(b"", &mut Seeded(2)).unwrap();
    disk.fail_nth(3, Fault::Io);
    assert!(matches!(ring.sync(), Err(KeyError::Disk(Error::Io { action: "sync", .. }))));
    assert!(matches!(ring.sync(), Err(KeyError::Disk(Error::Poisoned))));
    assert!(matches!(ring.create_key(b"", &mut Seeded(2)), Err(KeyError::Disk(Error::Poisoned))));
}

#[test]
fn the_wrong_wrapping_key_is_refused_at_the_start() {
    let (disk, _ring) = ring();
    let other = WrappingKey::from_bytes([43; 32]);
    let refused = KeyRing::open(disk_of(&disk), STORE, other.clone()).err().unwrap();
    let (expected, given) = (wrapping().id(), other.id());
    assert!(
        matches!(refused, KeyError::WrongWrappingKey { expected: e, given: g } if e == expected && g == given)
    );
    let elsewhere = KeyRing::open(disk_of(&disk), StoreId([1; 16]), wrapping());
    assert!(matches!(elsewhere.err().unwrap(), KeyError::Disk(Error::DamagedFile { .. })));
    assert!(matches!(KeyRing::create(disk_of(&disk), STORE, wrapping()), Err(KeyError::Disk(_))));
}

#[test]
fn a_changed_envelope_does_not_open() {
    let (_disk, ring) = ring();
    let id = ring.create_key(b"", &mut Seeded(1)).unwrap();
    let key = live(&ring, id);
    let envelope = seal(&key, STORE, &origin(), b"a secret", [3; 24]).unwrap();
    for offset in 0..envelope.len() {
        let mut changed = envelope.clone();
        changed[offset] ^= 1;
        let refused = crate::open(&ring, STORE, &changed).unwrap_err();
        let is_named = matches!(
            refused,
            EnvelopeError::Changed { .. } | EnvelopeError::Malformed | EnvelopeError::Key(_)
        );
        assert!(is_named, "byte {offset}");
        assert!(crate::open(&ring, STORE, &envelope[..offset]).is_err(), "cut at {offset}");
    }
    let elsewhere = crate::open(&ring, StoreId([1; 16]), &envelope).unwrap_err();
    assert!(matches!(elsewhere, EnvelopeError::Changed { .. }));
    assert!(matches!(
        seal(&key, STORE, &origin(), &vec![0; crate::SEALED_BYTES_MAX + 1], [0; 24]),
        Err(EnvelopeError::TooLarge { .. })
    ));
}

#[test]
fn the_length_of_an_envelope_tells_little() {
    let (_disk, ring) = ring();
    let key = live(&ring, ring.create_key(b"", &mut Seeded(1)).unwrap());
    let length = |bytes: usize| {
        let envelope = seal(&key, STORE, &origin(), &vec![7; bytes], [3; 24]).unwrap();
        assert_eq!(opens(&ring, &envelope).unwrap(), vec![7; bytes]);
        envelope.len()
    };
    assert_eq!(length(0), length(28));
    assert_eq!(length(29), length(28) + 32);
}

#[test]
fn a_stream_label_has_one_to_forty_bytes() {
    assert!(StreamLabel::new(b"").is_none());
    assert!(StreamLabel::new(&[1; 40]).is_some());
    assert!(StreamLabel::new(&[1; 41]).is_none());
}

#[test]
fn a_recovery_code_brings_the_wrapping_key_back() {
    let code = recovery_wrapping(&wrapping());
    assert_eq!(code.text().len(), 14 * 4 + 13);
    let typed = code.text().to_lowercase().replace('-', " ").replace('0', "o");
    assert_eq!(from_recovery(&typed).unwrap().id(), wrapping().id());
    for (index, letter) in code.text().char_indices().filter(|(_, letter)| *letter != '-') {
        let mut mistyped = code.text().to_owned();
        mistyped.replace_range(index..=index, if letter == '7' { "8" } else { "7" });
        assert!(matches!(from_recovery(&mistyped), Err(KeyError::RecoveryCode)), "letter {index}");
    }
    for bad in ["", "0000", "é", &code.text()[1..], &format!("{}0", code.text()), &"0".repeat(10_000)] {
        assert!(matches!(from_recovery(bad), Err(KeyError::RecoveryCode)), "{bad}");
    }
}

#[test]
fn the_wrapping_key_file_is_made_once_and_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrapping.key");
    assert!(matches!(WrappingKey::load(&path), Err(KeyError::WrappingFile { .. })));
    let made = WrappingKey::load_or_create(&path, &mut crate::SystemChance).unwrap();
    let read = WrappingKey::load_or_create(&path, &mut Seeded(1)).unwrap();
    assert_eq!(made.id(), read.id());
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(
        matches!(WrappingKey::load(&path), Err(KeyError::WrappingFile { reason, .. }) if reason.contains("0600"))
    );
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&path, "short").unwrap();
    assert!(matches!(WrappingKey::load(&path), Err(KeyError::WrappingFile { .. })));
}
