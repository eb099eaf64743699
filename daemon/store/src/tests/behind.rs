//! What is special to the index that is written behind: every commit is seen at once, wherever it is on its way down.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use super::{END, batch, open};
use crate::{Batch, Bounds, Error, Index, KeyRange, MapIndex, Row, SledIndex, Snapshot, WriteBehind};

/// So long that only a bound or a checkpoint makes it write.
const FOR_EVER: Duration = Duration::from_hours(1);
const LARGE: Bounds = Bounds { positions: 1_000, bytes: 1 << 20, wait: FOR_EVER };

/// An index below that tells what happens to it.
#[derive(Default)]
struct Below {
    map: MapIndex,
    commits: AtomicUsize,
    rows_written: AtomicUsize,
    reads: AtomicUsize,
    is_full: AtomicBool,
    /// Looks at the index above, before and after a batch goes below.
    above: OnceLock<Weak<WriteBehind>>,
    seen: Mutex<Vec<Vec<Row>>>,
    told: Mutex<Option<Sender<u64>>>,
}

#[derive(Clone, Default)]
struct Shared(Arc<Below>);

impl Shared {
    fn look(&self) {
        if let Some(above) = self.0.above.get().and_then(Weak::upgrade) {
            let mut rows = above.scan(&[], END, 99).unwrap();
            rows.reverse();
            assert_eq!(above.scan_back(&[], END, 99).unwrap(), rows);
            rows.reverse();
            self.0.seen.lock().unwrap().push(rows);
        }
    }

    /// How often something reads one row.
    fn reads_of(&self, work: impl FnOnce()) -> usize {
        let before = self.0.reads.load(Ordering::SeqCst);
        work();
        self.0.reads.load(Ordering::SeqCst) - before
    }

    fn commits(&self) -> usize {
        self.0.commits.load(Ordering::SeqCst)
    }

    fn tells(&self) -> Receiver<u64> {
        let (tell, told) = channel();
        *self.0.told.lock().unwrap() = Some(tell);
        told
    }
}

impl Index for Shared {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.0.reads.fetch_add(1, Ordering::SeqCst);
        self.0.map.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.0.map.scan(from, to, limit)
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.0.map.scan_back(from, to, limit)
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        if self.0.is_full.load(Ordering::SeqCst) {
            return Err(Error::Full);
        }
        self.look();
        let position = batch.applied();
        self.0.commits.fetch_add(1, Ordering::SeqCst);
        self.0.rows_written.fetch_add(batch.len(), Ordering::SeqCst);
        self.0.map.commit(batch)?;
        self.look();
        if let Some(tell) = &*self.0.told.lock().unwrap() {
            tell.send(position).unwrap();
        }
        Ok(())
    }

    fn applied(&self) -> Result<u64, Error> {
        self.0.map.applied()
    }

    fn checkpoint(&self) -> Result<(), Error> {
        self.0.map.checkpoint()
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        self.0.map.size_bytes()
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        self.0.map.snapshot()
    }
}

fn over(below: &Shared, bounds: Bounds) -> WriteBehind {
    WriteBehind::without_thread(below.clone(), bounds).unwrap()
}

fn text(rows: &[Row]) -> String {
    let rows = rows.iter().map(|(key, value)| [key.as_slice(), b"=", value].concat());
    String::from_utf8(rows.collect::<Vec<_>>().join(b" ".as_slice())).unwrap()
}

fn all(index: &dyn Index) -> String {
    text(&index.scan(&[], END, usize::MAX).unwrap())
}

#[test]
fn what_waits_is_seen_at_once_and_stands_below_only_after_a_checkpoint() {
    let below = Shared::default();
    let behind = over(&below, LARGE);
    behind.commit(batch(1, &[("key1", Some("a"))])).unwrap();
    assert_eq!((all(&behind), behind.applied().unwrap()), ("key1=a".to_owned(), 1));
    assert_eq!((all(&below), below.applied().unwrap()), (String::new(), 0));
    behind.checkpoint().unwrap();
    assert_eq!((all(&below), below.applied().unwrap()), ("key1=a".to_owned(), 1));
    assert_eq!(below.0.map.unsynced(), 0, "the index below had its checkpoint too");
}

