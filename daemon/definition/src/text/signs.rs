//! What stands in a file and cannot be seen, or could not be read by a person: looked for before YAML reads it.

use super::tree::Span;
use crate::finding::{FORBIDDEN_YAML, HIDDEN_CHARACTER, Report, TOO_LARGE};

/// Longest line, in bytes: twice the longest condition. A longer one was written by no person, and each finding in it
/// would print it whole.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// Looks through the lines of a file; `false` when reading it is of no use.
pub(super) fn look(report: &mut Report<'_>) -> bool {
    let source = report.source;
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        if line.len() > LINE_BYTES_MAX {
            // The place is the beginning of the line: the whole of it would not help anybody.
            let place = Span::new(start, start);
            report.error(TOO_LARGE, place, "this line is longer than 8 KiB", "write it on several lines");
            return false;
        }
        if line.starts_with('%') {
            let place = Span::new(start, start + line.trim_end().len());
            let remedy = "remove the line; a value that begins with `%` stands in quotes behind its key";
            report.error(FORBIDDEN_YAML, place, "a directive of YAML stands here", remedy);
            return false;
        }
        // What stands in the place of blanks moves everything: the rest would only be told wrongly.
        if characters(line, start, report) == Found::InIndentation {
            return false;
        }
        start += line.len();
    }
    true
}

/// Where in a line something unseen stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// All of it can be seen.
    Nowhere,
    /// Before the first word, or it ends the line where nobody sees that: what belongs to what cannot be said.
    InIndentation,
    /// Behind a word.
    Behind,
}

/// Reports the first character of a line that a reader cannot see, or sees as another.
fn characters(line: &str, start: usize, report: &mut Report<'_>) -> Found {
    let written = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    // Most lines are plain, and most files are most lines.
    if written.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        return Found::Nowhere;
    }
    // A mark at the very beginning says only that the file is UTF-8. Tabs are the business of whoever reads lines.
    let is_mark = |at: usize, character: char| character == '\u{feff}' && start + at == 0;
    let unseen = written
        .char_indices()
        .filter(|(at, character)| *character != '\t' && !is_mark(*at, *character))
        .find_map(|(at, character)| Some((at, character, hidden(character)?)))
        .or_else(|| lookalike(written));
    let Some((at, character, noun)) = unseen else { return Found::Nowhere };
    let run = written.get(at..).unwrap_or_default().chars().take_while(|next| *next == character).count();
    let place = Span::new(start + at, start + at + run * character.len_utf8());
    report.error(
        HIDDEN_CHARACTER,
        place,
        format!("{noun} stands here ({})", number(character)),
        remedy(character),
    );
    let is_indentation = written.get(..at).is_some_and(|before| before.trim_start_matches(' ').is_empty());
    if is_indentation || character == '\r' { Found::InIndentation } else { Found::Behind }
}

/// A letter of another alphabet in a word of ours: the word looks right and is another one.
fn lookalike(written: &str) -> Option<(usize, char, &'static str)> {
    let is_ours = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}');
    // Greek, Cyrillic, Armenian, Cherokee, and the wide forms of Latin letters.
    let is_other = |letter: char| {
        letter.is_alphabetic()
            && matches!(letter, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{ff21}'..='\u{ff5a}')
    };
    if !written.contains(is_other) {
        return None;
    }
    let mut start = 0;
    for word in written.split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '_') {
        if word.contains(is_ours) {
            let other = word.char_indices().find(|(_, letter)| is_other(*letter));
            if let Some((at, letter)) = other {
                return Some((
                    start + at,
                    letter,
                    "a letter of another alphabet, which looks like one of ours,",
                ));
            }
        }
        start += word.len();
    }
    None
}

/// What a character is that stands in a file unseen; nothing for all that people read.
pub(crate) fn hidden(character: char) -> Option<&'static str> {
    match character {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some("a blank that is not the ordinary one")
        }
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("a sign that turns the direction of reading")
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some("a character that nobody sees"),
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some("a line end that most editors do not show"),
        '\u{fffd}' => Some("the sign for a lost letter"),
        other if other.is_control() => Some("a control character"),
        _other => None,
    }
}

/// A text as a person can read it: what nobody would see is written as its number.
pub(crate) fn visible(text: String) -> String {
    if !text.chars().any(|character| hidden(character).is_some()) {
        return text;
    }
    let mut seen = String::with_capacity(text.len());
    for character in text.chars() {
        match hidden(character) {
            Some(_) => seen.extend(character.escape_unicode()),
            None => seen.push(character),
        }
    }
    seen
}

/// How Unicode numbers it: `U+00A0`.
pub(super) fn number(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn remedy(character: char) -> &'static str {
    match character {
        '\u{a0}' | '\u{202f}' => {
            "write an ordinary blank; where this one is meant, write `\\u00A0` in double quotes"
        }
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "save the file with the line ends of Windows or Unix",
        '\u{fffd}' => "write the letter again, and save the file as UTF-8",
        _other => "remove it: delete the word, and type it again by hand",
    }
}
