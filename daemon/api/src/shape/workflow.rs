//! A workflow with its findings.

use definition::{Finding, Severity};
use runtime::WorkflowView;

use super::{sentence, text};

pub(crate) fn workflow(view: &WorkflowView) -> wire::Workflow {
    wire::Workflow {
        name: text(&view.name),
        title: sentence(&view.title),
        definition: text(view.definition),
        rule_pack: view.rule_pack.clone(),
        in_force: view.in_force,
        opens: view.opens.iter().map(text).collect(),
        units: view.units.iter().map(text).collect(),
        findings: view.findings.iter().map(finding).collect(),
    }
}

fn finding(finding: &Finding) -> wire::Finding {
    wire::Finding {
        code: finding.code.to_owned(),
        severity: severity(finding.severity).to_owned(),
        file: finding.file.clone(),
        line: u64::try_from(finding.line).unwrap_or(u64::MAX),
        column: u64::try_from(finding.column).unwrap_or(u64::MAX),
        message: finding.message.clone(),
        nearest: finding.nearest.clone(),
        remedy: finding.remedy.clone(),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}