#[test]
fn scans_merge_what_waits_with_what_is_below_in_order_and_across_pages() {
    let below = Shared::default();
    let behind = over(&below, LARGE);
    // 600 rows below are more than two pages; every third is deleted and every fifth written anew above.
    let mut first = Batch::new(1);
    let key = |number: usize| format!("key{number:04}").into_bytes();
    (0..600).for_each(|number| first.put(key(number), "old"));
    behind.commit(first).unwrap();
    behind.checkpoint().unwrap();
    let mut second = Batch::new(2);
    (0..600).step_by(5).for_each(|number| second.put(key(number), "new"));
    (0..600).step_by(3).for_each(|number| second.delete(key(number)));
    second.put("key0000a", "between");
    second.put("key9999", "last");
    behind.commit(second).unwrap();

    let mut expected: Vec<Row> = (0..600)
        .filter(|number| number % 3 != 0)
        .map(|number| (key(number), if number % 5 == 0 { b"new".to_vec() } else { b"old".to_vec() }))
        .collect();
    expected.insert(0, (b"key0000a".to_vec(), b"between".to_vec()));
    expected.push((b"key9999".to_vec(), b"last".to_vec()));
    assert_eq!(behind.scan(&[], END, usize::MAX).unwrap(), expected);
    for page_rows in [1, 7, 256, 300] {
        let mut forwards = Vec::new();
        let mut from = Vec::new();
        loop {
            let page = behind.scan(&from, END, page_rows).unwrap();
            let Some((last, _)) = page.last() else { break };
            from = [last.as_slice(), &[0]].concat();
            forwards.extend(page);
        }
        assert_eq!(forwards, expected, "{page_rows} rows a page");
        let mut backwards = Vec::new();
        let mut to = END.to_vec();
        loop {
            let page = behind.scan_back(&[], &to, page_rows).unwrap();
            let Some((last, _)) = page.last() else { break };
            to.clone_from(last);
            backwards.extend(page);
        }
        backwards.reverse();
        assert_eq!(backwards, expected, "{page_rows} rows a page, back");
    }
}

#[test]
fn a_row_that_is_deleted_while_an_older_one_of_it_is_written_stays_hidden() {
    let below = Shared::default();
    let behind = Arc::new(over(&below, LARGE));
    below.0.above.set(Arc::downgrade(&behind)).unwrap();
    behind.commit(batch(1, &[("key1", Some("a")), ("key2", Some("b")), ("key3", Some("c"))])).unwrap();
    behind.checkpoint().unwrap();
    behind.commit(batch(2, &[("key1", None), ("key2", Some("B")), ("key4", Some("d"))])).unwrap();
    behind.checkpoint().unwrap();
    let seen: Vec<String> = below.0.seen.lock().unwrap().iter().map(|rows| text(rows)).collect();
    let (first, second) = ("key1=a key2=b key3=c", "key2=B key3=c key4=d");
    assert_eq!(seen, [first, first, second, second], "the same before, while and after a batch goes below");
}

#[test]
fn batches_that_wait_become_one_and_write_each_row_once() {
    let below = Shared::default();
    let behind = over(&below, LARGE);
    for position in 1..=10 {
        let value = position.to_string();
        behind.commit(batch(position, &[("state", Some(value.as_str()))])).unwrap();
    }
    behind.commit(batch(11, &[("other", Some("x")), ("other", None)])).unwrap();
    behind.checkpoint().unwrap();
    assert_eq!((below.commits(), below.0.rows_written.load(Ordering::SeqCst)), (1, 2));
    assert_eq!((all(&below), below.applied().unwrap()), ("state=10".to_owned(), 11));
}

#[test]
fn no_more_waits_than_the_bounds_allow() {
    for bounds in [Bounds { positions: 4, ..LARGE }, Bounds { bytes: 40, ..LARGE }] {
        let below = Shared::default();
        let behind = over(&below, bounds);
        for position in 1..=50_u64 {
            let key = format!("key{position:05}");
            behind.commit(batch(position, &[(key.as_str(), Some("1"))])).unwrap();
            let lag = behind.applied().unwrap() - below.applied().unwrap();
            assert!(lag < 5, "{lag} positions behind with {bounds:?}");
        }
        assert!(below.commits() <= 25, "and yet they were merged: {} commits", below.commits());
    }
}

#[test]
fn a_crash_loses_what_waited_and_the_index_stands_at_a_position_it_had() {
    let below = Shared::default();
    let behind = over(&below, Bounds { positions: 3, ..LARGE });
    for position in 1..=8 {
        let value = position.to_string();
        behind
            .commit(batch(position, &[("state", Some(value.as_str())), ("twin", Some(value.as_str()))]))
            .unwrap();
    }
    drop(behind);
    assert_eq!((all(&below), below.applied().unwrap()), ("state=6 twin=6".to_owned(), 6));
    let again = over(&below, LARGE);
    assert_eq!((all(&again), again.applied().unwrap()), ("state=6 twin=6".to_owned(), 6));
}

