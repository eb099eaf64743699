//! What is wrong with a file, where, why, and the way out.

mod fold;
mod render;

use serde::Serialize;

use crate::nearest::{listing, nearest};
use crate::text::{Span, Text, visible};

pub use fold::fold_translations;
pub use render::{findings_json, render_findings};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used once somebody has confirmed it.
    Warning,
    /// Worth knowing.
    Information,
}

/// One thing that a file should say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of fault: stable, and the name of its page `docs/errors/<code>.md`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The file in its bundle.
    pub file: String,
    /// First byte of the place.
    pub start: usize,
    /// The byte after the place.
    pub end: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong: lowercase, the words of the file in backticks.
    pub message: String,
    /// The right word, where one is near enough to be meant.
    pub nearest: Option<String>,
    /// The way out.
    pub remedy: String,
}

macro_rules! codes {
    ($($name:ident = $code:literal;)*) => {
        $(pub(crate) const $name: &str = $code;)*

        /// Every code of this crate, in alphabetical order; those of conditions are [`feel::FaultCode::ALL`].
        pub const CODES: &[&str] = &[$($code),*];
    };
}

codes! {
    BAD_VALUE = "bad-value";
    CONSENT_NEVER_ASKED = "consent-never-asked";
    CUT_BY_COMMA = "cut-by-comma";
    CUT_BY_HASH = "cut-by-hash";
    CYCLE = "cycle";
    DEAD_END = "dead-end";
    DEADLINE_IMMOVABLE = "deadline-immovable";
    DEADLINE_WITHOUT_ANCHOR = "deadline-without-anchor";
    DUPLICATE_KEY = "duplicate-key";
    DUPLICATE_NAME = "duplicate-name";
    ENDLESS_REPEATS = "endless-repeats";
    FACT_NEVER_ASKED = "fact-never-asked";
    FORBIDDEN_YAML = "forbidden-yaml";
    HIDDEN_CHARACTER = "hidden-character";
    LADDER_WITHOUT_RECIPIENT = "ladder-without-recipient";
    LETTER_FORBIDDEN = "letter-forbidden";
    LETTER_MISSING_PART = "letter-missing-part";
    LETTER_SYNTAX = "letter-syntax";
    LETTER_UNGUARDED = "letter-unguarded";
    MISSING_FILE = "missing-file";
    MISSING_KEY = "missing-key";
    MISSING_TRANSLATION = "missing-translation";
    NEVER_HOLDS = "never-holds";
    NOT_GRANTED = "not-granted";
    NOT_PROVED = "not-proved";
    NOT_STATUTORY = "not-statutory";
    NOT_SUPPORTED_YET = "not-supported-yet";
    NOT_YAML = "not-yaml";
    PAUSE_NEVER_ENDS = "pause-never-ends";
    PAUSE_SILENT = "pause-silent";
    ROLE_NOBODY_HOLDS = "role-nobody-holds";
    RUNS_ON = "runs-on";
    SEVERAL_KINDS = "several-kinds";
    STEP_WITHOUT_KIND = "step-without-kind";
    TOO_LARGE = "too-large";
    UNCONFIRMED_NUMBER = "unconfirmed-number";
    UNKNOWN_DEADLINE = "unknown-deadline";
    UNKNOWN_KEY = "unknown-key";
    UNKNOWN_NAME = "unknown-name";
    UNKNOWN_RULE_PACK = "unknown-rule-pack";
    UNREACHABLE_STEP = "unreachable-step";
    UNUSED = "unused";
    WRONG_ORDER = "wrong-order";
    WRONG_SHAPE = "wrong-shape";
    WRONG_TYPE = "wrong-type";
}

/// Every code that a finding about a file can have: of workflows, of conditions and of decision tables.
pub fn every_code() -> impl Iterator<Item = &'static str> {
    let of_conditions = feel::FaultCode::ALL.iter().map(|code| code.as_str());
    let of_tables = table::TableFaultCode::ALL.iter().map(|code| code.as_str());
    let of_proofs = table::FindingCode::ALL.iter().map(|code| code.as_str());
    CODES.iter().copied().chain(of_conditions).chain(of_tables).chain(of_proofs)
}

/// What was read, and everything that was found on the way.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// The value; `None` if and only if an error was found.
    pub value: Option<T>,
    /// Findings by file, in the order of each file.
    pub findings: Vec<Finding>,
}

impl<T> Loaded<T> {
    /// Keeps the value only where no error was found.
    pub(crate) fn new(value: Option<T>, findings: Vec<Finding>) -> Self {
        let is_faulty = findings.iter().any(|finding| finding.severity == Severity::Error);
        Self { value: value.filter(|_| !is_faulty), findings }
    }
}

/// Most findings about one file; whoever has mended so many asks again.
const FINDINGS_MAX: usize = 500;

/// Findings about one file, as they are made.
#[derive(Debug)]
pub(crate) struct Report<'s> {
    pub(crate) file: String,
    pub(crate) source: &'s str,
    /// Where each line begins: five hundred findings in a long file are found without reading it five hundred times.
    lines: Vec<usize>,
    findings: Vec<Finding>,
}

