use std::time::Duration;

use super::{Check, Settings, SledIndex};
use crate::{Batch, Error, Index};

const SETTINGS: Settings =
    Settings { cache_bytes: 1 << 20, open_within: Duration::from_secs(10), check: Check::EveryRow };

#[test]
fn after_a_panic_of_sled_nothing_more_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let index = SledIndex::open(dir.path(), SETTINGS).unwrap();
    index.commit(batch(1)).unwrap();
    let error = index.guarded(|_tree| -> Result<(), Error> { panic!("a page is broken") }).unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error}");
    let errors = [
        index.get(b"key").unwrap_err(),
        index.scan(b"k", b"l", 9).unwrap_err(),
        index.commit(batch(2)).unwrap_err(),
        index.checkpoint().unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Unusable { .. }), "{error}");
    }
    assert_eq!(index.applied().unwrap(), 1);
    drop(index);
    assert_eq!(SledIndex::open(dir.path(), SETTINGS).unwrap().applied().unwrap(), 1);
}

#[test]
fn a_batch_that_changes_nothing_moves_only_the_position() {
    let dir = tempfile::tempdir().unwrap();
    let index = SledIndex::open(dir.path(), SETTINGS).unwrap();
    index.commit(batch(1)).unwrap();
    let before = *index.read_totals();
    index.commit(batch(2)).unwrap();
    let after = *index.read_totals();
    assert_eq!((after.rows, after.sum, after.applied), (before.rows, before.sum, 2));
    let mut delete = Batch::new(3);
    delete.delete("key");
    index.commit(delete).unwrap();
    assert_eq!((index.read_totals().rows, index.read_totals().sum), (0, 0));
}

fn batch(applied: u64) -> Batch {
    let mut batch = Batch::new(applied);
    batch.put("key", "value");
    batch
}
