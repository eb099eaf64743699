//! The case file: goals, notes, events and their corrections.

use access::{Seeker, may_manage, may_record, see};
use definition::{Definition, EventRule, FactRule};
use model::case::FactPlace;
use model::{CaseId, CaseState, Command, Date, DeadlineName, Event, FactName, Private, Value};

use super::complete::bounds::Filled;
use super::complete::{corrected, does_not_fit, not_before_opening};
use crate::ages::Known;
use crate::follow::{Grounds, Needed, end_case, follow, is_asked, left_out, next_number};
use crate::pauses::in_order;
use crate::refusal::Refusal;
use crate::values::refuse;
use crate::world::{Draft, bounded, private_text, reason};

/// Most notes, goals and events of one case: the file stays readable, and the state small.
const ENTRIES_MAX: usize = 2_000;

/// The person works on the case, not only on a task of theirs.
fn works_on(seeker: Seeker<'_>, case: &CaseState, definition: &Definition) -> Result<(), Refusal> {
    let sight = see(seeker, case, definition)?;
    if sight.works_on_case {
        return Ok(());
    }
    Err(Refusal::from(may_manage(seeker, case).err().unwrap_or(access::Denial {
        code: "not-working-on-the-case",
        because: model::deadline::Sentence {
            da: "Det kan kun den, der arbejder på sagen.".to_owned(),
            en: "only somebody who works on the case may do that".to_owned(),
        },
        who: Vec::new(),
    })))
}

fn has_room(entries: usize) -> Result<(), Refusal> {
    if entries < ENTRIES_MAX {
        return Ok(());
    }
    Err(Refusal::conflict(
        "case-file-full",
        "Sagen har for mange poster af den slags.",
        format!("the case holds {ENTRIES_MAX} entries of this kind, which is the most"),
    ))
}

pub(super) fn add_goal(
    draft: &mut Draft<'_>,
    id: CaseId,
    words: &str,
    on: Option<Date>,
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    works_on(draft.seeker()?, &case, &definition)?;
    let said_on = draft.happened_on(on)?;
    has_room(case.goals.len())?;
    if words.trim().is_empty() {
        return Err(Refusal::invalid(
            "goal-empty",
            "Skriv borgerens eget mål med borgerens egne ord.",
            "write the goal in the citizen's own words",
        )
        .missing(["words"]));
    }
    let number = next_number(case.goals.keys());
    drop(case);
    draft.on_case(id, Event::GoalAdded { number, words: bounded(words)?, said_on });
    draft.decision.number = Some(number);
    Ok(())
}

pub(super) fn reword_goal(
    draft: &mut Draft<'_>,
    id: CaseId,
    number: u32,
    words: &str,
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    works_on(draft.seeker()?, &case, &definition)?;
    if !case.goals.contains_key(&number) {
        return Err(Refusal::not_found(
            "unknown-goal",
            format!("Mål nummer {number} findes ikke på sagen."),
            format!("there is no goal {number}; the case has {}", case.goals.len()),
        ));
    }
    drop(case);
    draft.on_case(id, Event::GoalReworded { number, staff_words: reason(words)? });
    Ok(())
}

pub(super) fn add_note(
    draft: &mut Draft<'_>,
    id: CaseId,
    text: &str,
    on: Option<Date>,
) -> Result<(), Refusal> {
    let case = draft.case(id)?.clone();
    let (definition, _) = draft.rules_of(&case)?;
    works_on(draft.seeker()?, &case, &definition)?;
    let on = draft.happened_on(on)?;
    has_room(case.notes.len())?;
    if text.trim().is_empty() {
        return Err(Refusal::invalid(
            "note-empty",
            "Notatet er tomt.",
            "the note is empty; write what happened",
        )
        .missing(["text"]));
    }
    let number = next_number(case.notes.keys());
    let by = draft.actor()?.clone();
    drop(case);
    draft.on_case(id, Event::NoteAdded { number, text: bounded(text)?, by, on });
    draft.decision.number = Some(number);
    Ok(())
}