impl<'s> Report<'s> {
    pub(crate) fn new(file: &str, source: &'s str) -> Self {
        let lines = core::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.to_owned(), source, lines, findings: Vec::new() }
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(Severity::Error, code, span, (message.into(), None, remedy.into()));
    }

    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(Severity::Warning, code, span, (message.into(), None, remedy.into()));
    }

    /// What somebody should know, and need not mend.
    pub(crate) fn information(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(Severity::Information, code, span, (message.into(), None, remedy.into()));
    }

    /// Whether nothing was found so far that has to be mended.
    pub(crate) fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// A word that names nothing, with the nearest of the words that do.
    pub(crate) fn unknown(&mut self, code: &'static str, word: &Text, noun: &str, candidates: &[&str]) {
        if self.is_full() {
            return;
        }
        let near = nearest(&word.text, candidates);
        let remedy = match near {
            Some(right) => format!("did you mean `{right}`?"),
            None if candidates.is_empty() => format!("there is no {noun} to choose from"),
            None if candidates.len() == 1 => format!("write {}", listing(candidates)),
            None => format!("write one of {}", listing(candidates)),
        };
        // Whoever writes a workflow has often only not come to it yet.
        let remedy = match noun {
            "fact of this workflow" if near.is_none() => format!("{remedy}; or describe it under `facts`"),
            "role of this workflow" if near.is_none() => format!("{remedy}; or describe it under `roles`"),
            _other => remedy,
        };
        let message = format!("`{}` is no {noun}", word.text);
        self.push(Severity::Error, code, word.span, (message, near.map(str::to_owned), remedy));
    }

    /// A word in place of which another is certainly meant.
    pub(crate) fn misspelt(&mut self, code: &'static str, word: &Text, noun: &str, right: &str) {
        let message = format!("`{}` is no {noun}", word.text);
        let remedy = format!("write `{right}`");
        self.push(Severity::Error, code, word.span, (message, Some(right.to_owned()), remedy));
    }

    /// A fault of a condition, at its place in the file.
    pub(crate) fn fault(&mut self, condition: &Text, fault: feel::Fault) {
        let span = condition.within(fault.start, fault.end, self.source);
        self.push(Severity::Error, fault.code.as_str(), span, (fault.message, fault.nearest, fault.help));
    }

    /// A fault of a decision table that stands in this file.
    pub(crate) fn table_fault(&mut self, fault: &table::Fault) {
        let span = self.span_at(fault.place);
        let code = match fault.code {
            table::Code::Table(code) => code.as_str(),
            table::Code::Feel(code) => code.as_str(),
        };
        let words = (fault.message.clone(), fault.nearest.clone(), fault.help.clone());
        self.push(Severity::Error, code, span, words);
    }

    /// What was found out about a decision table that stands in this file.
    pub(crate) fn table_finding(&mut self, finding: &table::Finding) {
        let span = self.span_at(finding.place);
        let severity = match finding.severity {
            table::Severity::Error => Severity::Error,
            table::Severity::Warning => Severity::Warning,
            table::Severity::Information => Severity::Information,
        };
        let mut message = finding.message.clone();
        if !finding.example.is_empty() {
            let values: Vec<String> = finding.example.iter().map(ToString::to_string).collect();
            message = format!("{message}; for example {}", values.join(", "));
        }
        self.push(severity, finding.code.as_str(), span, (message, None, finding.help.clone()));
    }

    /// From a place in a table to the end of its line's cell or word: findings of tables know only where they begin.
    fn span_at(&self, place: table::Place) -> Span {
        let line_start =
            self.source.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
        let line = self.source.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = line.char_indices().nth(place.column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        let rest = line.get(column..).unwrap_or_default();
        let end = rest.find([';', ',', ']', '"']).filter(|end| *end > 0).unwrap_or(rest.len());
        Span::new(line_start + column, line_start + column + end)
    }

    /// Takes over findings about the same file.
    pub(crate) fn adopt(&mut self, other: Self) {
        let room = FINDINGS_MAX.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.into_iter().take(room));
    }

    /// Whether something of this code was found.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    /// Whether there is no use in looking further: a file with so many faults is another kind of file.
    fn is_full(&self) -> bool {
        self.findings.len() >= FINDINGS_MAX
    }

    fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: Span,
        (message, nearest, remedy): (String, Option<String>, String),
    ) {
        if self.is_full() {
            return;
        }
        let (line, column) = self.line_and_column(span.start);
        let (file, Span { start, end }) = (self.file.clone(), span);
        let (message, remedy) = (visible(message), visible(remedy));
        self.findings.push(Finding {
            code,
            severity,
            file,
            start,
            end,
            line,
            column,
            message,
            nearest,
            remedy,
        });
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(crate) fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        // A mark at the beginning of the file is no letter of its first line.
        let before = self.source.get(start..byte).unwrap_or_default().trim_start_matches('\u{feff}');
        (line, before.chars().count() + 1)
    }

    /// The findings in file order, each said once.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.start, finding.severity, finding.end));
        self.findings.dedup();
        self.findings
    }
}
