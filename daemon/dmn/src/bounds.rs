//! How large a file may be, looked at before it is parsed.
//!
//! The parser compares each attribute with those before it in the same element, and copies the namespaces in force at
//! each declaration: both grow with the square of what a hostile file holds, so both are counted first.

use crate::fault::Fault;
use crate::places::Lines;

/// Bytes of a file: the largest models of the kit have 250 KiB.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Elements and texts of a file, so that a tree takes tens of megabytes at most.
pub const NODES_MAX: u32 = 100_000;

/// Elements inside each other. Boxes in boxes in boxes use some thirty; the reader goes down as deep as the file.
pub const DEPTH_MAX: usize = 64;

/// Attributes of one element; editors write some twenty, most of them namespaces.
pub const ATTRIBUTES_MAX: usize = 64;

/// Declarations of namespaces in one file; editors write twenty, all at the top.
pub const NAMESPACES_MAX: usize = 128;

/// Refuses a file that is larger, deeper or fuller than the bounds.
pub(crate) fn check(source: &str, lines: &Lines<'_>) -> Result<(), Fault> {
    if source.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes; at most {FILE_BYTES_MAX} are read", source.len());
        return Err(Fault::new(lines.place(0), message, "split the model into several files"));
    }
    if let Some((at, _)) = source.match_indices("xmlns").nth(NAMESPACES_MAX) {
        let message = format!("the file declares more than {NAMESPACES_MAX} namespaces");
        return Err(Fault::new(lines.place(at), message, "declare each namespace once, at the top"));
    }
    shape(source, lines)
}

/// Counts levels and attributes. A file that is no XML may be counted wrongly: the parser refuses it afterwards.
fn shape(source: &str, lines: &Lines<'_>) -> Result<(), Fault> {
    let mut depth: usize = 0;
    let mut at = 0;
    while let Some(offset) = source.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + offset;
        let rest = source.get(start..).unwrap_or("");
        let hidden = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((open, close)) = hidden.iter().find(|(open, _)| rest.starts_with(open)) {
            let body = rest.get(open.len()..).unwrap_or("");
            let Some(end) = body.find(close) else { return Ok(()) };
            at = start + open.len() + end + close.len();
            continue;
        }
        if rest.starts_with("<!DOCTYPE") {
            let message = "the file declares a document type, which may hide what it says";
            return Err(Fault::new(lines.place(start), message, "take the `<!DOCTYPE …>` away"));
        }
        let tag = Tag::at(rest);
        if tag.attributes > ATTRIBUTES_MAX {
            let message = format!("an element has more than {ATTRIBUTES_MAX} attributes");
            return Err(Fault::new(lines.place(start), message, "take away those that say nothing"));
        }
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if depth >= DEPTH_MAX {
            let message = format!("elements stand more than {DEPTH_MAX} levels inside each other");
            return Err(Fault::new(
                lines.place(start),
                message,
                "make decisions of their own from inner boxes",
            ));
        } else if !tag.is_empty {
            depth += 1;
        }
        at = start + tag.bytes;
    }
    Ok(())
}

/// One tag: how long it is, and what it holds.
struct Tag {
    bytes: usize,
    attributes: usize,
    is_empty: bool,
}

impl Tag {
    /// The tag that `rest` begins with. A `>` inside a quoted value does not end it.
    fn at(rest: &str) -> Self {
        let mut quote: Option<u8> = None;
        let mut attributes = 0;
        let mut before = b'<';
        for (index, byte) in rest.bytes().enumerate().skip(1) {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => attributes += 1,
                (None, b'>') => return Self { bytes: index + 1, attributes, is_empty: before == b'/' },
                (Some(_) | None, _) => {}
            }
            before = byte;
        }
        Self { bytes: rest.len(), attributes, is_empty: true }
    }
}
