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
    let place = AnnotationKind::Primary.span(visible(source, finding));
    let snippet = Snippet::source(source).path(finding.file.as_str()).annotation(place);
    renderer.render(&[title.element(snippet).element(help)])
}

/// The place on character boundaries: a fault at the end of a file points at its end.
fn visible(source: &str, finding: &Finding) -> core::ops::Range<usize> {
    let boundary =
        |at: usize| (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let start = boundary(finding.start);
    start..boundary(finding.end).max(start)
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
