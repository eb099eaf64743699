//! Keys as they are read for a backup, beside a daemon that makes and destroys some.

use crate::bytes::{all_zero, narrow};
use crate::disk::Disk;
use crate::error::{Error, failed};

use super::slot::{SLOT_BYTES, Slot};
use super::{FOLDER, KeyId, SLOTS_PER_FILE, first_of_file, path_of};

/// How often a file is read in which a slot looks damaged: it may have been written while it was read.
const TRIES: u32 = 5;

/// The numbers of the files of slots, in order.
pub(crate) fn files(disk: &dyn Disk) -> Result<Vec<u64>, Error> {
    let names = disk.list(FOLDER).map_err(failed("list", FOLDER))?;
    let mut numbers: Vec<u64> =
        names.iter().filter_map(|name| name.strip_suffix(".slots")?.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// Reads a file of slots; answers its path, its bytes, and the keys whose slots are neither empty, live nor destroyed.
pub(crate) fn read_slots(disk: &dyn Disk, number: u64) -> Result<(String, Vec<u8>, Vec<KeyId>), Error> {
    let path = path_of(number);
    let mut tries = 0;
    loop {
        let mut slots = vec![0; narrow(SLOTS_PER_FILE) * SLOT_BYTES];
        let file = disk.open_read(&path).map_err(failed("open", &path))?;
        file.read_exact_at(0, &mut slots).map_err(failed("read", &path))?;
        let numbered = slots.chunks(SLOT_BYTES).zip(first_of_file(number)..);
        let damaged: Vec<KeyId> =
            numbered.filter(|(slot, id)| !is_whole(slot, *id)).map(|(_, id)| KeyId(id)).collect();
        tries += 1;
        if damaged.is_empty() || tries >= TRIES {
            // What is copied must not be lost by the original alone.
            file.sync_data().map_err(failed("sync", &path))?;
            return Ok((path, slots, damaged));
        }
    }
}

fn is_whole(slot: &[u8], id: u64) -> bool {
    all_zero(slot) || slot.try_into().is_ok_and(|slot| Slot::decode(KeyId(id), slot).is_ok())
}
