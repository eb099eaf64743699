//! The bytes that stand on disks for ever. A change here is a new format.

use super::*;
use crate::bytes::hex;
use crate::segment::Header;
use crate::{Hash, Key, KeyId, Origin, StreamLabel};

/// Runs of zeros are shortened, so that a whole segment header can be read.
fn shown(bytes: &[u8]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for chunk in bytes.chunks(32) {
        let line = hex(chunk);
        if lines.last().is_some_and(|last| last == "...") && chunk.iter().all(|byte| *byte == 0) {
            continue;
        }
        lines.push(if chunk.iter().all(|byte| *byte == 0) { "...".to_owned() } else { line });
    }
    lines.join("\n")
}

#[test]
fn a_segment_header() {
    let header = Header {
        store_id: STORE,
        partition: 3,
        epoch: 2,
        segment_bytes: 8192,
        first: 17,
        previous: Hash([0xAB; 32]),
    };
    assert_eq!(
        shown(&header.encode()),
        "f84853ff0001000300000002000020007369787465656e20627974652069642e\n\
         0000000000000011abababababababababababababababababababababababab\n\
         abababababababab000000000000000000000000000000000000000000000000\n\
         ...\n\
         00000000000000000000000000000000000000000000000000000000768beedb"
    );
    assert_eq!(Header::decode(&header.encode()), Some(header));
}

#[test]
fn two_frames_of_a_group_and_their_hashes() {
    let (disk, journal) = journal_with(&[&["one"], &["two", "three"]]);
    let bytes = disk.read_whole("journal/00000000000000000001.segment", 8192).unwrap();
    assert_eq!(
        shown(&bytes[4096 + 48..4096 + 48 + 48 + 56]),
        "f8484aff00000003000100000003000000000002000000000000000200000000\n\
         0000000148f4955d52d8b3a374776f00f8484aff000000050001000100030000\n\
         0000000200000000000000030000000000000001a9fedfb41c4451bc74687265\n\
         6500000000000000"
    );
    let hashes: Vec<_> = read_all(&journal).iter().map(|record| record.hash.to_string()).collect();
    assert_eq!(
        hashes.join("\n"),
        "c6a26879ca99b0802a5fa26f2a63c289545a6820ce479ddfbfee73386df28a46\n\
         e1aa64e28acf8092822321c960adf50e2a147aa22bf26155c1becea8abc6a30d\n\
         1f52a993b8562e39765ae3c58f50a68e9e73564c99544f96b476c7ad7ab4e9d8"
    );
}

#[test]
fn a_key_slot_live_and_destroyed() {
    let disk = SimulatedDisk::new();
    let ring = crate::KeyRing::create(disk_of(&disk), STORE, sealing::wrapping()).unwrap();
    ring.create_key(b"case/2026-17", &mut Seeded(1)).unwrap();
    ring.sync().unwrap();
    let slot = || disk.read_whole("keys/000000000000.slots", 1 << 20).unwrap()[..512].to_vec();
    assert_eq!(
        shown(&slot()),
        "f8484bff0001010c0000000000000001bc2fac6dbad286d0636173652f323032\n\
         362d313700000000000000000000000000000000000000000000000000000000\n\
         000000000000000000000000000000000000000000000000fddece6721e20905\n\
         6d4985a594c041561756713182ed82dabab3be4af5f8329637c05be20eeb824b\n\
         77b69ba0a11d3c4f9e1a7ae5695b1ed2a81abfb86471564d2d3444700123a09f\n\
         ...\n\
         00000000000000000000000000000000000000000000000000000000cf95e518"
    );
    ring.destroy(KeyId(1)).unwrap();
    assert_eq!(
        shown(&slot()),
        "f8484bff0001020c00000000000000010000000000000000636173652f323032\n\
         362d313700000000000000000000000000000000000000000000000000000000\n\
         ...\n\
         0000000000000000000000000000000000000000000000000000000009e12cd7"
    );
    let text = |path: &str| String::from_utf8(disk.read_whole(path, 1024).unwrap()).unwrap();
    assert_eq!(
        text("keys/check"),
        "helhed keys 1 bc2fac6dbad286d0 ebcee854e212ccdedd77072158ef8bbf10b1ca144325718a3f6982b244432302\n\
         "
    );
    assert_eq!(
        text("erased.list"),
        "helhed erased 1 7369787465656e20627974652069642e\n\
         00000000000000000001\n\
         "
    );
}

#[test]
fn an_envelope() {
    let key = Key { id: KeyId(77), secret: zeroize::Zeroizing::new([9; 32]) };
    let stream = StreamLabel::new(b"case/2026-17").unwrap();
    let origin = Origin { stream, version: 4, event: 1, field: 6 };
    let envelope = crate::seal(&key, STORE, &origin, b"a secret", [5; 24]).unwrap();
    assert_eq!(
        shown(&envelope),
        "01000000000000004d0c636173652f323032362d313700000000000000040001\n\
         0006050505050505050505050505050505050505050505050505c4c67498d626\n\
         d1d4ae29242ce9b3751b168a3351e5dc103e6a7ffdb2ef472eb40ee59272306f\n\
         7e9ec3ddff8467c5dd6b"
    );
}

#[test]
fn the_small_files() {
    let disk = SimulatedDisk::new();
    files::manifest().create(&disk).unwrap();
    let journal = Journal::create(disk_of(&disk), &options()).unwrap();
    journal.close().unwrap();
    let text = |path: &str| String::from_utf8(disk.read_whole(path, 1024).unwrap()).unwrap();
    assert_eq!(
        text("manifest"),
        "helhed 1\n\
         store 7369787465656e20627974652069642e\n\
         partition 3\n\
         epoch 2\n\
         clock system\n\
         required \n\
         optional \n\
         crc32c 425ec762\n\
         "
    );
    assert_eq!(
        text("journal/checkpoint"),
        "2 0 58e86ebf94e4d3b8d91e29f192be36e1e6270d66aadf107728c1d290f00d246d a8816cc1\n\
         "
    );
    assert_eq!(text("journal/clean"), text("journal/checkpoint"));
    assert_eq!(
        crate::recovery_wrapping(&sealing::wrapping()).text(),
        "58N2-MAHA-58N2-MAHA-58N2-MAHA-58N2-MAHA-58N2-MAHA-58N2-MAHA-58N7-X4HH"
    );
}
