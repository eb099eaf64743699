use super::batch;
use crate::{Index, MapIndex};

#[test]
fn a_crash_keeps_the_checkpoint_and_any_prefix_after_it() {
    check(0, "a--, applied 1");
    check(1, "ab-, applied 2");
    check(2, "-b-, applied 3");
    check(3, "-bc, applied 4");
    check(9, "-bc, applied 4");
}

#[test]
fn a_crash_can_lose_the_last_commits() {
    let index = history();
    index.lose_unsynced(2);
    assert_eq!(describe(&index), "ab-, applied 2");
    assert_eq!(index.unsynced(), 0, "what survived a crash is on disk");
    index.commit(batch(9, &[("key3", Some("c"))])).unwrap();
    index.lose_unsynced(9);
    assert_eq!(describe(&index), "ab-, applied 2");
}

fn check(kept: usize, expected: &str) {
    let index = history();
    index.crash(kept);
    assert_eq!(describe(&index), expected, "{kept} kept");
}

/// One checkpointed commit and three that are not.
fn history() -> MapIndex {
    let index = MapIndex::new();
    index.commit(batch(1, &[("key1", Some("a"))])).unwrap();
    index.checkpoint().unwrap();
    index.commit(batch(2, &[("key2", Some("b"))])).unwrap();
    index.commit(batch(3, &[("key1", None)])).unwrap();
    index.commit(batch(4, &[("key3", Some("c"))])).unwrap();
    assert_eq!(index.unsynced(), 3);
    index
}

fn describe(index: &MapIndex) -> String {
    let values = ["key1", "key2", "key3"].map(|key| {
        let value = index.get(key.as_bytes()).unwrap();
        value.map_or_else(|| "-".to_owned(), |value| String::from_utf8(value).unwrap())
    });
    format!("{}, applied {}", values.concat(), index.applied().unwrap())
}
