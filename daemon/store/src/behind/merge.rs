//! Rows of an index with batches laid over it, in order and as many as are asked for.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::iter::Peekable;

use crate::{Batch, Error, Index, Row};

/// Rows read from below at a time after the first page: rows that a batch hides make one page too few.
const PAGE_ROWS: usize = 256;

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forwards,
    Backwards,
}

impl Direction {
    /// Whether `first` comes before `second` on the way.
    fn compare(self, first: &[u8], second: &[u8]) -> Ordering {
        match self {
            Self::Forwards => first.cmp(second),
            Self::Backwards => second.cmp(first),
        }
    }
}

type Change<'a> = (&'a [u8], Option<&'a [u8]>);
type Changes<'a> = Peekable<Box<dyn Iterator<Item = Change<'a>> + 'a>>;

/// The first `limit` rows on the way: what a batch says of a key stands before what a later batch of `batches` and the
/// index below say of it.
pub(super) fn merged(
    below: &dyn Index,
    batches: [Option<&Batch>; 2],
    (from, to): (&[u8], &[u8]),
    (limit, direction): (usize, Direction),
) -> Result<Vec<Row>, Error> {
    let [mut newer, mut older] = batches.map(|batch| changes(batch, (from, to), direction));
    let mut rest = Rest::new(below, (from, to), (limit, direction));
    let mut rows = Vec::new();
    while rows.len() < limit {
        let change = next_change(&mut newer, &mut older, direction);
        let Some((key, value)) = change else {
            rest.take(None, limit, &mut rows)?;
            break;
        };
        rest.take(Some(key), limit, &mut rows)?;
        if rows.len() < limit {
            rest.skip(key)?;
            rows.extend(value.map(|value| (key.to_vec(), value.to_vec())));
        }
    }
    Ok(rows)
}

fn changes<'a>(batch: Option<&'a Batch>, (from, to): (&[u8], &[u8]), direction: Direction) -> Changes<'a> {
    let changes: Box<dyn Iterator<Item = Change<'a>> + 'a> = match (batch, direction) {
        (None, _) => Box::new(std::iter::empty()),
        (Some(batch), Direction::Forwards) => Box::new(batch.between(from, to)),
        (Some(batch), Direction::Backwards) => Box::new(batch.between(from, to).rev()),
    };
    changes.peekable()
}

/// The next change on the way; where both batches change a key, the newer one's.
fn next_change<'a>(
    newer: &mut Changes<'a>,
    older: &mut Changes<'a>,
    direction: Direction,
) -> Option<Change<'a>> {
    let (Some((first, _)), Some((second, _))) = (newer.peek(), older.peek()) else {
        return newer.next().or_else(|| older.next());
    };
    match direction.compare(first, second) {
        Ordering::Less => newer.next(),
        Ordering::Greater => older.next(),
        Ordering::Equal => {
            older.next();
            newer.next()
        }
    }
}

/// What is left of a range of the index below.
struct Rest<'a> {
    below: &'a dyn Index,
    from: Vec<u8>,
    to: Vec<u8>,
    direction: Direction,
    page: VecDeque<Row>,
    page_rows: usize,
    has_more: bool,
}

impl<'a> Rest<'a> {
    fn new(
        below: &'a dyn Index,
        (from, to): (&[u8], &[u8]),
        (page_rows, direction): (usize, Direction),
    ) -> Self {
        let (from, to) = (from.to_vec(), to.to_vec());
        Self { below, from, to, direction, page: VecDeque::new(), page_rows, has_more: true }
    }

    /// Moves rows that come before `key` over, until there are `limit`.
    fn take(&mut self, key: Option<&[u8]>, limit: usize, rows: &mut Vec<Row>) -> Result<(), Error> {
        while rows.len() < limit && self.is_before(key)? {
            rows.extend(self.page.pop_front());
        }
        Ok(())
    }

    /// Leaves out the row of a key that a batch changes, where it is the next one.
    fn skip(&mut self, key: &[u8]) -> Result<(), Error> {
        if self.peek()?.is_some_and(|next| next == key) {
            self.page.pop_front();
        }
        Ok(())
    }

    fn is_before(&mut self, key: Option<&[u8]>) -> Result<bool, Error> {
        let direction = self.direction;
        let Some(next) = self.peek()? else { return Ok(false) };
        Ok(key.is_none_or(|key| direction.compare(next, key) == Ordering::Less))
    }

    fn peek(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.page.is_empty() && self.has_more {
            self.read_page()?;
        }
        Ok(self.page.front().map(|(key, _)| key.as_slice()))
    }

    fn read_page(&mut self) -> Result<(), Error> {
        let page = match self.direction {
            Direction::Forwards => self.below.scan(&self.from, &self.to, self.page_rows)?,
            Direction::Backwards => self.below.scan_back(&self.from, &self.to, self.page_rows)?,
        };
        self.has_more = page.len() >= self.page_rows;
        if let Some((last, _)) = page.last() {
            match self.direction {
                // The least key above the last one.
                Direction::Forwards => self.from = [last.as_slice(), &[0]].concat(),
                Direction::Backwards => self.to.clone_from(last),
            }
        }
        self.page_rows = self.page_rows.max(PAGE_ROWS);
        self.page = page.into();
        Ok(())
    }
}
