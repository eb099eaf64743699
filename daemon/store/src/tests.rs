//! One conformance suite for every index, then what is special to each.

mod behind;
mod conformance;
mod damage;
mod first;
mod map;
mod sled;
mod snapshot;

use std::path::Path;
use std::time::Duration;

use crate::{Batch, Check, Settings, SledIndex};

const EVERY_ROW: Settings =
    Settings { cache_bytes: 4 << 20, open_within: Duration::from_secs(10), check: Check::EveryRow };

/// Keys above every key of the tests.
const END: &[u8] = &[0xFF; 8];

fn open(dir: &Path) -> SledIndex {
    SledIndex::open(dir, EVERY_ROW).unwrap()
}

fn batch(applied: u64, changes: &[(&str, Option<&str>)]) -> Batch {
    let mut batch = Batch::new(applied);
    for (key, value) in changes {
        match value {
            Some(value) => batch.put(*key, *value),
            None => batch.delete(*key),
        }
    }
    batch
}
