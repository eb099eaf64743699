//! YAML events into a tree. What YAML can do and a reader cannot see is refused: anchors, aliases, tags, merge keys.

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::tree::{Entry, Span, Text, Tree};
use super::{broken, signs};
use crate::finding::{
    CUT_BY_COMMA, CUT_BY_HASH, DUPLICATE_KEY, FORBIDDEN_YAML, HIDDEN_CHARACTER, MISSING_FILE, RUNS_ON,
    Report, TOO_LARGE, WRONG_SHAPE,
};

/// Longest file, in bytes: a workflow is read by people.
pub(crate) const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Deepest nesting; the language needs six.
pub(crate) const DEPTH_MAX: usize = 32;

/// Most texts, lists and maps in one file.
pub(crate) const TREES_MAX: usize = 20_000;

/// Most members of one list or map: what is looked up in one looks through it.
pub(crate) const MEMBERS_MAX: usize = 2_000;

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
    if !signs::look(report) {
        return None;
    }
    let options = granit_parser::options! {
        emit_comments: true,
        // Comments carry no weight: the length of the file bounds them.
        max_buffered_comment_events: FILE_BYTES_MAX,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        strict_indentation: true,
        // The parser looks ahead: without bounds of its own it would be deep before we are asked.
        flow_nesting_limit: DEPTH_MAX,
        block_nesting_limit: DEPTH_MAX,
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
                    "write the value itself; where `*` belongs to it, put quotes around it",
                );
                return self.put(Tree::Text(Text { text: String::new(), span, quoted: true }));
            }
            Event::Anchor(..) => {
                self.refuse(
                    span,
                    "an anchor stands here",
                    "remove it; where `&` belongs to the value, put quotes around it",
                );
            }
            Event::Scalar(text, style, _, tag) => {
                if self.refuse_tag(tag.is_some(), span) && span.start == span.end {
                    return self.put(Tree::Text(Text { text: "!".to_owned(), span, quoted: true }));
                }
                let quoted = style != ScalarStyle::Plain;
                // An empty value comes as `~` without a place of its own.
                let text = if !quoted && span.start == span.end { String::new() } else { text.into_owned() };
                let span = if quoted { span } else { self.trimmed(span) };
                self.look_at_lines(style, span);
                self.look_for_hidden(&text, span);
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
            Event::Comment(text, _) => self.look_at_comment(&text, span),
            // The rest carries nothing. The parser's enum may grow.
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | _ => {}
        }
        true
    }

    /// A plain text may be followed by blanks that belong to nobody.
    fn trimmed(&self, span: Span) -> Span {
        let written = self.report.source.get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start + written.trim_end().len())
    }

    /// A value that goes on in the next line is seldom meant so: a colon or a quote is missing, or the line was wrapped.
    fn look_at_lines(&mut self, style: ScalarStyle, span: Span) {
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let runs_on =
            self.report.source.get(span.start..span.end).is_some_and(|written| written.contains('\n'));
        if runs_on && !is_block {
            self.report.warning(
                RUNS_ON,
                span,
                "this value goes on in the next line",
                "write it in one line; where it is so long, begin it with `>-` and write it in the lines below",
            );
        }
    }

    /// What escapes in double quotes brought in: seen in the file, and by nobody who reads the text later.
    fn look_for_hidden(&mut self, text: &str, span: Span) {
        let written = self.report.source.get(span.start..span.end).unwrap_or_default();
        let unseen = text.chars().find(|found| {
            !matches!(found, '\n' | '\t' | '\u{a0}')
                && signs::hidden(*found).is_some()
                && !written.contains(*found)
        });
        if let Some((found, noun)) = unseen.and_then(|found| Some((found, signs::hidden(found)?))) {
            let message = format!("{noun} is written here ({})", signs::number(found));
            self.report.error(
                HIDDEN_CHARACTER,
                span,
                message,
                "remove it: nobody who reads the text would see it",
            );
        }
    }

    /// `title: Sag #4` is cut at the blank before `#`. A comment that is meant has a blank behind it.
    fn look_at_comment(&mut self, text: &str, span: Span) {
        let source = self.report.source;
        let before = source.get(..span.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(before, |at| before.get(at + 1..).unwrap_or_default());
        let follows_a_value = !line.trim_matches(['\u{feff}', ' ', '\t']).is_empty();
        if follows_a_value && text.chars().next().is_some_and(|first| first != ' ' && first != '#') {
            self.report.error(
                CUT_BY_HASH,
                span,
                "YAML cuts the value at the `#`",
                "put quotes around the value; a comment has a blank behind its `#`",
            );
        }
    }

    fn refuse(&mut self, span: Span, message: &str, remedy: &str) {
        self.report.error(FORBIDDEN_YAML, span, message, remedy);
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) -> bool {
        if tagged {
            let before = self.report.source.get(..span.start).unwrap_or_default();
            let line = before.rfind('\n').map_or(0, |at| at + 1);
            let sign = before.get(line..).and_then(|line| line.find('!')).map_or(span.start, |at| line + at);
            let remedy = "remove it: types come from the language; where `!` belongs to the value, put quotes around it";
            self.refuse(Span::new(sign, span.end), "a tag stands here", remedy);
        }
        tagged
    }

    fn enter(&mut self, open: Open, span: Span) -> bool {
        if self.open.len() >= DEPTH_MAX {
            self.too_deep(span);
            return false;
        }
        self.open.push(open);
        true
    }

    fn too_deep(&mut self, span: Span) {
        let remedy = "write it flatter: the language needs six levels";
        self.report.error(TOO_LARGE, span, "the file is nested too deeply", remedy);
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
        if self.is_full() {
            let message = "a list or a map holds more than 2,000 things";
            self.report.error(
                TOO_LARGE,
                tree.span(),
                message,
                "split it: a person should be able to read it",
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

    /// Whether what is open holds as much as one list or map may.
    fn is_full(&self) -> bool {
        match self.open.last() {
            Some(Open::List(_, trees)) => trees.len() >= MEMBERS_MAX,
            Some(Open::Map { entries, .. }) => entries.len() >= MEMBERS_MAX,
            None => false,
        }
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
        let before = self.report.source.get(..text.span.start).unwrap_or_default();
        if before.trim_end_matches([' ', '\t']).ends_with('?') {
            let remedy = "write the key, a colon and the value in one line: `title: Henvendelse`";
            self.refuse(text.span, "a key with a question mark stands here", remedy);
        }
        if text.text == "<<" && !text.quoted {
            self.refuse(text.span, "a merge key stands here", "write the keys themselves");
        }
        if let Some(Open::Map { key, .. }) = self.open.last_mut() {
            *key = Some((text, self.line));
        }
        true
    }

    /// Puts a value together again that YAML cut at a comma: `{ value: years(a, b), class: P1 }`.
    fn mend(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut mended: Vec<Entry> = Vec::new();
        let mut is_cut = false;
        for entry in entries {
            let is_piece = matches!(&entry.value, Tree::Text(text) if text.is_nothing())
                && !self.has_colon(entry.key.span);
            let before = mended.last_mut().and_then(|last| match &mut last.value {
                Tree::Text(text) if is_piece && !text.quoted && !text.is_nothing() => Some(text),
                Tree::Text(_) | Tree::List(..) | Tree::Map(..) => None,
            });
            let Some(text) = before else {
                mended.push(entry);
                is_cut = false;
                continue;
            };
            let whole = Span::new(text.span.start, entry.key.span.end);
            self.report.source.get(whole.start..whole.end).unwrap_or_default().clone_into(&mut text.text);
            text.span = whole;
            // A value with three commas is told once.
            if !is_cut {
                self.report.error(
                    CUT_BY_COMMA,
                    whole,
                    "YAML cuts this at the comma",
                    "put the keys on lines of their own, without `{` and `}`, or put quotes around the value",
                );
            }
            is_cut = true;
        }
        mended
    }

    /// Whether a key is followed by its colon.
    fn has_colon(&self, key: Span) -> bool {
        self.report.source.get(key.end..).is_some_and(|rest| rest.trim_start().starts_with(':'))
    }

    fn not_yaml(&mut self, kind: &ErrorKind, at: usize) {
        if matches!(kind, ErrorKind::RecursionLimitExceeded) {
            return self.too_deep(Span::new(at, at));
        }
        // Where something unseen stands, that is the cause.
        if !self.report.has(HIDDEN_CHARACTER) {
            broken::report(self.report, kind, at);
        }
    }
}
