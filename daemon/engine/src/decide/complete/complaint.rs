//! What follows a complaint: re-assessment, forwarding to the complaint board, and what the board decided.
//!
//! Who decided looks again first and then changes the decision or sends the complaint on (RSL §66). A late complaint is
//! sent on all the same: only the board gives leave. The outcome is told from the citizen's side.

use std::collections::{BTreeMap, BTreeSet};

use definition::checked::{BOARD_OUTCOMES, FOR_CITIZEN_WORDS, REASSESSMENT_OUTCOMES};
use model::{CaseState, Event, Number, Private, StepName, Value};
use rust_decimal::Decimal;

use super::Completing;
use crate::follow::next_number;
use crate::refusal::Refusal;
use crate::values::Answers;
use crate::world::Draft;

/// The code under which a board's own change of a decision is put to a person.
pub(crate) const BOARD_CHANGED: &str = "board_changed";

/// What can be sent to the board; the complaint and the re-assessment must be (RSL §66).
pub(super) const ENCLOSURES: [&str; 3] = ["complaint", "files", "reassessment"];

impl Completing<'_> {
    /// The decision stands, is changed in part, or is changed; what is changed is decided anew.
    pub(super) fn reassessment(&self, draft: &mut Draft<'_>, of: &StepName) -> Result<(), Refusal> {
        let case = draft.case(self.id)?;
        let mut answers = Answers::new(self.values);
        let outcome = one_of(&mut answers, "outcome", &REASSESSMENT_OUTCOMES);
        let reasons = answers.text("reasons");
        let parts = parts(&mut answers, case, of, complained_about(case, of));
        answers.finish()?;
        if outcome != "maintained" {
            self.moment(draft, "changed", BTreeMap::new());
        }
        let outputs = BTreeMap::from([
            ("outcome".to_owned(), Private::text(outcome)),
            ("reasons".to_owned(), Private::text(reasons)),
            ("parts".to_owned(), numbers(&parts)),
        ]);
        self.done(draft, outputs);
        Ok(())
    }

    /// The complaint went to the board, with what belongs to it.
    pub(super) fn forwarding(&self, draft: &mut Draft<'_>, of: &StepName) -> Result<(), Refusal> {
        let needed = needed(draft.case(self.id)?, of);
        let mut answers = Answers::new(self.values);
        let mut with = BTreeSet::new();
        for enclosure in answers.list("with") {
            match enclosure.as_text().filter(|word| ENCLOSURES.contains(word)) {
                Some(word) => drop(with.insert(word.to_owned())),
                None => answers.fault(format!("with: each is one of {}", ENCLOSURES.join(", "))),
            }
        }
        let missing: Vec<&str> = needed.iter().copied().filter(|word| !with.contains(*word)).collect();
        if !missing.is_empty() {
            answers.fault(format!("with: the board also gets {}", missing.join(", ")));
        }
        let note = answers.optional_text("note");
        answers.finish()?;
        self.moment(draft, "sent", BTreeMap::new());
        let enclosed = with.into_iter().map(Value::Text).collect();
        let mut outputs = BTreeMap::from([("with".to_owned(), Private::Clear(Value::List(enclosed)))]);
        outputs.extend(note.map(|note| ("note".to_owned(), Private::text(note))));
        self.done(draft, outputs);
        Ok(())
    }

    /// What the board decided. A remittal sends the case back to the decision, with the board's findings as binding input.
    pub(super) fn board(&self, draft: &mut Draft<'_>, of: &StepName) -> Result<(), Refusal> {
        let case = draft.case(self.id)?;
        let mut answers = Answers::new(self.values);
        let outcome = one_of(&mut answers, "outcome", &BOARD_OUTCOMES);
        let said = answers.optional_text("for_citizen");
        let findings = answers.optional_text("findings");
        let parts = parts(&mut answers, case, of, complained_about(case, of));
        let for_citizen = for_citizen(&mut answers, &outcome, said);
        if outcome == "remitted" && findings.is_none() {
            answers
                .fault("findings: write down the facts and the law that the board binds the new decision to");
        }
        answers.finish()?;
        self.moment(draft, "received", BTreeMap::new());
        if outcome == "remitted" {
            self.moment(draft, "remitted", BTreeMap::new());
        }
        let mut outputs = BTreeMap::from([
            ("outcome".to_owned(), Private::text(outcome.clone())),
            ("for_citizen".to_owned(), Private::text(for_citizen)),
            ("parts".to_owned(), numbers(&parts)),
        ]);
        outputs.extend(findings.map(|findings| ("findings".to_owned(), Private::text(findings))));
        self.done(draft, outputs);
        // The board changed or voided the decision itself: somebody has to see to what it means for the plan.
        if matches!(outcome.as_str(), "changed" | "annulled") {
            let number = next_number(draft.case(self.id)?.concerns.keys());
            let because = BOARD_CHANGED.to_owned();
            draft.on_case(self.id, Event::ConcernRaised { number, step: of.clone(), because });
        }
        Ok(())
    }
}

