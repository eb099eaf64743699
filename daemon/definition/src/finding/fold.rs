//! What is told once instead of many times.

use super::{Finding, MISSING_TRANSLATION};

/// The findings with all missing translations of a file told as one, after everything else.
///
/// Whoever writes a workflow translates at the end, and until then each new thing is such a warning: a single error
/// must not stand between twenty of them. Programs get each with its place, as ever.
#[must_use]
pub fn fold_translations(findings: &[Finding]) -> Vec<Finding> {
    let (mut missing, mut others): (Vec<Finding>, Vec<Finding>) =
        findings.iter().cloned().partition(|finding| finding.code == MISSING_TRANSLATION);
    missing.sort_by(|one, other| (&one.file, one.start).cmp(&(&other.file, other.start)));
    let mut missing = missing.into_iter();
    let Some(first) = missing.next() else { return others };
    let more: Vec<Finding> = missing.collect();
    if more.is_empty() {
        others.push(first);
        return others;
    }
    let places: Vec<(String, String)> =
        std::iter::once(&first).chain(&more).filter_map(|finding| place(&finding.remedy)).collect();
    let mut sections: Vec<&str> = Vec::new();
    for (_, section) in &places {
        if !sections.contains(&section.as_str()) {
            sections.push(section);
        }
    }
    let under = |section: &&str| {
        let names: Vec<&str> =
            places.iter().filter(|(_, of)| of == section).map(|(name, _)| name.as_str()).collect();
        format!("under {section}: {}", names.join(", "))
    };
    let sections: Vec<String> = sections.iter().map(under).collect();
    let message = format!("{} texts have no English; this is the first of them", more.len() + 1);
    let remedy = format!("add in `texts/en.yaml` {}", sections.join("; "));
    others.push(Finding { message, remedy, ..first });
    others
}

/// The name and the section that a remedy says, both in backticks.
fn place(remedy: &str) -> Option<(String, String)> {
    let said = remedy.strip_prefix("add ")?.strip_suffix(" in `texts/en.yaml`")?;
    said.split_once(" under ").map(|(name, section)| (name.to_owned(), section.to_owned()))
}
