//! The decision: one letter, several legally separate parts, a human maker (FVL §§22–25; laws 4 and 5 of the product).

use std::collections::{BTreeMap, BTreeSet};

use definition::{Definition, Due, Kind, Step};
use model::{CaseState, Date, Event, Number, Private, StepName, Value};
use rust_decimal::Decimal;

use super::Completing;
use super::complaint::{self, written};
use crate::clock::out_of_range;
use crate::letters::{Lack, Made, Outgoing, Writing, decision_values, refuse_lacks, send_letter};
use crate::refusal::Refusal;
use crate::values::{Answers, refuse};
use crate::world::Draft;

/// How a part can end.
const OUTCOMES: [&str; 3] = definition::letters::OUTCOMES;

/// What a decision's letter is, among letters.
const SUBJECT: &str = "decision";

/// A decision as it was read from the answers: what is wrong with them, and what it lacks by law.
pub(super) struct Read {
    pub(super) made: Made,
    pub(super) faults: Vec<String>,
    pub(super) lacks: Vec<Lack>,
}

impl Completing<'_> {
    pub(super) fn decision(
        &self,
        draft: &mut Draft<'_>,
        plan: &StepName,
        letter: Option<&str>,
    ) -> Result<(), Refusal> {
        let Read { made, mut faults, mut lacks } =
            self.read_decision(draft.case(self.id)?, plan, letter.is_some());
        if letter.is_some() && self.on != draft.world.today {
            faults.push(format!("on: a letter bears the day on which it is sent, {}", draft.world.today));
        }
        if letter.is_none() || !faults.is_empty() {
            faults.extend(lacks.iter().map(Lack::line));
            refuse(faults)?;
        }
        let received_on = self.received_on(&made.channel, draft)?;
        let values = match letter {
            Some(_) => Some(self.letter_values(draft, &made, (plan, received_on), &mut lacks)?),
            None => None,
        };
        refuse_lacks(&lacks)?;
        let parts = made.parts.iter().map(|(n, part)| (*n, Private::Clear(Value::Record(part.clone()))));
        let sent = Event::DecisionSent {
            step: self.step.name.clone(),
            maker: self.by.clone(),
            parts: parts.collect(),
            decided_on: self.on,
            sent_on: self.on,
            received_on,
            channel: made.channel.clone(),
            hearing_considered: made.hearing_considered.clone().map(Private::text),
            board_considered: made.board_considered.clone().map(Private::text),
        };
        draft.on_case(self.id, sent);
        let template = letter.and_then(|path| Some((path, self.definition.letters.get(path)?)));
        if let (Some(template), Some(values)) = (template, values) {
            let outgoing = Outgoing {
                subject: SUBJECT,
                step: Some(&self.step.name),
                template,
                channel: &made.channel,
                by: self.by,
                values,
            };
            send_letter(draft, self.id, &outgoing)?;
        }
        let outcome = Private::text(made.outcome());
        self.done(draft, BTreeMap::from([("outcome".to_owned(), outcome)]));
        Ok(())
    }

    /// Everything that the letter says, from the same values that are recorded.
    pub(super) fn letter_values(
        &self,
        draft: &mut Draft<'_>,
        made: &Made,
        (plan, received_on): (&StepName, Date),
        lacks: &mut Vec<Lack>,
    ) -> Result<letter::Value, Refusal> {
        let case = std::sync::Arc::clone(draft.case(self.id)?);
        let citizen = draft.find_citizen(case.citizen).cloned();
        let complaint: Option<&Due> =
            if let Kind::Decision { complaint, .. } = &self.step.kind { complaint.as_deref() } else { None };
        let writing = Writing {
            world: draft.world,
            case: &case,
            citizen: citizen.as_deref(),
            definition: &self.definition,
            pack: &self.pack,
            step: &self.step,
            by: self.by,
            subject: SUBJECT,
            channel: &made.channel,
            address: &made.address,
        };
        decision_values(&writing, made, (plan, complaint, received_on), lacks)
    }

    /// Reads the answers. `by_letter` asks for what a letter has to say by law beside what a decision always needs.
    pub(super) fn read_decision(&self, case: &CaseState, plan: &StepName, by_letter: bool) -> Read {
        let mut answers = Answers::new(self.values);
        let listed = answers.list("parts");
        let channel = answers.text("channel");
        let address = answers.optional_text("address");
        let hearing_considered = answers.optional_text("hearing_considered");
        if !channel.is_empty() && !self.pack.channels.contains_key(&channel) {
            let known: Vec<&str> = self.pack.channels.keys().map(String::as_str).collect();
            answers.fault(format!("channel: is none of {}", known.join(", ")));
        }
        let came_back = complaint::came_back(case, &self.step);
        let board_considered = answers.optional_text("board_considered");
        if board_considered.is_none() && came_back.as_ref().is_some_and(|(_, by_board)| *by_board) {
            answers.fault("board_considered: say how the findings of the complaint board were followed");
        }
        let mut faults = answers.faults("");
        let mut lacks = Vec::new();
        if hearing_considered.is_none() && hearing_was_answered((case, &self.definition), &self.step) {
            lacks.push(Lack::new(
                "hearing_considered",
                "hvad borgeren svarede i partshøringen, og hvordan det talte med (FVL §19)",
                "what the citizen answered in the hearing and how it counted (FVL §19)",
            ));
        }
        let measures = case.plans.get(plan).map(|plan| plan.measures.len()).unwrap_or_default();
        let mut parts = BTreeMap::new();
        for (place, part) in listed.iter().enumerate() {
            let reading = Reading { place, measures, by_letter };
            if let Some((number, content)) = reading.part(part, &mut faults, &mut lacks)
                && parts.insert(number, content).is_some()
            {
                faults.push(format!("parts/{place}/measure: part {number} is there twice"));
            }
        }
        let open = open_parts(case, plan, came_back.as_ref());
        let undecided = open.iter().filter(|n| !parts.contains_key(n));
        faults.extend(
            undecided.map(|n| format!("parts: measure {n} has no outcome; every measure is decided")),
        );
        let runs_on = parts.keys().filter(|n| !open.contains(n));
        faults.extend(runs_on.map(|n| {
            format!("parts: measure {n} runs on as it was decided; only {} came back", written(&open))
        }));
        if measures == 0 {
            faults.push("parts: there is no plan with measures to decide".to_owned());
        }
        let address = address.map(|text| text.lines().map(|line| line.trim().to_owned()).collect());
        let address = address.unwrap_or_default();
        let made = Made { parts, channel, address, hearing_considered, board_considered };
        Read { made, faults, lacks }
    }

    /// The day on which the letter is presumed to have arrived, by its channel.
    pub(super) fn received_on(&self, channel: &str, draft: &Draft<'_>) -> Result<Date, Refusal> {
        let Some(channel) = self.pack.channels.get(channel) else { return Ok(self.on) };
        let rule = calendar::Rule {
            amount: channel.received_after,
            direction: calendar::Direction::After,
            roll: calendar::Roll::None,
        };
        calendar::derive(&rule, self.on.0, &[], draft.world.calendar)
            .map(|derived| Date(derived.due))
            .map_err(|error| out_of_range(&error))
    }
}