#[test]
fn a_failure_below_is_told_to_every_later_commit_and_checkpoint_and_hides_nothing() {
    let below = Shared::default();
    let behind = over(&below, LARGE);
    behind.commit(batch(1, &[("key1", Some("a"))])).unwrap();
    below.0.is_full.store(true, Ordering::SeqCst);
    assert!(matches!(behind.checkpoint(), Err(Error::Full)));
    below.0.is_full.store(false, Ordering::SeqCst);
    assert_eq!(all(&behind), "key1=a", "what was committed stays readable");
    assert!(matches!(behind.commit(batch(2, &[("key2", Some("b"))])), Err(Error::Full)));
    assert!(matches!(behind.checkpoint(), Err(Error::Full)));
    assert_eq!((all(&behind), behind.applied().unwrap()), ("key1=a".to_owned(), 1));
    assert_eq!(below.commits(), 0, "a write that failed is not tried again");
}

#[test]
fn the_thread_writes_without_being_asked() {
    let below = Shared::default();
    let told = below.tells();
    let bounds = Bounds { wait: Duration::from_millis(1), ..LARGE };
    let behind = WriteBehind::start(below.clone(), bounds).unwrap();
    for position in 1..=3 {
        behind.commit(batch(position, &[("key1", Some("a"))])).unwrap();
    }
    while told.recv_timeout(Duration::from_secs(30)).expect("it is written") < 3 {}
    // Half of a bound is urgent, however long it may wait.
    let (below, bounds) = (Shared::default(), Bounds { positions: 4, ..LARGE });
    let told = below.tells();
    let behind = WriteBehind::start(below.clone(), bounds).unwrap();
    behind.commit(batch(2, &[("key1", Some("a"))])).unwrap();
    assert_eq!(told.recv_timeout(Duration::from_secs(30)), Ok(2));
}

#[test]
fn a_failure_of_the_thread_reaches_the_next_commit() {
    let below = Shared::default();
    below.0.is_full.store(true, Ordering::SeqCst);
    let bounds = Bounds { wait: Duration::from_millis(1), ..LARGE };
    let behind = WriteBehind::start(below, bounds).unwrap();
    let refused = (1..10_000_000).find_map(|position| behind.commit(batch(position, &[("key", None)])).err());
    assert!(matches!(refused, Some(Error::Full)), "{refused:?}");
}

#[test]
fn sled_below_takes_up_where_the_last_checkpoint_was() {
    let dir = tempfile::tempdir().unwrap();
    let lay = |below: SledIndex| WriteBehind::start(below, LARGE).unwrap();
    let behind = lay(open(dir.path()));
    behind.commit(batch(1, &[("key1", Some("a"))])).unwrap();
    behind.checkpoint().unwrap();
    behind.commit(batch(2, &[("key1", None), ("key2", Some("b"))])).unwrap();
    assert_eq!(all(&behind), "key2=b");
    drop(behind);
    let behind = lay(open(dir.path()));
    assert_eq!((all(&behind), behind.applied().unwrap()), ("key1=a".to_owned(), 1));
}

#[test]
fn what_is_not_there_is_known_without_a_read_below() {
    let below = Shared::default();
    below.0.map.commit(batch(1, &[("key1", Some("a")), ("key2", Some("b"))])).unwrap();
    let behind = over(&below, LARGE);
    behind.expect_misses(&[KeyRange { from: b"key".to_vec(), to: b"kez".to_vec() }]);
    behind.commit(batch(2, &[("key2", None), ("key3", Some("c"))])).unwrap();
    behind.checkpoint().unwrap();
    // Only what was read below counts from here.
    below.0.reads.store(0, Ordering::SeqCst);
    let read = |key: &str| (behind.get(key.as_bytes()).unwrap(), below.0.reads.load(Ordering::SeqCst));
    assert_eq!(read("key4"), (None, 0));
    assert_eq!(read("key1"), (Some(b"a".to_vec()), 1));
    assert_eq!(read("key3"), (Some(b"c".to_vec()), 2));
    assert_eq!(read("key2"), (None, 3), "what was there once is looked for");
    assert_eq!(read("other"), (None, 4), "elsewhere nothing is known");
}

#[test]
fn a_thread_learns_the_keys_of_many_pages() {
    let below = Shared::default();
    let mut many = Batch::new(1);
    for number in 0..1_000 {
        many.put(format!("key{number:04}"), "a");
    }
    below.0.map.commit(many).unwrap();
    let behind = WriteBehind::start(below.clone(), LARGE).unwrap();
    behind.expect_misses(&[KeyRange { from: b"key".to_vec(), to: b"kez".to_vec() }]);
    // Until it has learned them, each of these is a read below.
    while below.reads_of(|| assert_eq!(behind.get(b"key9999").unwrap(), None)) > 0 {}
    for number in 0..1_000 {
        assert!(behind.get(format!("key{number:04}").as_bytes()).unwrap().is_some(), "{number}");
    }
}
