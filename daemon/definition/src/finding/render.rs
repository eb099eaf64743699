//! Findings for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Severity};
use crate::bundle::Bundle;

/// Findings with the excerpt each is about, for a terminal; `colours` adds the escape codes of one.
#[must_use]
pub fn render_findings(findings: &[Finding], bundle: &Bundle, colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let excerpts: Vec<String> = findings.iter().map(|finding| render(finding, bundle, &renderer)).collect();
    excerpts.join("\n\n")
}

fn render(finding: &Finding, bundle: &Bundle, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code);
    let help = Level::HELP.message(finding.remedy.as_str());
    let Some(source) = bundle.text(&finding.file) else {
        let place = Level::NOTE.message(format!("in {}", finding.file));
        return renderer.render(&[Group::with_title(title).element(place).element(help)]);
    };
    let (lines, place) = excerpt(source, finding);
    let place = AnnotationKind::Primary.span(place);
    let snippet =
        Snippet::source(lines).line_start(finding.line).path(finding.file.as_str()).annotation(place);
    renderer.render(&[title.element(snippet).element(help)])
}

/// The lines that a finding is about and the place in them, on character boundaries.
fn excerpt<'s>(source: &'s str, finding: &Finding) -> (&'s str, core::ops::Range<usize>) {
    let boundary =
        |at: usize| (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (boundary(finding.start), boundary(finding.end).max(boundary(finding.start)));
    let first = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let last = source.get(end..).and_then(|after| after.find('\n')).map_or(source.len(), |at| end + at);
    (source.get(first..last).unwrap_or_default(), start - first..end - first)
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