/// What the outcome means for the citizen. What follows from the word itself need not be said, and cannot be denied.
fn for_citizen(answers: &mut Answers<'_>, outcome: &str, said: Option<String>) -> String {
    let possible: &[&str] = match outcome {
        "upheld" => &["lost"],
        "changed" => &FOR_CITIZEN_WORDS,
        _annulled_or_remitted => &["won", "partly"],
    };
    match said {
        None if outcome == "changed" => {
            answers.fault(format!("for_citizen: say what it means for the citizen: {}", possible.join(", ")));
            String::new()
        }
        None => possible.first().copied().unwrap_or_default().to_owned(),
        Some(said) => {
            if !outcome.is_empty() && !possible.contains(&said.as_str()) {
                answers.fault(format!("for_citizen: with `{outcome}` it is one of {}", possible.join(", ")));
            }
            said
        }
    }
}

fn one_of(answers: &mut Answers<'_>, name: &'static str, words: &[&str]) -> String {
    let word = answers.text(name);
    if !word.is_empty() && !words.contains(&word.as_str()) {
        answers.fault(format!("{name}: is none of {}", words.join(", ")));
    }
    word
}

/// What has to be sent on. A late complaint is not re-assessed: it goes on at once, and the board alone gives leave.
pub(super) fn needed(case: &CaseState, of: &StepName) -> &'static [&'static str] {
    let is_late = crate::complaint_in_time(case, of) == Some(false);
    if is_late { &ENCLOSURES[..2] } else { &ENCLOSURES[..] }
}

/// Parts of a decision by number; `usual` where nothing is said.
fn parts(answers: &mut Answers<'_>, case: &CaseState, of: &StepName, usual: BTreeSet<u32>) -> BTreeSet<u32> {
    let known: BTreeSet<u32> =
        case.decisions_of(of).flat_map(|decided| decided.parts.keys().copied()).collect();
    let listed = answers.list("parts");
    let mut parts = BTreeSet::new();
    for part in listed {
        match part_number(part).filter(|number| known.contains(number)) {
            Some(number) => drop(parts.insert(number)),
            None => answers.fault(format!("parts: the decision has the parts {}", written(&known))),
        }
    }
    if listed.is_empty() { usual } else { parts }
}

/// A part's number, as a number or as a terminal sends it.
pub(crate) fn part_number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(Number(number)) => {
            u32::try_from(*number).ok().filter(|whole| Decimal::from(*whole) == *number)
        }
        Value::Text(text) => text.trim().parse().ok(),
        Value::Null
        | Value::Boolean(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::List(_)
        | Value::Record(_) => None,
    }
}

/// Numbers as a person writes them: `1, 2`.
pub(crate) fn written(numbers: &BTreeSet<u32>) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn numbers(parts: &BTreeSet<u32>) -> Private {
    Private::Clear(Value::List(
        parts.iter().map(|part| Value::Number(Number(Decimal::from(*part)))).collect(),
    ))
}

/// The parts that the complaints about the decision that stands are about; all of them where one does not say.
pub(super) fn complained_about(case: &CaseState, of: &StepName) -> BTreeSet<u32> {
    let Some(decided) = case.decisions.get(of) else { return BTreeSet::new() };
    let complaints: Vec<_> = case
        .happenings
        .values()
        .filter(|one| one.event.as_str() == crate::COMPLAINT && one.happened_on >= decided.sent_on)
        .collect();
    if complaints.is_empty() || complaints.iter().any(|one| one.about.is_empty()) {
        return decided.parts.keys().copied().collect();
    }
    complaints.iter().flat_map(|one| one.about.iter().copied()).collect()
}

/// What a new round of a decision has to decide: the parts that came back, and whether the board bound it.
pub(super) fn came_back(case: &CaseState, step: &definition::Step) -> Option<(BTreeSet<u32>, bool)> {
    let before = case.steps.get(&step.name)?.earlier.last()?;
    let mut parts = BTreeSet::new();
    let mut by_board = false;
    for again in &step.again {
        let definition::Again::Moment(name, moment) = again else { continue };
        let Some(state) = case.steps.get(name) else { continue };
        if !state.moments.contains_key(moment) || state.settled_in <= before.settled_in {
            continue;
        }
        by_board |= moment == "remitted";
        let listed = state.outputs.get("parts").and_then(Private::value).and_then(Value::as_list);
        parts.extend(listed.unwrap_or_default().iter().filter_map(part_number));
    }
    Some((parts, by_board))
}
