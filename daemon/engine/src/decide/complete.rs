//! Completing a task: what each kind of step asks for, and what it leaves.

pub mod asked;
mod beside;
pub(super) mod bounds;
mod complaint;
mod consent;
mod contact;
mod decision;
mod early;
mod linked;
mod plan;
mod plugin;
mod preview;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use definition::{Definition, FactKind, Kind, RulePack, Source, Step};
use model::step::SlotState;
use model::{CaseId, CaseState, DataClass, Date, Event, FactName, PersonId, Private, TaskName, Value};

pub(super) use early::end_stage;
pub use preview::preview_letter;

use bounds::Filled;
use contact::by_itself;

use super::citizen::{Appointment, appoint};
use super::task::{may_work, open_task};
use crate::ages::Known;
use crate::follow::{Needed, follow};
use crate::pauses::goes_on;
use crate::refusal::Refusal;
use crate::values::{Answers, conform, refuse};
use crate::world::{Draft, reason};

/// Why a fact is emptied when a later round answers otherwise what it was asked by.
const ASKED_NO_MORE: &str = "Oplysningen bliver der ikke længere spurgt om.";

/// What completing works on.
struct Completing<'a> {
    id: CaseId,
    definition: Arc<Definition>,
    pack: Arc<RulePack>,
    step: Step,
    task: &'a TaskName,
    values: &'a Value,
    by: &'a PersonId,
    /// Who took part, where the role acts only beside another.
    with: Option<Private>,
    on: Date,
}

pub(super) fn complete(
    draft: &mut Draft<'_>,
    id: CaseId,
    task: &TaskName,
    (values, on): (&Value, Option<Date>),
) -> Result<(), Refusal> {
    let (case, definition, pack) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let open = open_task(&case, task, &definition)?;
    may_work(seeker, (&case, &definition), task, &open)?;
    let on = draft.happened_on(on)?;
    not_before_opening(&case, on)?;
    let Some(step) = definition.steps.get(&task.step).cloned() else { return Ok(()) };
    goes_on(&step, (&case, &definition), draft.world.directory)?;
    let (values, with) = beside::beside(&step, (&case, &definition), seeker, values)?;
    drop(case);
    let work = Completing { id, definition, pack, step, task, values: &values, by: seeker.person, with, on };
    match work.step.kind.clone() {
        Kind::Form { ask } => work.form(draft, &ask)?,
        Kind::Contributions { ask, .. } => work.contribution(draft, &ask)?,
        Kind::Consent { ask, refused_skips } => work.consent(draft, &ask, refused_skips.as_ref())?,
        Kind::Allocation { role } => work.allocation(draft, &role)?,
        Kind::Plan { own_goals, measures, .. } => work.plan(draft, own_goals, measures)?,
        Kind::Citizen { answers } => work.citizen(draft, &answers)?,
        Kind::Hearing { of_plan } => work.hearing(draft, &of_plan)?,
        Kind::Decision { parts_of, letter, .. } => work.decision(draft, &parts_of, letter.as_deref())?,
        Kind::Review { .. } => work.review(draft)?,
        Kind::Reassessment { of } => work.reassessment(draft, &of)?,
        Kind::Forwarding { of } => work.forwarding(draft, &of)?,
        Kind::Board { of } => work.board(draft, &of)?,
        Kind::Milestone | Kind::Notify { .. } => {}
        Kind::Case { .. } => work.linked(draft)?,
        Kind::Quota { .. } | Kind::Wait(_) => return Err(by_itself(&work.step)),
        Kind::Contact { ways, ask } => work.contact(draft, &ways, &ask)?,
        Kind::Panel { mode, outcomes, quorum, .. } => work.panel(draft, (mode, quorum), &outcomes)?,
        Kind::Table(rule) => work.table(draft, &rule)?,
        Kind::Plugin { proposes, otherwise, .. } => work.plugin(draft, (&proposes, &otherwise))?,
    }
    follow(draft, id, on)
}

