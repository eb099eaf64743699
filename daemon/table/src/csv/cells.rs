//! From characters to rows of cells with their places (RFC 4180).

use std::iter::Peekable;
use std::str::Chars;

use super::CELL_BYTES_MAX;
use crate::draft::{Place, Text};
use crate::fault::{Fault, TableFaultCode};

/// One row that is neither blank nor a comment.
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) cells: Vec<Cell>,
}

/// One cell, without its quotes and the spaces around it.
pub(super) struct Cell {
    pub(super) text: Text,
    /// A word in quotes is never a word of the format.
    pub(super) is_quoted: bool,
}

struct Cutter<'s> {
    rest: Peekable<Chars<'s>>,
    place: Place,
    /// Known from the first delimiter on.
    delimiter: Option<char>,
    faults: Vec<Fault>,
}

/// Cuts a source into rows.
///
/// The delimiter is the first `;` or `,` outside of quotes: it follows `hit: …`, which holds neither. Blank rows at
/// the end, lines without a character and rows that begin with `#` are left out.
pub(super) fn rows(source: &str) -> (Vec<Row>, Vec<Fault>) {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut cutter =
        Cutter { rest: source.chars().peekable(), place: Place::START, delimiter: None, faults: Vec::new() };
    let mut rows = Vec::new();
    while let Some(first) = cutter.rest.peek() {
        if *first == '#' {
            cutter.skip_line();
        } else {
            rows.push(cutter.row());
        }
    }
    rows.retain(|row| !matches!(row.cells.as_slice(), [only] if only.is_blank()));
    while rows.last().is_some_and(|row| row.cells.iter().all(Cell::is_blank)) {
        rows.pop();
    }
    (rows, cutter.faults)
}

impl Cell {
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_blank()
    }
}

impl Cutter<'_> {
    fn take(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        let mut buffer = [0; 4];
        self.place = self.place.after(character.encode_utf8(&mut buffer));
        Some(character)
    }

    fn skip_line(&mut self) {
        while let Some(character) = self.take() {
            if character == '\n' {
                return;
            }
        }
    }

    /// Whether the character ends a cell within its row; the first that can, settles which one does.
    fn is_delimiter(&mut self, character: char) -> bool {
        if self.delimiter.is_none() && matches!(character, ';' | ',') {
            self.delimiter = Some(character);
        }
        self.delimiter == Some(character)
    }

    /// Takes a row and the end of its line.
    fn row(&mut self) -> Row {
        let mut row = Row { place: self.place, cells: Vec::new() };
        loop {
            let cell = self.cell();
            row.cells.push(cell);
            match self.take() {
                Some('\n') | None => return row,
                Some(_) => {}
            }
        }
    }

    /// Takes a cell up to the delimiter or line end behind it.
    fn cell(&mut self) -> Cell {
        while self.rest.peek().is_some_and(|next| *next == ' ' || *next == '\t') {
            self.take();
        }
        let start = self.place;
        let is_quoted = self.rest.peek() == Some(&'"');
        let text = if is_quoted { self.quoted() } else { self.until_end() };
        let trimmed = text.trim_start();
        let spaces = text.get(..text.len() - trimmed.len()).unwrap_or_default();
        let opened = if is_quoted { start.after("\"") } else { start };
        let mut text = Text {
            text: trimmed.trim_end().to_owned(),
            place: opened.after(spaces),
            doubles_quotes: is_quoted,
        };
        if text.text.len() > CELL_BYTES_MAX {
            let message =
                format!("the cell has {} bytes; at most {CELL_BYTES_MAX} are read", text.text.len());
            let help = "split the rule, or give a part of it a name of its own";
            self.faults.push(Fault::new(TableFaultCode::TooLarge, text.place, message, help));
            text.text.clear();
        }
        Cell { text, is_quoted }
    }

    fn until_end(&mut self) -> String {
        let mut text = String::new();
        while let Some(next) = self.rest.peek().copied() {
            if next == '\n' || self.is_delimiter(next) {
                break;
            }
            text.extend(self.take());
        }
        text
    }

    fn quoted(&mut self) -> String {
        let start = self.place;
        let mut text = String::new();
        self.take();
        loop {
            match self.take() {
                Some('"') if self.rest.peek() == Some(&'"') => text.extend(self.take()),
                Some('"') => break,
                Some(character) => text.push(character),
                None => {
                    let help = "close it with `\"`, and write each quote within it twice";
                    let message = "the cell begins with a quote that is never closed";
                    self.faults.push(Fault::new(TableFaultCode::BadQuotes, start, message, help));
                    return text;
                }
            }
        }
        let behind = self.place;
        if !self.until_end().trim().is_empty() {
            let message = "something stands behind the quote that ends the cell";
            let help =
                "write a cell with quotes within quotes, each of its own twice: `\"\"\"a\"\", \"\"b\"\"\"`";
            self.faults.push(Fault::new(TableFaultCode::BadQuotes, behind, message, help));
        }
        text
    }
}
