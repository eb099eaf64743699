use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::batch;
use crate::{FirstRow, Index, KeyRange, MapIndex};

/// Keys of the tests that lie in the range; `key0` and `key9` lie beside it.
fn range() -> KeyRange {
    KeyRange { from: b"key1".to_vec(), to: b"key9".to_vec() }
}

fn scanned(index: &MapIndex) -> Option<Vec<u8>> {
    let range = range();
    index.scan(&range.from, &range.to, 1).unwrap().into_iter().next().map(|(key, _)| key)
}

proptest! {
    #[test]
    fn it_is_what_a_scan_finds(
        batches in vec((btree_map(0_u8..10, option::of("[ab]"), 0..5), any::<bool>()), 0..12),
    ) {
        let index = MapIndex::new();
        let mut first = FirstRow::default();
        for (applied, (changes, asks)) in batches.into_iter().enumerate() {
            let changes: Vec<(String, Option<String>)> =
                changes.into_iter().map(|(key, value)| (format!("key{key}"), value)).collect();
            let changes: Vec<(&str, Option<&str>)> =
                changes.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
            let batch = batch(u64::try_from(applied).unwrap() + 1, &changes);
            index.commit(batch.clone()).unwrap();
            first.note(&batch, &range());
            if asks {
                let known = first.key(&index, &range()).unwrap().map(<[u8]>::to_vec);
                prop_assert_eq!(known, scanned(&index));
            }
        }
        let known = first.key(&index, &range()).unwrap().map(<[u8]>::to_vec);
        prop_assert_eq!(known, scanned(&index));
    }
}

#[test]
fn what_is_known_is_not_read_again() {
    let mut first = FirstRow::default();
    let index = MapIndex::new();
    index.commit(batch(1, &[("key3", Some("c"))])).unwrap();
    assert_eq!(first.key(&index, &range()).unwrap(), Some(b"key3".as_slice()));
    // Nobody told it of this one, so it does not know.
    index.commit(batch(2, &[("key2", Some("b"))])).unwrap();
    assert_eq!(first.key(&index, &range()).unwrap(), Some(b"key3".as_slice()));
    first.forget();
    assert_eq!(first.key(&index, &range()).unwrap(), Some(b"key2".as_slice()));
}
