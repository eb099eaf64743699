//! The journal's segments: raw bytes where records stand, or frames with the right checksums and anything in them.

use std::sync::{Arc, OnceLock};

use journal::{Disk, Journal, OpenOptions, SimulatedDisk, StoreId};

use super::Bytes;
use super::prepared::{paths, read, write};

/// As `docs/design/0010-journal-format.md` pins it.
const SEGMENT_HEADER_BYTES: usize = 4096;
const MAGIC: u32 = 0xF848_4AFF;

fn options() -> OpenOptions {
    OpenOptions {
        store_id: StoreId(*b"sixteen byte id."),
        partition: 3,
        epoch: 2,
        known: None,
        segment_bytes: 8192,
        reads_everything: true,
    }
}

fn disk() -> &'static SimulatedDisk {
    static DISK: OnceLock<SimulatedDisk> = OnceLock::new();
    DISK.get_or_init(|| {
        let disk = SimulatedDisk::new();
        let mut journal = Journal::create(Arc::new(disk.clone()), &options()).expect("a journal can be made");
        for count in 0..12_usize {
            let group: Vec<Vec<u8>> = (0..=count % 3).map(|part| vec![7; 300 * (part + 1)]).collect();
            journal.append(&group).expect("a group can be appended");
        }
        drop(journal);
        disk.fork()
    })
}

pub(super) fn frames(data: &[u8]) {
    let disk = disk().fork();
    let mut bytes = Bytes(data);
    let mut files = paths(&disk);
    files.retain(|path| path.starts_with("journal/"));
    let path = files.get(bytes.below(files.len())).cloned().expect("the journal has files");
    let mut file = read(&disk, &path);
    if bytes.number(1) % 2 == 0 {
        bytes.edit(&mut file);
    } else {
        let mut at = SEGMENT_HEADER_BYTES + bytes.below(512) * 8;
        while bytes.goes_on() {
            at = put_frame(&mut bytes, &mut file, at);
        }
    }
    write(&disk, &path, &file);
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let Ok((mut journal, recovery)) = Journal::open(Arc::clone(&shared), &options()) else { return };
    let head = journal.head();
    assert_eq!(head, recovery.head);
    let positions: Vec<u64> = journal
        .reader()
        .records(1)
        .map(|record| record.expect("what was opened can be read").position)
        .collect();
    assert_eq!(positions, (1..=head.position).collect::<Vec<_>>(), "the records are not gapless");
    journal.append(&[b"one more".to_vec()]).expect("an open journal takes a record");
    drop(journal);
    let (again, _) = Journal::open(shared, &options()).expect("what was opened and written opens again");
    assert_eq!(again.head().position, head.position + 1);
}

/// Writes a frame with the right checksums at a place; answers where the next begins.
fn put_frame(bytes: &mut Bytes<'_>, file: &mut [u8], at: usize) -> usize {
    let choices = bytes.number(1);
    // Mostly what belongs there, so that frames lead on from what is whole.
    let or = |bytes: &mut Bytes<'_>, bit: u64, usual: u64, size: usize| {
        if choices >> bit & 1 == 1 { bytes.number(size) } else { usual }
    };
    let payload = bytes.some();
    let length = or(bytes, 0, u64::try_from(payload.len()).unwrap_or(0), 4);
    let [format, flags, partition, zero] =
        [or(bytes, 1, 1, 2), choices >> 7, or(bytes, 2, 3, 2), or(bytes, 3, 0, 2)];
    let epoch = or(bytes, 4, 2, 4);
    let position = or(bytes, 5, bytes.0.first().copied().map_or(1, u64::from), 8);
    let synced = or(bytes, 6, 0, 8);
    let mut frame = MAGIC.to_be_bytes().to_vec();
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    frame.extend(narrow(length));
    for field in [format, flags, partition, zero] {
        frame.extend(u16::try_from(field).unwrap_or(u16::MAX).to_be_bytes());
    }
    frame.extend(narrow(epoch));
    frame.extend(position.to_be_bytes());
    frame.extend(synced.to_be_bytes());
    let header_checksum = crc32c::crc32c(&frame);
    frame.extend(header_checksum.to_be_bytes());
    frame.extend(crc32c::crc32c(payload).to_be_bytes());
    frame.extend(payload);
    frame.resize(frame.len().next_multiple_of(8), 0);
    let end = at + frame.len();
    if let Some(place) = file.get_mut(at..end) {
        place.copy_from_slice(&frame);
    }
    end
}