pub(super) fn not_before_opening(case: &CaseState, on: Date) -> Result<(), Refusal> {
    match case.happenings.get(&1) {
        Some(opening) if on < opening.happened_on => Err(Refusal::invalid(
            "before-the-case",
            format!("Datoen {on} ligger før sagens første henvendelse, {}.", opening.happened_on),
            format!("the day {on} lies before the case began, on {}", opening.happened_on),
        )
        .missing(["on"])),
        Some(_) | None => Ok(()),
    }
}

impl Completing<'_> {
    fn done(&self, draft: &mut Draft<'_>, mut outputs: BTreeMap<String, Private>) {
        outputs.extend(self.with.clone().map(|with| (beside::WITH.to_owned(), with)));
        // A contact that did not take place is still owed: its deadline stands for the next attempt.
        let is_owed = matches!(self.step.kind, Kind::Contact { .. })
            && outputs.get("held").and_then(Private::value) == Some(&Value::Boolean(false));
        let done =
            Event::StepCompleted { step: self.step.name.clone(), by: self.by.clone(), on: self.on, outputs };
        draft.on_case(self.id, done);
        if self.step.repeats.is_some() && !is_owed {
            self.meet_round(draft);
        }
    }

    /// The next round opens in the same record and has deadlines of its own: those of this one are met now.
    fn meet_round(&self, draft: &mut Draft<'_>) {
        let Ok(case) = draft.case(self.id) else { return };
        let of_round =
            case.deadlines.values().filter(|known| known.step == self.step.name && known.is_open());
        let met: Vec<_> = of_round.map(|deadline| deadline.name.clone()).collect();
        for deadline in met {
            draft.on_case(self.id, Event::DeadlineMet { deadline, on: self.on });
        }
    }

    fn form(&self, draft: &mut Draft<'_>, ask: &[FactName]) -> Result<(), Refusal> {
        self.enter_facts(draft, ask, 0)?;
        self.done(draft, BTreeMap::new());
        Ok(())
    }

    /// Checks and enters every fact that is asked for; reports all that is wrong at once.
    fn enter_facts(&self, draft: &mut Draft<'_>, ask: &[FactName], slot: u32) -> Result<(), Refusal> {
        let empty = BTreeMap::new();
        let given = self.values.as_record().unwrap_or(&empty);
        let mut faults: Vec<String> = given
            .keys()
            .filter(|name| !ask.iter().any(|asked| asked.as_str() == name.as_str()))
            .map(|name| format!("{}: this step does not ask for it", name.escape_debug()))
            .collect();
        let mut entered: Vec<(&FactName, DataClass, Value)> = Vec::new();
        let asked_now = self.asked_now(draft, ask, given)?;
        for name in ask {
            let Some(rule) = self.definition.facts.get(name) else { continue };
            if rule.when.is_some() && !asked_now.contains(name) {
                if given.get(name.as_str()).is_some_and(|value| *value != Value::Null) {
                    let when = rule.when.as_ref().map_or("", |when| when.source());
                    faults.push(format!("{name}: is asked only where {when}"));
                }
                continue;
            }
            match given.get(name.as_str()).filter(|value| **value != Value::Null) {
                Some(value) => match conform(value, &rule.kind, &self.definition) {
                    Ok(value) => entered.push((name, rule.class, value)),
                    Err(fault) => faults.push(format!("{name}: {fault}")),
                },
                None if rule.optional || !matches!(rule.source, Source::Asked) => {}
                None => faults.push(format!("{name}: is missing")),
            }
        }
        faults.extend(self.outside_bounds(draft, &entered)?);
        refuse(faults)?;
        let round = draft.case(self.id)?.steps.get(&self.step.name).map_or(1, |state| state.round);
        let needed = Needed::before(draft, self.id)?;
        for (name, class, value) in entered {
            let entered = Event::FactEntered {
                fact: name.clone(),
                slot,
                value: Private::Clear(value),
                class,
                step: self.step.name.clone(),
                round,
                correction: None,
            };
            draft.on_case(self.id, entered);
        }
        needed.follow(draft, &Private::text(ASKED_NO_MORE))
    }

    /// Dates that lie outside the bounds of their facts, each with what is wrong.
    fn outside_bounds(
        &self,
        draft: &mut Draft<'_>,
        entered: &[(&FactName, DataClass, Value)],
    ) -> Result<Vec<String>, Refusal> {
        let given: Vec<_> = entered.iter().map(|(name, _, value)| (*name, value.clone())).collect();
        let world = draft.world;
        let citizen = draft.case(self.id)?.citizen;
        let born = crate::ages::born(draft.find_citizen(citizen).map(|citizen| &**citizen));
        let known = Known { case: draft.case(self.id)?, definition: &self.definition, born };
        let filled = Filled { known, step: Some(&self.step), given: &given };
        let mut faults = Vec::new();
        for (name, value) in &given {
            let Some(rule) = self.definition.facts.get(*name) else { continue };
            faults.extend(filled.outside(rule, value, world)?.map(|fault| format!("{name}: {fault}")));
        }
        Ok(faults)
    }

    fn contribution(&self, draft: &mut Draft<'_>, ask: &[FactName]) -> Result<(), Refusal> {
        self.enter_facts(draft, ask, self.task.slot.unwrap_or(0))?;
        let given = Event::ContributionGiven { task: self.task.clone(), by: self.by.clone(), on: self.on };
        draft.on_case(self.id, given);
        self.join(draft)
    }

    /// The step is done when enough contributions were given, or the last is settled.
    fn join(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let enough = if let Kind::Contributions { join, .. } = &self.step.kind { *join } else { None };
        let case = draft.case(self.id)?;
        let all_in = case.steps.get(&self.step.name).is_some_and(|state| {
            let is_enough =
                enough.is_some_and(|enough| u32::try_from(state.given()).unwrap_or(u32::MAX) >= enough);
            is_enough || state.slots.values().all(|slot| slot.state != SlotState::Open)
        });
        if all_in {
            self.done(draft, BTreeMap::new());
        }
        Ok(())
    }

    fn allocation(&self, draft: &mut Draft<'_>, role: &model::RoleName) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let person = answers.text("person");
        let deputy = answers.optional_text("deputy");
        let note = answers.optional_text("note");
        let over_limit = answers.optional_text("over_limit");
        answers.finish()?;
        let (person, deputy) = (PersonId::new(person), deputy.map(PersonId::new));
        let appointment = Appointment {
            citizen: draft.case(self.id)?.citizen,
            case: Some(self.id),
            role,
            person: &person,
            deputy: deputy.as_ref(),
            from: self.on,
            reason: note.map(Private::text),
            by: None,
            component: None,
            over_limit: over_limit.as_deref(),
        };
        appoint(draft, &appointment, &[Arc::clone(&self.definition)])?;
        let mut outputs = BTreeMap::from([("to".to_owned(), Private::text(person.as_str()))]);
        outputs.extend(over_limit.map(|why| ("over_limit".to_owned(), Private::text(why))));
        self.done(draft, outputs);
        Ok(())
    }

    fn citizen(&self, draft: &mut Draft<'_>, possible: &[String]) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let answer = answers.text("answer");
        let words = answers.optional_text("words");
        if !answer.is_empty() && !possible.contains(&answer) {
            answers.fault(format!("answer: is none of {}", possible.join(", ")));
        }
        answers.finish()?;
        let mut outputs = BTreeMap::from([("answer".to_owned(), Private::text(answer))]);
        outputs.extend(words.map(|words| ("words".to_owned(), Private::text(words))));
        self.done(draft, outputs);
        Ok(())
    }

    /// First the hearing is sent, then the reply is recorded; without a reply the clock ends it.
    fn hearing(&self, draft: &mut Draft<'_>, plan: &model::StepName) -> Result<(), Refusal> {
        let state = draft.case(self.id)?.steps.get(&self.step.name);
        let sent = state.and_then(|state| state.moments.get("sent").copied());
        let mut answers = Answers::new(self.values);
        if let Some(sent) = sent {
            let reply = answers.text("reply");
            if self.on < sent {
                answers.fault(format!("on: the hearing was sent on {sent}; its reply cannot be older"));
            }
            answers.finish()?;
            let outputs = BTreeMap::from([("reply_text".to_owned(), Private::text(reply))]);
            self.moment(draft, "reply", BTreeMap::new());
            self.done(draft, outputs);
            return Ok(());
        }
        let text = answers.optional_text("text");
        answers.finish()?;
        let outputs = text.map(|text| ("text".to_owned(), Private::text(text))).into_iter().collect();
        self.moment(draft, "sent", outputs);
        let known = Event::FactsMadeKnown { step: self.step.name.clone(), plan: plan.clone() };
        draft.on_case(self.id, known);
        Ok(())
    }

    fn moment(&self, draft: &mut Draft<'_>, moment: &str, outputs: BTreeMap<String, Private>) {
        let reached = Event::MomentReached {
            step: self.step.name.clone(),
            moment: moment.to_owned(),
            on: self.on,
            outputs,
        };
        draft.on_case(self.id, reached);
    }

    /// A review ends its round; the next one opens and is due by the series.
    fn review(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let result = answers.text("result");
        let note = answers.optional_text("note");
        if !result.is_empty() && !["continue", "adjust"].contains(&result.as_str()) {
            answers.fault("result: is neither `continue` nor `adjust`");
        }
        answers.finish()?;
        let case = draft.case(self.id)?;
        let Some(round) = case.steps.get(&self.step.name).map(|state| state.round) else { return Ok(()) };
        let due = case.deadlines.values().find(|deadline| {
            deadline.step == self.step.name && deadline.round == round && deadline.is_open()
        });
        let due = due.map(|due| due.name.clone());
        let mut outputs = BTreeMap::from([("result".to_owned(), Private::text(result))]);
        outputs.extend(note.map(|note| ("note".to_owned(), Private::text(note))));
        self.moment(draft, &format!("held_{round}"), outputs);
        if let Some(deadline) = due {
            draft.on_case(self.id, Event::DeadlineMet { deadline, on: self.on });
        }
        let next = Event::StepOpened {
            step: self.step.name.clone(),
            round: round.saturating_add(1),
            role: self.step.by.clone(),
            slots: BTreeMap::new(),
            cause: None,
            reopened: None,
        };
        draft.on_case(self.id, next);
        Ok(())
    }
}