pub(super) fn record_event(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let Command::RecordEvent { case: id, event, on, at, note, channel, about } = command else {
        return Ok(());
    };
    // A complaint reaches a case after its end too: the right outlives it.
    let case = if event.as_str() == crate::COMPLAINT { draft.sound_case(*id) } else { draft.open_case(*id) };
    let case = case?.clone();
    let (definition, _) = draft.rules_of(&case)?;
    let seeker = draft.seeker()?;
    let Some(rule) = definition.events.get(event) else {
        return Err(Refusal::not_found(
            "unknown-event",
            format!("Hændelsen `{event}` findes ikke i arbejdsgangen."),
            format!("the workflow knows no event `{event}`"),
        )
        .missing(definition.events.keys().map(ToString::to_string)));
    };
    may_record(seeker, event, rule, (&case, &definition))?;
    let on = draft.happened_on(Some(*on))?;
    not_before_opening(&case, on)?;
    has_room(case.happenings.len())?;
    if at.is_some_and(|at| at > draft.world.at.recorded_at || Date(calendar::civil_date(at.micros())) != on) {
        return Err(Refusal::invalid(
            "instant-not-on-the-day",
            "Tidspunktet passer ikke til datoen, eller det ligger i fremtiden.",
            "the instant is not on the day given, or lies in the future",
        )
        .missing(["at"]));
    }
    check_complaint(rule, &case, (on, channel.as_deref(), note.as_deref()), about.as_deref())?;
    let number = next_number(case.happenings.keys());
    let happened = Event::Happened {
        number,
        event: event.clone(),
        on,
        at: *at,
        note: private_text(note.as_ref()),
        channel: channel.clone(),
        about: about.clone().filter(|about| !about.is_empty()),
    };
    let is_over = case.is_open() && definition.until.contains(event);
    let is_late_in_life = !case.is_open() && rule.about.is_some();
    drop(case);
    draft.on_case(*id, happened);
    in_order(draft.case(*id)?, &definition)?;
    if is_late_in_life {
        let reason = Private::text(rule.title.da.clone());
        let steps = Some(steps_begun_by(event, &definition));
        draft.on_case(*id, Event::CaseReopened { on: draft.world.today, reason, steps });
    }
    draft.decision.number = Some(number);
    if is_over {
        end_case(draft, *id, event.as_str(), on, None)?;
    }
    follow(draft, *id, on)
}

/// The steps of the stages that an event begins: a complaint about a case that ended opens them and nothing else.
fn steps_begun_by(event: &model::EventName, definition: &Definition) -> Vec<model::StepName> {
    let stages = definition.stages.iter().filter(|stage| {
        let mut own = definition.steps.values().filter(|step| step.stage == stage.name);
        stage.after.names_event(event) || own.any(|step| step.after.names_event(event))
    });
    stages.flat_map(|stage| definition.steps_within(&stage.name)).map(|step| step.name.clone()).collect()
}

/// How something can come in. What is said has to be written down (OFL §13).
const CHANNELS: [&str; 4] = ["digital_post", "letter", "email", "oral"];

/// A complaint has a form of its own: none is asked of the citizen, and an oral one is noted.
fn check_complaint(
    rule: &EventRule,
    case: &CaseState,
    (on, channel, note): (Date, Option<&str>, Option<&str>),
    about: Option<&[u32]>,
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if channel.is_some_and(|channel| !CHANNELS.contains(&channel)) {
        faults.push(format!("channel: is none of {}", CHANNELS.join(", ")));
    }
    if channel == Some("oral") && note.is_none_or(|note| note.trim().is_empty()) {
        faults.push("note: what is said is written down; note what the citizen said (OFL §13)".to_owned());
    }
    let about = about.unwrap_or_default();
    let decided = rule.about.as_ref().and_then(|step| case.decisions.get(step));
    let is_part = |part: &u32| decided.is_some_and(|decided| decided.parts.contains_key(part));
    if let Some(part) = about.iter().find(|part| !is_part(part)) {
        faults.push(format!("about: the decision has no part {part}"));
    }
    refuse(faults)?;
    let first = rule.about.as_ref().and_then(|step| case.decisions_of(step).next());
    if rule.about.is_some() && first.is_none_or(|first| on < first.sent_on) {
        return Err(Refusal::conflict(
            "nothing-decided-yet",
            "Der er endnu ikke truffet en afgørelse, som der kan klages over; skriv et notat i stedet.",
            "no decision had been sent on that day, so there is nothing to complain about; take a note instead",
        ));
    }
    Ok(())
}

