//! Keys whose bytes sort as their pieces do, one function per kind of row.
//!
//! Every key begins with the partition (u16) and a letter for its kind. The layout is part of the index format: golden
//! tests pin it, and design note 0012 draws it.

mod piece;
#[cfg(test)]
mod tests;

use piece::{Reader, Writer};

/// Bytes of the shortest key: the partition and the letter. Shorter ones are the index's own.
pub const KEY_BYTES_MIN: usize = 3;

/// Makes the keys of one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    partition: u16,
}

/// Rows with `from <= key < to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// The first key, included.
    pub from: Vec<u8>,
    /// The end, excluded.
    pub to: Vec<u8>,
}

/// What a family of keys begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(Vec<u8>);

/// The pieces of a key made by [`Keys::timer`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    /// When it is due, in microseconds since 1970-01-01T00:00:00Z.
    pub due_us: i64,
    /// Which timer.
    pub timer: Vec<u8>,
    /// Which setting of it: an older generation that still fires is a no-op.
    pub generation: u64,
}

/// The pieces of a key made by [`Keys::work`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkKey {
    /// The list it stands on.
    pub list: Vec<u8>,
    /// When it is due, in microseconds since 1970-01-01T00:00:00Z.
    pub due_us: i64,
    /// The case it belongs to.
    pub case: u64,
    /// The task in the case.
    pub task: Vec<u8>,
}

impl Keys {
    /// Keys of this partition.
    #[must_use]
    pub fn new(partition: u16) -> Self {
        Self { partition }
    }

    /// The state of a stream.
    #[must_use]
    pub fn state(self, kind: u8, stream: &[u8]) -> Vec<u8> {
        self.key(b's').byte(kind).tail(stream)
    }

    /// All states of streams of one kind; the tail of a key is the stream.
    #[must_use]
    pub fn states(self, kind: u8) -> Prefix {
        Prefix(self.key(b's').byte(kind).done())
    }

    /// The journal position of one version of a stream.
    #[must_use]
    pub fn stream_position(self, kind: u8, stream: &[u8], version: u64) -> Vec<u8> {
        self.key(b'p').byte(kind).text(stream).unsigned(version).done()
    }

    /// All versions of a stream in order; the tail of a key is the version, 8 bytes big-endian.
    #[must_use]
    pub fn stream_positions(self, kind: u8, stream: &[u8]) -> Prefix {
        Prefix(self.key(b'p').byte(kind).text(stream).done())
    }

    /// A timer that is set.
    #[must_use]
    pub fn timer(self, due_us: i64, timer: &[u8], generation: u64) -> Vec<u8> {
        self.key(b't').signed(due_us).text(timer).unsigned(generation).done()
    }

    /// All timers in the order they are due.
    #[must_use]
    pub fn timers(self) -> Prefix {
        Prefix(self.key(b't').done())
    }

    /// The timers due at `us` or before, in that order. `us` counts from 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn timers_due_until(self, us: i64) -> KeyRange {
        let all = self.timers().range();
        match us.checked_add(1) {
            Some(end) => KeyRange { from: all.from, to: self.key(b't').signed(end).done() },
            None => all,
        }
    }

    /// The pieces of a timer's key, or `None` if it is not one of this partition.
    #[must_use]
    pub fn parse_timer(self, key: &[u8]) -> Option<TimerKey> {
        let mut reader = Reader::after(&self.timers().0, key)?;
        let parsed =
            TimerKey { due_us: reader.signed()?, timer: reader.text()?, generation: reader.unsigned()? };
        reader.rest().is_empty().then_some(parsed)
    }

    /// A task on a worklist.
    #[must_use]
    pub fn work(self, list: &[u8], due_us: i64, case: u64, task: &[u8]) -> Vec<u8> {
        self.key(b'w').text(list).signed(due_us).unsigned(case).tail(task)
    }

    /// All tasks on a worklist, the one due first in front.
    #[must_use]
    pub fn work_list(self, list: &[u8]) -> Prefix {
        Prefix(self.key(b'w').text(list).done())
    }

    /// The pieces of a worklist key, or `None` if it is not one of this partition.
    #[must_use]
    pub fn parse_work(self, key: &[u8]) -> Option<WorkKey> {
        let mut reader = Reader::after(&self.key(b'w').done(), key)?;
        Some(WorkKey {
            list: reader.text()?,
            due_us: reader.signed()?,
            case: reader.unsigned()?,
            task: reader.rest().to_vec(),
        })
    }

    /// A search attribute; `tail` says whose it is. A personal `value` goes through [`crate::Blinding`] first.
    #[must_use]
    pub fn attribute(self, name: &[u8], value: &[u8], tail: &[u8]) -> Vec<u8> {
        self.key(b'a').text(name).text(value).tail(tail)
    }

    /// All that have this value of this attribute; [`Prefix::tail`] says whose.
    #[must_use]
    pub fn attributes(self, name: &[u8], value: &[u8]) -> Prefix {
        Prefix(self.key(b'a').text(name).text(value).done())
    }

    /// The keys of requests of some records that follow each other; `place` is theirs among all such rows.
    #[must_use]
    pub fn requests(self, place: u64) -> Vec<u8> {
        self.key(b'd').unsigned(place).done()
    }

    /// The keys of all requests in the order of their records; the tail of a key is the place, 8 bytes big-endian.
    #[must_use]
    pub fn request_rows(self) -> Prefix {
        Prefix(self.key(b'd').done())
    }

    /// Where is often asked for one row that is not there: states.
    #[must_use]
    pub fn often_new(self) -> Vec<KeyRange> {
        vec![Prefix(self.key(b's').done()).range()]
    }

    /// A message that is to be sent.
    #[must_use]
    pub fn outbox(self, message: &[u8]) -> Vec<u8> {
        self.key(b'o').tail(message)
    }

    /// All messages to be sent; the tail of a key is the message.
    #[must_use]
    pub fn outbox_rows(self) -> Prefix {
        Prefix(self.key(b'o').done())
    }

    /// A job that is under way.
    #[must_use]
    pub fn job(self, job: &[u8]) -> Vec<u8> {
        self.key(b'j').tail(job)
    }

    /// All jobs under way; the tail of a key is the job.
    #[must_use]
    pub fn jobs(self) -> Prefix {
        Prefix(self.key(b'j').done())
    }

    /// A fact about the partition's index itself.
    #[must_use]
    pub fn meta(self, name: &[u8]) -> Vec<u8> {
        self.key(b'm').tail(name)
    }

    fn key(self, letter: u8) -> Writer {
        Writer::new(self.partition, letter)
    }
}

impl KeyRange {
    /// The part of the range behind `key`: the next page after the last key of this one.
    ///
    /// For a scan backwards the next page ends where this one stopped: set `to` to its last key.
    #[must_use]
    pub fn after(&self, key: &[u8]) -> Self {
        let mut from = key.to_vec();
        from.push(0);
        Self { from, to: self.to.clone() }
    }
}

impl Prefix {
    /// All keys with this prefix.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "every prefix holds a letter, which is below 0xFF")]
    pub fn range(&self) -> KeyRange {
        let mut to = self.0.clone();
        while to.last() == Some(&u8::MAX) {
            to.pop();
        }
        let last = to.last_mut().expect("every prefix holds a letter, which is below 0xFF");
        *last = last.saturating_add(1);
        KeyRange { from: self.0.clone(), to }
    }

    /// What stands behind the prefix in `key`, or `None` if the key does not begin with it.
    #[must_use]
    pub fn tail<'key>(&self, key: &'key [u8]) -> Option<&'key [u8]> {
        key.strip_prefix(self.0.as_slice())
    }
}
