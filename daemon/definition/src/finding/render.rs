//! Findings for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Severity};
use crate::bundle::Bundle;

/// Findings with the excerpt each is about, for a terminal; `colours` adds the escape codes of one.
#[must_use]
pub fn render_findings(findings: &[Finding], bundle: &Bundle, colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    // Findings of one file follow each other: its bytes are looked through once.
    let mut last: Option<(&str, Option<&str>)> = None;
    let excerpts: Vec<String> = findings
        .iter()
        .map(|finding| {
            let (_, source) = match last.filter(|(file, _)| *file == finding.file) {
                Some(read) => read,
                None => *last.insert((&finding.file, bundle.text(&finding.file))),
            };
            render(finding, source, &renderer)
        })
        .collect();
    excerpts.join("\n\n")
}

fn render(finding: &Finding, source: Option<&str>, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code);
    let help = Level::HELP.message(finding.remedy.as_str());
    let excerpt = source.map(|source| excerpt(source, finding));
    let Some((lines, place)) = excerpt.filter(|(lines, _)| lines.len() <= EXCERPT_BYTES_MAX) else {
        let Finding { file, line, column, .. } = finding;
        let place = Level::NOTE.message(format!("in {file}, line {line}, column {column}"));
        return renderer.render(&[Group::with_title(title).element(place).element(help)]);
    };
    let place = AnnotationKind::Primary.span(place);
    let snippet =
        Snippet::source(lines).line_start(finding.line).path(finding.file.as_str()).annotation(place);
    renderer.render(&[title.element(snippet).element(help)])
}

/// Most lines of an excerpt: a finding about a whole stage shows its beginning.
const EXCERPT_LINES_MAX: usize = 6;

/// Longest excerpt, in bytes: what is longer is a file that no person wrote, and its place alone is told.
const EXCERPT_BYTES_MAX: usize = 16 * 1024;

/// The lines that a finding is about and the place in them, on character boundaries.
fn excerpt<'s>(source: &'s str, finding: &Finding) -> (&'s str, core::ops::Range<usize>) {
    let boundary =
        |at: usize| (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (boundary(finding.start), boundary(finding.end).max(boundary(finding.start)));
    let first = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let within = source.get(first..end).unwrap_or_default();
    let end =
        within.match_indices('\n').nth(EXCERPT_LINES_MAX - 1).map_or(end, |(at, _)| (first + at).max(start));
    let last = source.get(end..).and_then(|after| after.find('\n')).map_or(source.len(), |at| end + at);
    // The line ends of Windows are nothing to look at.
    let lines = source.get(first..last).unwrap_or_default().trim_end_matches('\r');
    (lines, (start - first).min(lines.len())..(end - first).min(lines.len()))
}

/// Findings as JSON, in the order of the files.
#[must_use]
pub fn findings_json(findings: &[Finding]) -> serde_json::Value {
    serde_json::Value::Array(
        findings
            .iter()
            .map(|finding| {
                serde_json::json!({
                    "code": finding.code,
                    "severity": finding.severity,
                    "file": finding.file,
                    "start": finding.start,
                    "end": finding.end,
                    "line": finding.line,
                    "column": finding.column,
                    "message": finding.message,
                    "nearest": finding.nearest,
                    "remedy": finding.remedy,
                })
            })
            .collect(),
    )
}
