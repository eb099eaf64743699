//! What a step that waits for another case stands at, in a sentence.

use definition::{Kind, Step};
use model::deadline::Sentence;
use model::step::{Linked, StepState};

use super::said;

/// Which case is awaited, or why a person does what it was for; nothing for other kinds.
pub(super) fn active(step: &Step, state: &StepState) -> Option<Sentence> {
    let Kind::Case { workflow, .. } = &step.kind else { return None };
    let Linked { case, failed, .. } = state.linked.as_ref()?;
    if let Some(case) = case {
        return Some(said(
            format!("Trinnet venter på, at {case} (`{workflow}`) slutter."),
            format!("the step waits for {case} (`{workflow}`) to end"),
        ));
    }
    let Sentence { da, en } = why_not(failed.as_deref());
    Some(said(
        format!(
            "Der blev ikke åbnet en sag i `{workflow}`: {da}. Gør det i hånden, og skriv, hvad der kom ud af det."
        ),
        format!("no case of `{workflow}` was opened: {en}; do it by hand, and write down what came of it"),
    ))
}

/// Why no case was opened, in words.
#[must_use]
pub fn why_not(failed: Option<&str>) -> Sentence {
    let (da, en) = match failed {
        Some("event_does_not_open") => {
            ("dens hændelse åbner ikke længere en sag", "its event no longer opens a case")
        }
        Some("too_many_cases") => ("borgeren har for mange sager", "the citizen has too many cases"),
        Some("too_many_in_a_row") => {
            ("for mange sager venter på hinanden", "too many cases wait for each other")
        }
        Some(_) | None => ("arbejdsgangen er ikke i kraft", "the workflow is not in force"),
    };
    Sentence { da: da.to_owned(), en: en.to_owned() }
}