pub(super) fn go_on_without(
    draft: &mut Draft<'_>,
    id: CaseId,
    task: &TaskName,
    why: &str,
) -> Result<(), Refusal> {
    let (case, definition, pack) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    open_task(&case, task, &definition)?;
    let Some(step) = definition.steps.get(&task.step).cloned() else { return Ok(()) };
    goes_on(&step, (&case, &definition), draft.world.directory)?;
    let Kind::Contributions { go_on_without, .. } = &step.kind else {
        return Err(Refusal::conflict(
            "cannot-go-on-without",
            "Trinnet kan ikke springes over.",
            format!("the step `{}` has no contributions to go on without", step.name),
        ));
    };
    let one_holder = definition.roles.get(go_on_without).is_some_and(|role| role.one_holder);
    if !seeker.holds(go_on_without, one_holder, &case) {
        return Err(Refusal::from(access::may_manage(seeker, &case).err().unwrap_or(access::Denial {
            code: "role-not-held",
            because: model::deadline::Sentence {
                da: format!("Det kan kun rollen `{go_on_without}`."),
                en: format!("only the role `{go_on_without}` may go on without a contribution"),
            },
            who:
                case.holders.get(go_on_without).map(|holder| holder.person.to_string()).into_iter().collect(),
        })));
    }
    let reason = reason(why)?;
    let on = draft.world.today;
    let waived = Event::ContributionWaived { task: task.clone(), by: seeker.person.clone(), on, reason };
    drop(case);
    draft.on_case(id, waived);
    let values = Value::Null;
    let work =
        Completing { id, definition, pack, step, task, values: &values, by: seeker.person, with: None, on };
    work.join(draft)?;
    follow(draft, id, on)
}

/// A value of a fact as corrected, checked against its type.
pub(super) fn corrected(value: &Value, kind: &FactKind, definition: &Definition) -> Result<Value, Refusal> {
    conform(value, kind, definition).map_err(|fault| does_not_fit(&fault))
}

/// A value that its fact cannot have.
pub(super) fn does_not_fit(fault: &str) -> Refusal {
    Refusal::invalid("answers-invalid", "Værdien passer ikke til oplysningen.", format!("the value {fault}"))
        .missing([format!("value: {fault}")])
}
