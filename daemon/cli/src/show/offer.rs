//! What the folder of workflows would put into force, as an administrator reads it.

use wire::{Finding, Offer, OfferedWorkflow};

use super::View;
use super::layout::{line, paragraph};
use crate::lang::Lang;

/// Findings of one workflow that are shown; `helhed workflow check` shows all.
const SHOWN_MAX: usize = 20;

/// What would change, one workflow after the other; what would not in a line at the end.
pub(crate) fn offer(offer: &Offer, workflows: &[&OfferedWorkflow], is_whole: bool, view: View) -> String {
    let lang = view.lang;
    let mut page = String::new();
    let (same, others): (Vec<_>, Vec<_>) = workflows
        .iter()
        .partition(|workflow| workflow.difference == "same" && workflow.coming_from.is_none());
    if is_whole && offer.municipality != "same" {
        line(&mut page, &format!("municipality.yaml ({})", stands(lang, &offer.municipality)));
        page.push_str(&paragraph(
            view,
            2,
            lang.say(
                "Medarbejdere, roller, enheder og kalender gælder straks, også for sager, der er i gang.",
                "Staff, roles, units and the calendar count at once, for running cases too.",
            ),
        ));
        page.push('\n');
    }
    if is_whole {
        for plugin in offer.plugins.iter().filter(|plugin| plugin.difference != "same") {
            let what = match plugin.difference.as_str() {
                "gone" => {
                    lang.say("ikke i mappen: kaldes ikke længere", "not in the folder: is called no more")
                }
                other => stands(lang, other),
            };
            line(&mut page, &format!("plugin {} ({what})\n", plugin.name));
        }
        found(&mut page, "", &offer.findings, view);
    }
    for workflow in others {
        one(&mut page, workflow, view);
    }
    if !same.is_empty() {
        let names: Vec<_> = same.iter().map(|workflow| workflow.name.as_str()).collect();
        line(&mut page, &format!("{}: {}", lang.say("uændret", "unchanged"), names.join(", ")));
    }
    page
}

fn one(page: &mut String, workflow: &OfferedWorkflow, view: View) {
    let lang = view.lang;
    let OfferedWorkflow { name, difference, .. } = workflow;
    line(page, &format!("{name}  {} ({})", lang.of(&workflow.title), stands(lang, difference)));
    if difference == "changed" && workflow.changes.is_empty() {
        page.push_str(&paragraph(
            view,
            2,
            lang.say(
                "Kun kommentarer eller opstilling er anderledes; en sag kan ikke mærke forskellen.",
                "Only comments or layout differ; no case could tell the two apart.",
            ),
        ));
    }
    for change in &workflow.changes {
        page.push_str(&paragraph(view, 2, &format!("- {}", lang.of(change))));
    }
    if let Some(day) = &workflow.coming_from {
        let said = match (lang, workflow.coming_is_this) {
            (Lang::Da, true) => format!("Denne version er allerede bestilt fra {day}."),
            (Lang::En, true) => format!("This version is ordered already, from {day}."),
            (Lang::Da, false) => {
                format!("En anden version er bestilt fra {day}; en ny bestilling træder i stedet for den.")
            }
            (Lang::En, false) => format!("Another version is ordered from {day}; a new order replaces it."),
        };
        page.push_str(&paragraph(view, 2, &said));
    }
    if difference == "gone" {
        page.push_str(&paragraph(
            view,
            2,
            lang.say(
                "Er ikke længere i mappen. Den bliver ved med at være i kraft.",
                "Is no longer in the folder. It stays in force.",
            ),
        ));
    }
    found(page, &format!("{name}/"), &workflow.findings, view);
    page.push('\n');
}

fn found(page: &mut String, folder: &str, findings: &[Finding], view: View) {
    let told: Vec<_> = findings.iter().filter(|finding| finding.severity != "information").collect();
    for finding in told.iter().take(SHOWN_MAX) {
        let Finding { file, line: row, column, severity, code, message, remedy, .. } = finding;
        line(page, &format!("  {folder}{file}:{row}:{column} {severity} [{code}]"));
        page.push_str(&paragraph(view, 4, message));
        page.push_str(&paragraph(view, 4, remedy));
    }
    let more = told.len().saturating_sub(SHOWN_MAX);
    if more > 0 {
        let said = match view.lang {
            Lang::Da => format!("  og {more} fund mere; `helhed workflow check` viser alle"),
            Lang::En => format!("  and {more} findings more; `helhed workflow check` shows all"),
        };
        line(page, &said);
    }
}

fn stands(lang: Lang, difference: &str) -> &str {
    match difference {
        "same" => lang.say("uændret", "unchanged"),
        "new" => lang.say("ny", "new"),
        "changed" => lang.say("ændret", "changed"),
        "gone" => lang.say("ikke i mappen", "not in the folder"),
        "refused" => lang.say("har fejl", "has errors"),
        other => other,
    }
}
