//! What a decision table answered and why, in a sentence without a value of the case.

use definition::{Kind, Step, TableRule};
use model::deadline::Sentence;
use model::step::{StepState, TableAnswer};

use super::said;

/// Which rule of which table decided, and on what it rests; nothing where none did.
pub(super) fn decided(step: &Step, state: &StepState) -> Option<Sentence> {
    let (rule, answer) = of(step, state)?;
    if answer.failed.is_some() {
        let Sentence { da, en } = no_answer(answer.failed.as_deref());
        let by = state.completed_by.as_ref()?;
        let on = state.settled_on.map(|day| day.to_string()).unwrap_or_default();
        return Some(said(
            format!("Afgjort af {by} den {on}, fordi {} {da}.", named_da(rule)),
            format!("decided by {by} on {on}, because {} {en}", named_en(rule)),
        ));
    }
    let on = state.settled_on.map(|day| day.to_string()).unwrap_or_default();
    let (rules_da, rules_en) = match answer.rules.as_slice() {
        [] => ("standardsvaret".to_owned(), "its default".to_owned()),
        [only] => (format!("regel {only}"), format!("rule {only}")),
        several => {
            let listed: Vec<String> = several.iter().map(ToString::to_string).collect();
            (format!("reglerne {}", listed.join(", ")), format!("rules {}", listed.join(", ")))
        }
    };
    let (basis_da, basis_en) = if answer.basis.is_empty() {
        (String::new(), String::new())
    } else {
        let basis = answer.basis.join("; ");
        (format!("; grundlag: {basis}"), format!("; basis: {basis}"))
    };
    Some(said(
        format!("Afgjort den {on} af {}, {rules_da}{basis_da}.", named_da(rule)),
        format!("decided on {on} by {}, {rules_en}{basis_en}", named_en(rule)),
    ))
}

/// Why a step that a table should decide is open for a person.
pub(super) fn open(step: &Step, state: &StepState) -> Option<Sentence> {
    let (rule, answer) = of(step, state)?;
    let Sentence { da, en } = no_answer(answer.failed.as_deref());
    Some(said(
        format!("Trinnet afgøres i hånden, fordi {} {da}.", named_da(rule)),
        format!("the step is decided by hand, because {} {en}", named_en(rule)),
    ))
}

fn of<'s>(step: &'s Step, state: &'s StepState) -> Option<(&'s TableRule, &'s TableAnswer)> {
    let Kind::Table(rule) = &step.kind else { return None };
    Some((rule, state.table.as_ref()?))
}

fn named_da(rule: &TableRule) -> String {
    rule.path.as_ref().map_or_else(|| "trinnets tabel".to_owned(), |path| format!("tabellen {path}"))
}

fn named_en(rule: &TableRule) -> String {
    rule.path.as_ref().map_or_else(|| "the table of the step".to_owned(), |path| format!("the table {path}"))
}

/// Why a table has no answer, by its code: the end of a sentence that begins with the table.
#[must_use]
pub fn no_answer(code: Option<&str>) -> Sentence {
    let (da, en) = match code {
        Some("no_rule") => ("ikke har en regel, der passer", "has no rule that fits"),
        Some("several_rules") => ("har flere regler, der passer", "has several rules that fit"),
        Some("not_allowed") => ("ikke tillader en af værdierne", "does not allow one of the values"),
        Some(_) | None => ("ikke kunne beregnes", "could not be worked out"),
    };
    said(da, en)
}
