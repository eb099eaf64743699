//! A workflow with its findings.

use definition::{Finding, Severity};
use runtime::{Difference, Offer, Offered, WorkflowView};

use super::{sentence, text};

pub(crate) fn workflow(view: &WorkflowView) -> wire::Workflow {
    wire::Workflow {
        name: text(&view.name),
        title: sentence(&view.title),
        definition: text(view.definition),
        rule_pack: view.rule_pack.clone(),
        in_force: view.in_force,
        coming: view
            .coming
            .map(|(from, definition)| wire::Coming { from: text(from), definition: text(definition) }),
        opens: view.opens.iter().map(text).collect(),
        units: view.units.iter().map(text).collect(),
        findings: view.findings.iter().map(finding).collect(),
    }
}

pub(crate) fn offer(offer: &Offer) -> wire::Offer {
    let plugin = |(name, stands): &(String, Difference)| wire::OfferedPlugin {
        name: name.clone(),
        difference: difference(*stands).to_owned(),
    };
    wire::Offer {
        digest: text(offer.digest),
        municipality: difference(offer.municipality).to_owned(),
        plugins: offer.plugins.iter().map(plugin).collect(),
        workflows: offer.workflows.iter().map(offered).collect(),
        findings: offer.findings.iter().map(finding).collect(),
    }
}

fn offered(offered: &Offered) -> wire::OfferedWorkflow {
    wire::OfferedWorkflow {
        name: text(&offered.name),
        title: sentence(&offered.title),
        difference: difference(offered.difference).to_owned(),
        changes: offered.changes.iter().map(sentence).collect(),
        findings: offered.findings.iter().map(finding).collect(),
        coming_from: offered.coming.map(|(from, _)| text(from)),
        coming_is_this: offered.coming.is_some_and(|(_, is_this)| is_this),
    }
}

fn difference(difference: Difference) -> &'static str {
    match difference {
        Difference::Same => "same",
        Difference::New => "new",
        Difference::Changed => "changed",
        Difference::Gone => "gone",
        Difference::Refused => "refused",
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