pub(super) fn correct_event(
    draft: &mut Draft<'_>,
    id: CaseId,
    (number, on): (u32, Date),
    why: &str,
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    works_on(draft.seeker()?, &case, &definition)?;
    let Some(happening) = case.happenings.get(&number) else {
        return Err(Refusal::not_found(
            "unknown-event",
            format!("Hændelse nummer {number} findes ikke på sagen."),
            format!("there is no event {number}; the case has {}", case.happenings.len()),
        ));
    };
    let reason = reason(why)?;
    draft.happened_on(Some(on))?;
    let was = happening.happened_on;
    if was == on {
        return Ok(());
    }
    drop(case);
    let grounds = Grounds::before(draft, id)?;
    draft.on_case(id, Event::HappeningCorrected { number, was, on, reason });
    in_order(draft.case(id)?, &definition)?;
    grounds.raise_concerns(draft)?;
    follow(draft, id, draft.world.today)
}

pub(super) fn correct_fact(
    draft: &mut Draft<'_>,
    id: CaseId,
    place: &FactPlace,
    (value, why): (&Value, &str),
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    works_on(seeker, &case, &definition)?;
    let (name, slot) = place;
    let known = case.facts.get(place).map(|fact| (&fact.value, &fact.step, fact.round));
    let known = known.or_else(|| {
        let (step, state) = left_out(place, &case, &definition)?;
        Some((&NOTHING, &step.name, state.round))
    });
    let (Some((old, step, round)), Some(rule)) = (known, definition.facts.get(name)) else {
        return Err(Refusal::not_found(
            "unknown-fact",
            format!("Oplysningen `{name}` er ikke registreret på sagen."),
            format!(
                "the case holds no fact `{name}`{}; complete the step that asks for it",
                slot_words(*slot)
            ),
        ));
    };
    let sight = see(seeker, &case, &definition)?;
    let is_unseen = case.facts.get(place).is_some_and(|fact| sight.unseen.hides(fact));
    if is_unseen || !sight.sees(name) {
        return Err(Refusal::from(access::Denial {
            code: "fact-not-visible",
            because: model::deadline::Sentence {
                da: format!("Oplysningen `{name}` er ikke synlig for din rolle."),
                en: format!("the fact `{name}` is not visible to your role"),
            },
            who: Vec::new(),
        }));
    }
    let value = corrected(value, &rule.kind, &definition)?;
    let born = crate::ages::born(draft.find_citizen(case.citizen).map(|citizen| &**citizen));
    let known = Known { case: &case, definition: &definition, born };
    let filled = Filled { known, step: definition.steps.get(step), given: &[] };
    if let Some(fault) = filled.outside(rule, &value, draft.world)? {
        return Err(does_not_fit(&fault));
    }
    let value = Private::Clear(value);
    let reason = reason(why)?;
    if value == *old {
        return Ok(());
    }
    if !is_asked(draft, id, rule)? {
        return Err(not_asked(name, rule));
    }
    let entered = Event::FactEntered {
        fact: name.clone(),
        slot: *slot,
        value,
        class: rule.class,
        step: step.clone(),
        round,
        correction: Some(reason.clone()),
    };
    drop(case);
    let (grounds, needed) = (Grounds::before(draft, id)?, Needed::before(draft, id)?);
    draft.on_case(id, entered);
    needed.follow(draft, &reason)?;
    grounds.raise_concerns(draft)?;
    follow(draft, id, draft.world.today)
}

/// The value of a fact that nobody was asked for.
const NOTHING: Private = Private::Clear(Value::Null);

fn not_asked(name: &FactName, rule: &FactRule) -> Refusal {
    let when = rule.when.as_ref().map_or("", |when| when.source());
    Refusal::invalid(
        "answers-invalid",
        format!("Oplysningen `{name}` spørges der kun om, hvor {when}."),
        format!("the fact `{name}` is asked only where {when}; correct that first"),
    )
    .missing([format!("value: is asked only where {when}")])
}

fn slot_words(slot: u32) -> String {
    if slot == 0 { String::new() } else { format!(" of contribution {slot}") }
}

/// The deadline of a case, if it has it.
pub(super) fn deadline<'c>(case: &'c CaseState, name: &DeadlineName) -> Result<&'c model::Deadline, Refusal> {
    case.deadlines.get(name).ok_or_else(|| {
        Refusal::not_found(
            "unknown-deadline",
            format!("Fristen `{name}` findes ikke på sagen."),
            format!("there is no deadline `{name}` on this case"),
        )
        .missing(case.deadlines.keys().map(ToString::to_string))
    })
}
