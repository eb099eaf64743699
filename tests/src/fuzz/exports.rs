//! State exports: one that is not what was written is passed over; one with the right checksums is read whatever it says.

use std::sync::OnceLock;

use journal::Disk;
use sha2::{Digest as _, Sha256};
use store::{Index as _, MapIndex, Row};

use super::Bytes;
use super::prepared::{open, prepared, read, write};

/// As `docs/design/0017-state-exports.md` pins it.
const HEADER_BYTES: usize = 76;

struct Known {
    path: String,
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

fn rows(index: &MapIndex) -> Vec<Row> {
    index.scan(&[], &[0xff; 64], usize::MAX).expect("the index can be read")
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let prepared = prepared();
        let disk = prepared.disk.fork();
        let names = disk.list("exports").expect("there are exports");
        let path = format!("exports/{}", names.first().expect("there is an export"));
        let bytes = read(&disk, &path);
        disk.remove(&path).expect("an export can go");
        let (_core, index) = open(&disk, prepared.now).expect("the journal is enough");
        Known { path, bytes, rows: rows(&index) }
    })
}

pub(super) fn exports(data: &[u8]) {
    let known = known();
    let mut bytes = Bytes(data);
    let is_sealed = bytes.number(1) % 2 == 1;
    let file = if is_sealed {
        sealed(&mut bytes, &known.bytes)
    } else {
        let mut file = known.bytes.clone();
        bytes.edit(&mut file);
        file
    };
    let disk = prepared().disk.fork();
    write(&disk, &known.path, &file);
    let opened = open(&disk, prepared().now);
    if file == known.bytes || !is_sealed {
        let (_core, index) = opened.expect("an export can be passed over");
        assert!(rows(&index) == known.rows, "a damaged export changed the state");
    }
}

/// An export whose checksums and digest are right and whose rows are anything.
fn sealed(bytes: &mut Bytes<'_>, known: &[u8]) -> Vec<u8> {
    let mut file = known.get(..HEADER_BYTES).unwrap_or_default().to_vec();
    let mut count: u64 = 0;
    while bytes.goes_on() {
        let is_as_counted = !bytes.number(1).is_multiple_of(8);
        let mut payload = Vec::new();
        let mut rows: u32 = 0;
        for _ in 0..=bytes.below(8) {
            let (key, value) = (bytes.some(), bytes.some());
            payload.extend(u16::try_from(key.len()).unwrap_or(0).to_be_bytes());
            payload.extend(u32::try_from(value.len()).unwrap_or(0).to_be_bytes());
            payload.extend(key);
            payload.extend(value);
            rows += 1;
        }
        if !is_as_counted {
            payload.extend(bytes.some());
        }
        file.extend(u32::try_from(payload.len()).unwrap_or(0).to_be_bytes());
        file.extend(rows.to_be_bytes());
        file.extend(crc32c::crc32c(&payload).to_be_bytes());
        file.extend(payload);
        count += u64::from(rows);
    }
    file.extend(0_u32.to_be_bytes());
    file.extend(count.to_be_bytes());
    let digest = Sha256::digest(&file);
    file.extend(digest);
    file
}
