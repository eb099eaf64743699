//! Keys as they are read for a backup, beside a daemon that makes and destroys some.

use crate::bytes::{all_zero, narrow};
use crate::disk::Disk;
use crate::error::{Error, failed};

use super::slot::{SLOT_BYTES, Slot};
use super::{FOLDER, KeyId, SLOTS_PER_FILE, first_of_file, path_of};

/// How often a file is read in which a slot looks damaged: it may have been written while it was read.
const TRIES: u32 = 5;

/// The files of slots, in order.
pub(crate) fn files(disk: &dyn Disk) -> Result<Vec<String>, Error> {
    let names = disk.list(FOLDER).map_err(failed("list", FOLDER))?;
    let mut numbers: Vec<u64> =
        names.iter().filter_map(|name| name.strip_suffix(".slots")?.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers.into_iter().map(path_of).collect())
}

/// Reads a file of slots of which each is empty, live or destroyed.
pub(crate) fn read_whole_slots(disk: &dyn Disk, path: &str) -> Result<Vec<u8>, Error> {
    let number: u64 = path
        .strip_prefix(FOLDER)
        .and_then(|name| name.strip_prefix('/')?.strip_suffix(".slots")?.parse().ok())
        .unwrap_or_default();
    let bytes = narrow(SLOTS_PER_FILE) * SLOT_BYTES;
    let mut tries = 0;
    loop {
        let mut slots = vec![0; bytes];
        let file = disk.open_read(path).map_err(failed("open", path))?;
        file.read_exact_at(0, &mut slots).map_err(failed("read", path))?;
        if slots.chunks(SLOT_BYTES).zip(first_of_file(number)..).all(|(slot, id)| is_whole(slot, id)) {
            // What is copied must not be lost by the original alone.
            file.sync_data().map_err(failed("sync", path))?;
            return Ok(slots);
        }
        tries += 1;
        if tries >= TRIES {
            return Err(Error::DamagedFile { path: path.to_owned(), reason: "a key in it is damaged" });
        }
    }
}

fn is_whole(slot: &[u8], id: u64) -> bool {
    all_zero(slot) || slot.try_into().is_ok_and(|slot| Slot::decode(KeyId(id), slot).is_ok())
}
