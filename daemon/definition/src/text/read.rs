//! YAML events into a tree. What YAML can do and a reader cannot see is refused: anchors, aliases, tags, merge keys.

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::tree::{Entry, Span, Text, Tree};
use crate::finding::{
    CUT_BY_COMMA, DUPLICATE_KEY, FORBIDDEN_YAML, MISSING_FILE, NOT_YAML, Report, TOO_LARGE, WRONG_SHAPE,
};

/// Longest file, in bytes: a workflow is read by people.
pub(crate) const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Deepest nesting; the language needs six.
pub(crate) const DEPTH_MAX: usize = 32;

/// Most texts, lists and maps in one file.
pub(crate) const TREES_MAX: usize = 20_000;

/// Reads a file into a tree, or says why that cannot be done.
///
/// The tree is there whenever the text could be followed to its end, even where something in it is refused.
pub(crate) fn read(report: &mut Report<'_>) -> Option<Tree> {
    let source = report.source;
    if source.len() > FILE_BYTES_MAX {
        let place = Span::new(FILE_BYTES_MAX, FILE_BYTES_MAX);
        report.error(
            TOO_LARGE,
            place,
            "the file is longer than 1 MiB",
            "split it: one workflow in each file",
        );
        return None;
    }
    let options = granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        strict_indentation: true,
        flow_nesting_limit: 8 * DEPTH_MAX,
        block_nesting_limit: 8 * DEPTH_MAX,
    };
    let mut reader = Reader { report, open: Vec::new(), documents: 0, trees: 0, line: 1, root: None };
    for next in Parser::new_from_str_with_options(source, options) {
        match next {
            Ok((event, span)) => {
                let place =
                    Span::new(span.start.byte_offset().unwrap_or(0), span.end.byte_offset().unwrap_or(0));
                reader.line = span.start.line();
                if !reader.take(event, place) {
                    return None;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.len());
                reader.not_yaml(error.kind(), at);
                return None;
            }
        }
    }
    let root = reader.root.take();
    if root.is_none() {
        report.error(
            MISSING_FILE,
            Span::default(),
            "the file is empty",
            "write it, beginning with its first key",
        );
    }
    root
}

/// A list or a map whose end has not come yet.
enum Open {
    List(Span, Vec<Tree>),
    Map {
        span: Span,
        entries: Vec<Entry>,
        lines: BTreeMap<String, usize>,
        key: Option<(Text, usize)>,
        flow: bool,
    },
}

struct Reader<'r, 's> {
    report: &'r mut Report<'s>,
    open: Vec<Open>,
    documents: usize,
    trees: usize,
    /// The line of the event at hand, from 1.
    line: usize,
    root: Option<Tree>,
}