/// The measures that are decided: those that came back, or all of the plan.
pub(super) fn open_parts(
    case: &CaseState,
    plan: &StepName,
    came_back: Option<&(BTreeSet<u32>, bool)>,
) -> BTreeSet<u32> {
    if let Some((open, _)) = came_back.filter(|(open, _)| !open.is_empty()) {
        return open.clone();
    }
    let measures = case.plans.get(plan).map(|plan| plan.measures.len()).unwrap_or_default();
    (1..=u32::try_from(measures).unwrap_or(u32::MAX)).collect()
}

/// Whether a hearing was answered since a decision was last made.
pub(super) fn hearing_was_answered((case, definition): (&CaseState, &Definition), decision: &Step) -> bool {
    let before = case.steps.get(&decision.name).and_then(|own| own.earlier.last());
    let is_new = |settled_in: u64| before.is_none_or(|before| settled_in > before.settled_in);
    definition.steps.values().any(|step| {
        let hearing = matches!(step.kind, Kind::Hearing { .. });
        let state = case.steps.get(&step.name);
        hearing && state.is_some_and(|state| state.moments.contains_key("reply") && is_new(state.settled_in))
    })
}

/// Where a part stands, and how it is read.
struct Reading {
    place: usize,
    measures: usize,
    by_letter: bool,
}

impl Reading {
    fn part(
        &self,
        part: &Value,
        faults: &mut Vec<String>,
        lacks: &mut Vec<Lack>,
    ) -> Option<(u32, BTreeMap<String, Value>)> {
        let mut answers = Answers::new(part);
        let number = answers.number("measure");
        let outcome = answers.text("outcome");
        let mut content = BTreeMap::new();
        for field in ["basis", "reasons", "considerations", "facts", "from", "to", "amount"] {
            content.extend(answers.optional_text(field).map(|text| (field.to_owned(), Value::text(text))));
        }
        if answers.flag("discretion") {
            content.insert("discretion".to_owned(), Value::Boolean(true));
        }
        if !outcome.is_empty() && !OUTCOMES.contains(&outcome.as_str()) {
            answers.fault(format!("outcome: is none of {}", OUTCOMES.join(", ")));
        }
        for field in ["from", "to"] {
            let is_day = |text: &str| text.parse::<Date>().is_ok();
            if content.get(field).and_then(Value::as_text).is_some_and(|text| !is_day(text)) {
                answers.fault(format!("{field}: is not a date like 2026-08-03"));
            }
        }
        let known = number.filter(|n| usize::try_from(*n).is_ok_and(|n| (1..=self.measures).contains(&n)));
        match known {
            Some(number) => {
                content.insert("measure".to_owned(), Value::Number(Number(Decimal::from(number))));
            }
            None => answers.fault(format!("measure: the plan has measures 1 to {}", self.measures)),
        }
        lacks.extend(self.lacks(&content, &outcome, number));
        content.insert("outcome".to_owned(), Value::text(outcome));
        faults.extend(answers.faults(&format!("parts/{}/", self.place)));
        known.map(|number| (number, content))
    }

    /// What the law asks for in a part and is not there.
    fn lacks(&self, content: &BTreeMap<String, Value>, outcome: &str, number: Option<u32>) -> Vec<Lack> {
        let full = outcome == "granted";
        let discretion = content.contains_key("discretion");
        let asked = [
            (true, "basis", "reglen for", "the provision of", "FVL §24"),
            (!full, "reasons", "begrundelsen for", "the reasons for", "FVL §22"),
            (
                self.by_letter && !full,
                "facts",
                "de oplysninger, der er lagt vægt på i",
                "the facts given weight in",
                "FVL §24",
            ),
            (
                self.by_letter && discretion,
                "considerations",
                "hovedhensynene i skønnet i",
                "the main considerations of the discretion in",
                "FVL §24",
            ),
        ];
        let missing = asked.into_iter().filter(|(asked, field, ..)| *asked && !content.contains_key(*field));
        missing
            .map(|(_, field, da, en, basis)| {
                let part = number.map_or_else(String::new, |number| format!(" {number}"));
                let at = format!("parts/{}/{field}", self.place);
                Lack::new(at, format!("{da} del{part} ({basis})"), format!("{en} part{part} ({basis})"))
            })
            .collect()
    }
}
