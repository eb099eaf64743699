//! What nobody has verified stands in no letter before the municipality has confirmed it by name.
//!
//! A citizen relies on what a letter says. A number that is known and not re-checked (`K`) or customary (`C`) is data of
//! the rule pack; who stands by it says so in the municipality file, with the value: another value is not confirmed.

use std::collections::BTreeSet;

use letter::Template;
use sha2::{Digest, Sha256};

use super::Fit;
use super::facts::{Facts, LIMITS};
use super::names::StepEntry;
use crate::checked::Source;
use crate::finding::{Report, UNCONFIRMED_NUMBER};
use crate::municipality::Municipality;
use crate::text::Text;

/// The mark of what was found in a public source.
const FOUND: &str = "F";

/// A number or a text of the rule pack that a letter shows.
struct Used {
    /// Where it stands in the rule pack.
    kind: &'static str,
    name: String,
    value: String,
    mark: String,
    /// What it is, for people.
    what: String,
}

/// Checks the letter of a decision, where it is known whose letter it is.
pub(super) fn check(
    (fit, facts): (Fit<'_>, &Facts<'_>),
    (step, path): (&StepEntry<'_>, &Text),
    template: &Template,
    report: &mut Report<'_>,
) {
    let Some(municipality) = fit.municipality else { return };
    let limits = limits(fit, facts, template);
    for used in used(fit, step, template).iter().chain(&limits).filter(|used| used.mark != FOUND) {
        let Some(lack) = lack(used, municipality) else { continue };
        let Used { kind, name, value, .. } = used;
        let remedy = format!(
            "verify it, and write in `municipality.yaml` under `confirmed:`, `{kind}:` the line `{name}: {{ value: {value}, by: WHO, on: DATE }}`"
        );
        let message = format!("`{}` tells citizens {}, {lack}", path.text, used.what);
        report.error(UNCONFIRMED_NUMBER, path.span, message, remedy);
    }
}

/// Why it may not be relied on, if so.
fn lack(used: &Used, municipality: &Municipality) -> Option<String> {
    let mark = match used.mark.as_str() {
        "K" => "which is known and was not re-checked (`K`)",
        _customary => "which is customary and no law (`C`)",
    };
    match municipality.confirmed.get(&(used.kind.to_owned(), used.name.clone())) {
        None => Some(format!("{mark}, and the municipality has not confirmed it")),
        Some(known) if known.value == used.value => None,
        Some(known) => Some(format!("{mark}; what was confirmed on {} was `{}`", known.on, known.value)),
    }
}

/// The complaint deadline, the days until a letter is received, and the texts that the template shows.
fn used(fit: Fit<'_>, step: &StepEntry<'_>, template: &Template) -> Vec<Used> {
    let pack = fit.pack;
    let mut all = Vec::new();
    let complaint = step.kind_tree().and_then(|tree| tree.text("complaint"));
    let named = complaint.and_then(|due| due.text.split_whitespace().next());
    if let Some(rule) = named.and_then(|name| pack.deadlines.get(name)) {
        let value = rule.rule.amount.to_string();
        let what = format!("the number `{}` ({value})", rule.name);
        all.push(Used { kind: "deadlines", name: rule.name.clone(), value, mark: rule.mark.clone(), what });
    }
    // The last day of the complaint counts from the day on which the letter is presumed received.
    if template.shows().contains("complaint.until") {
        for (name, channel) in &pack.channels {
            let value = channel.received_after.to_string();
            let what = format!("a last day that counts on `{name}` arriving after {value}");
            all.push(Used { kind: "channels", name: name.clone(), value, mark: channel.mark.clone(), what });
        }
    }
    for (name, text) in &pack.texts {
        if template.shows().contains(&format!("texts.{name}")) {
            let digest = Sha256::digest([text.text.da.as_bytes(), b"\0", text.text.en.as_bytes()].concat());
            let value = digest.iter().take(4).fold(String::new(), |value, byte| format!("{value}{byte:02x}"));
            let what = format!("the text `{name}`");
            all.push(Used { kind: "texts", name: name.clone(), value, mark: text.mark.clone(), what });
        }
    }
    all
}

/// The limits that the template shows, and those by which a fact is calculated that it shows.
fn limits(fit: Fit<'_>, facts: &Facts<'_>, template: &Template) -> Vec<Used> {
    let shown = template.shows().iter().filter_map(|shown| shown.strip_prefix("facts."));
    let mut open: Vec<&str> = shown.collect();
    let mut named: BTreeSet<&str> =
        template.shows().iter().filter_map(|shown| shown.strip_prefix(LIMITS)).collect();
    let mut seen = BTreeSet::new();
    while let Some(fact) = open.pop() {
        let Some(Source::Calculated(program)) = facts.get(fact).map(|rule| &rule.source) else { continue };
        if seen.insert(fact) {
            let within = program.names().iter().map(String::as_str);
            named.extend(within.clone().filter_map(|name| name.strip_prefix(LIMITS)));
            open.extend(within);
        }
    }
    let limits = fit.pack.limits.iter().filter(|(name, _)| named.contains(name.as_str()));
    let used = limits.map(|(name, limit)| {
        let value = limit.value.0.to_string();
        let what = format!("the number `{name}` ({value})");
        Used { kind: "limits", name: name.clone(), value, mark: limit.mark.clone(), what }
    });
    used.collect()
}