impl Reader<'_, '_> {
    /// Takes one event; `false` when reading on is of no use.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(span, "a second document begins here", "write one document in each file");
                    return false;
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(
                    span,
                    "an alias stands here",
                    "write the value itself: a reader sees only this place",
                );
                return self.put(Tree::Text(Text { text: String::new(), span, quoted: true }));
            }
            Event::Anchor(..) => {
                self.refuse(
                    span,
                    "an anchor stands here",
                    "remove it: every value is written where it is used",
                );
            }
            Event::Scalar(text, style, _, tag) => {
                self.refuse_tag(tag.is_some(), span);
                let quoted = style != ScalarStyle::Plain;
                // An empty value comes as `~` without a place of its own.
                let text = if !quoted && span.start == span.end { String::new() } else { text.into_owned() };
                let span = if quoted { span } else { self.trimmed(span) };
                return self.put(Tree::Text(Text { text, span, quoted }));
            }
            Event::SequenceStart(_, _, tag) => {
                self.refuse_tag(tag.is_some(), span);
                return self.enter(Open::List(span, Vec::new()), span);
            }
            Event::MappingStart(style, _, tag) => {
                self.refuse_tag(tag.is_some(), span);
                let flow = style == StructureStyle::Flow;
                return self.enter(
                    Open::Map { span, entries: Vec::new(), lines: BTreeMap::new(), key: None, flow },
                    span,
                );
            }
            Event::SequenceEnd | Event::MappingEnd => return self.leave(span),
            // Comments are switched off; the rest carries nothing. The parser's enum may grow.
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Comment(..) | _ => {}
        }
        true
    }

    /// A plain text may be followed by blanks that belong to nobody.
    fn trimmed(&self, span: Span) -> Span {
        let written = self.report.source.get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start + written.trim_end().len())
    }

    fn refuse(&mut self, span: Span, message: &str, remedy: &str) {
        self.report.error(FORBIDDEN_YAML, span, message, remedy);
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) {
        if tagged {
            self.refuse(span, "a tag stands here", "remove it: types come from the language, not from YAML");
        }
    }

    fn enter(&mut self, open: Open, span: Span) -> bool {
        if self.open.len() >= DEPTH_MAX {
            self.report.error(
                TOO_LARGE,
                span,
                "the file is nested too deeply",
                "write it flatter: the language needs six levels",
            );
            return false;
        }
        self.open.push(open);
        true
    }

    fn leave(&mut self, end: Span) -> bool {
        match self.open.pop() {
            Some(Open::List(span, trees)) => {
                let span = self.trimmed(Span::new(span.start, end.end.max(span.end)));
                self.put(Tree::List(span, trees))
            }
            Some(Open::Map { span, entries, flow, .. }) => {
                let span = self.trimmed(Span::new(span.start, end.end.max(span.end)));
                let entries = if flow { self.mend(entries) } else { entries };
                self.put(Tree::Map(span, entries))
            }
            None => true,
        }
    }

    fn put(&mut self, tree: Tree) -> bool {
        self.trees += 1;
        if self.trees > TREES_MAX {
            self.report.error(
                TOO_LARGE,
                tree.span(),
                "the file says too many things",
                "split it: one workflow in each file",
            );
            return false;
        }
        match self.open.last_mut() {
            None => self.root = Some(tree),
            Some(Open::List(_, trees)) => trees.push(tree),
            Some(Open::Map { entries, key, lines, .. }) => match key.take() {
                Some((key, line)) => {
                    if let Some(first) = lines.get(&key.text) {
                        let message = format!("`{}` stands here a second time", key.text);
                        let remedy = format!("keep one of the two; the first is in line {first}");
                        self.report.error(DUPLICATE_KEY, key.span, message, remedy);
                    } else {
                        lines.insert(key.text.clone(), line);
                        entries.push(Entry { key, value: tree });
                    }
                }
                None => return self.put_key(tree),
            },
        }
        true
    }

    fn put_key(&mut self, tree: Tree) -> bool {
        let text = match tree {
            Tree::Text(text) => text,
            Tree::List(span, _) | Tree::Map(span, _) => {
                self.report.error(
                    WRONG_SHAPE,
                    span,
                    "a key must be one word",
                    "write a word before the colon",
                );
                Text { text: String::new(), span, quoted: true }
            }
        };
        if text.text == "<<" && !text.quoted {
            self.refuse(text.span, "a merge key stands here", "write the keys themselves");
        }
        if let Some(Open::Map { key, .. }) = self.open.last_mut() {
            *key = Some((text, self.line));
        }
        true
    }

    /// Puts a call together again that YAML cut at a comma: `{ value: years(a, b), class: P1 }`.
    fn mend(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut mended: Vec<Entry> = Vec::new();
        let mut cut: Option<usize> = None;
        for entry in entries {
            let nothing = matches!(&entry.value, Tree::Text(text) if text.is_nothing());
            let open_call = mended.last_mut().and_then(|last| match &mut last.value {
                Tree::Text(text) if !text.quoted && unclosed(&text.text) > 0 && nothing => Some(text),
                Tree::Text(_) | Tree::List(..) | Tree::Map(..) => None,
            });
            let Some(text) = open_call else {
                mended.push(entry);
                cut = None;
                continue;
            };
            let first_piece = cut.is_none();
            cut = Some(text.span.start);
            let whole = Span::new(text.span.start, entry.key.span.end);
            self.report.source.get(whole.start..whole.end).unwrap_or_default().clone_into(&mut text.text);
            text.span = whole;
            if first_piece {
                self.report.error(
                    CUT_BY_COMMA,
                    whole,
                    "YAML cuts this at the comma",
                    "put the keys on lines of their own, without `{` and `}`, or put quotes around the value",
                );
            }
        }
        mended
    }

    fn not_yaml(&mut self, kind: &ErrorKind, at: usize) {
        let span = Span::new(at, at);
        let is_tab = matches!(kind, ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation);
        let after_tab = self.report.source.get(at..).is_some_and(|rest| rest.starts_with('\t'));
        if is_tab || after_tab {
            self.report.error(NOT_YAML, span, "a tab stands where blanks are needed", "indent with blanks");
            return;
        }
        let remedy = "compare the line with its neighbours: indentation, colons, quotes and brackets";
        self.report.error(NOT_YAML, span, format!("this is not YAML: {kind}"), remedy);
    }
}

/// How many parentheses of a text are never closed.
fn unclosed(text: &str) -> usize {
    text.matches('(').count().saturating_sub(text.matches(')').count())
}
