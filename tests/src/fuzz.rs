//! Every decoder under bytes that nobody meant: one function each, for the fuzzer and for the inputs that are kept.
//!
//! A target panics where the decoder broke its word: it may refuse anything, in any order, but it must come back, and what
//! it takes must be what it says. The programs that the fuzzer drives stand in `tests/fuzz`, and beside them the inputs
//! that `tests/fuzz.rs` gives to every target at each change.

mod answers;
mod archives;
mod directories;
mod exports;
mod expressions;
mod frames;
mod letters;
mod models;
mod prepared;
mod records;
mod requests;
mod tables;
mod workflows;

pub use records::real_records;

/// The largest input that is kept: many small ones say more.
pub const INPUT_BYTES_MAX: usize = 16 * 1024;

/// What is fuzzed: bytes in, nothing out.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its program and of the folder of its inputs.
pub const TARGETS: [(&str, Target); 12] = [
    ("answers", answers::answers),
    ("archives", archives::archives),
    ("directories", directories::directories),
    ("exports", exports::exports),
    ("expressions", expressions::expressions),
    ("frames", frames::frames),
    ("letters", letters::letters),
    ("models", models::models),
    ("records", records::records),
    ("requests", requests::requests),
    ("tables", tables::tables),
    ("workflows", workflows::workflows),
];

/// Runs the target of a name.
///
/// # Panics
///
/// If there is none, or it found something.
pub fn run(name: &str, data: &[u8]) {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = found.expect("the target is in the list");
    target(data);
}

/// What an input says, from front to back. Past its end it says zeros and nothing.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn number(&mut self, bytes: usize) -> u64 {
        self.take(bytes).iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// A number from 0 to `end`, without it; 0 if there is nothing to choose from.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.number(if end > 256 { 4 } else { 1 }) % end).unwrap_or(0)
    }

    /// Some bytes: their count in one, then they.
    fn some(&mut self) -> &'a [u8] {
        let count = self.below(256);
        self.take(count)
    }

    /// A text of some bytes, with a sign for what is none.
    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.some()).into_owned()
    }

    /// Whether anything is left.
    fn goes_on(&self) -> bool {
        !self.0.is_empty()
    }

    /// Changes a text or a file as the input says: some bytes of it become others, as often as there is something left.
    fn edit(&mut self, whole: &mut Vec<u8>) {
        while self.goes_on() {
            // Four bytes say where, however short the text is: what an input says does not hang on it.
            let from = usize::try_from(self.number(4)).unwrap_or(0) % (whole.len() + 1);
            let removed = self.below(256).min(whole.len() - from);
            let put = self.some();
            whole.splice(from..from + removed, put.iter().copied());
        }
    }
}
