//! Deadlines derived: rule, anchor and ledger to a date, a reason and a ladder.

use calendar::{Adjustment, Amount, DeadlineWords, Direction, Rule, RungRule, Unit};
use definition::{Anchor, DeadlineRule, Definition, Kind, Repeat, Step};
use model::deadline::{DueDate, LedgerChange, LedgerEntry, Rung, RungState, Sentence, Tolerated};
use model::step::DoneRound;
use model::{CaseState, Date, StepName, Timestamp, Value};

use crate::refusal::Refusal;
use crate::rounds::{began_for, share_rounds};
use crate::world::World;

/// The first day that the calendar knows.
const FIRST_DAY: calendar::Date = calendar::Date::constant(1900, 1, 1);

/// The civil date of an anchor of a step's deadline, once it is known.
///
/// A step that begins anew counts from what made it; every other step counts from the first time.
pub(crate) fn anchor_date(
    anchor: &Anchor,
    own: &Step,
    (case, definition): (&CaseState, &Definition),
) -> Option<Date> {
    match anchor {
        Anchor::Opened => case.happenings.get(&1).map(|opening| opening.happened_on),
        Anchor::Done(step) => day_of(step, None, own, (case, definition)),
        Anchor::Last(step) => last_round(step, own, case),
        Anchor::Moment(step, moment) if moment == "done" => day_of(step, None, own, (case, definition)),
        Anchor::Moment(step, moment) => day_of(step, Some(moment), own, (case, definition)),
        Anchor::Event(event) => {
            let began = case.steps.get(&own.name).and_then(|state| case.happenings.get(&state.cause?));
            let happening = began.filter(|began| began.event == *event);
            happening.or_else(|| case.last_happening(event.as_str())).map(|happening| happening.happened_on)
        }
        // The register knows it, and no case: see `ages`.
        Anchor::Turns(_) => None,
        Anchor::Fact(fact) => match case.facts.get(&(fact.clone(), 0))?.value.value()? {
            Value::Date(day) => Some(*day),
            Value::Null
            | Value::Boolean(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Instant(_)
            | Value::List(_)
            | Value::Record(_) => None,
        },
    }
}

/// The day on which the round before this one of a step settled; of another step, its latest. A contact that did not
/// take place is none.
fn last_round(step: &StepName, own: &Step, case: &CaseState) -> Option<Date> {
    let state = case.steps.get(step)?;
    let took_place = |outputs: &std::collections::BTreeMap<String, model::Private>| {
        outputs.get("held").and_then(|held| held.value()) != Some(&Value::Boolean(false))
    };
    if *step == own.name {
        return state.earlier.iter().rev().find(|round| took_place(&round.outputs))?.settled_on;
    }
    state.done_rounds().filter(|round| took_place(round.outputs)).last()?.settled_on
}

/// A named day of a step, or that on which it was done.
fn day_of(
    step: &StepName,
    moment: Option<&String>,
    own: &Step,
    (case, definition): (&CaseState, &Definition),
) -> Option<Date> {
    let state = case.steps.get(step)?;
    let now = match moment {
        Some(moment) => state.moments.get(moment).copied(),
        None => (state.status == model::StepStatus::Done).then_some(state.settled_on).flatten(),
    };
    if *step == own.name {
        return now;
    }
    let in_round = |round: &DoneRound<'_>| match moment {
        Some(moment) => round.moments.get(moment).copied(),
        None => round.settled_on,
    };
    // What came before the last round was its business; what comes again while this one is open moves nothing.
    let this = case.steps.get(&own.name)?;
    let began = began_together(step, own, (case, definition));
    let is_of_this_round = |settled_in: u64| {
        own.again.is_empty()
            || settled_in >= began
                && this.earlier.last().is_none_or(|before| settled_in > before.settled_in)
                && (!this.status.is_settled() || settled_in <= this.settled_in)
    };
    let mut rounds = state.done_rounds().filter(|round| is_of_this_round(round.settled_in));
    if repeats_while(step, definition) {
        // A round that did not settle the step is an attempt: nothing counts from it.
        let last = rounds.filter_map(|round| in_round(&round)).last();
        return if state.status.is_settled() { last } else { now };
    }
    let first = rounds.find_map(|round| in_round(&round));
    if own.again.is_empty() { first.or(now) } else { first }
}

/// The record from which rounds of a step count for another of its stage that had been settled before: when the stage was
/// over it may have been closed, and then no round of its own says what came before.
fn began_together(step: &StepName, own: &Step, (case, definition): (&CaseState, &Definition)) -> u64 {
    let was_settled = case.steps.get(&own.name).is_some_and(|state| state.settled_in > 0);
    let other =
        definition.steps.get(step).filter(|other| was_settled && share_rounds(own, other, definition));
    other.map_or(0, |_| began_for(own, case, definition))
}

/// Whether a step comes back until a condition holds no more: its last round is the one that settled it.
fn repeats_while(step: &StepName, definition: &Definition) -> bool {
    definition.steps.get(step).is_some_and(|step| matches!(step.repeats, Some(Repeat::While(_))))
}

/// Whether a deadline that stands keeps the day from which it counts, whatever day its anchor has now: the step that it
/// counts from came again after the work on this one had begun.
pub(crate) fn keeps_its_day(
    anchor: &Anchor,
    counted_from: Date,
    own: &Step,
    (case, definition): (&CaseState, &Definition),
) -> bool {
    let (step, moment) = match anchor {
        Anchor::Done(step) => (step, None),
        Anchor::Moment(step, moment) => (step, Some(moment).filter(|moment| *moment != "done")),
        Anchor::Opened | Anchor::Event(_) | Anchor::Fact(_) | Anchor::Last(_) | Anchor::Turns(_) => {
            return false;
        }
    };
    let has_begun = case.steps.get(&own.name).is_some_and(|state| state.round > 0);
    let Some(state) = case.steps.get(step).filter(|_| has_begun && *step != own.name) else { return false };
    let day_in =
        |round: DoneRound<'_>| moment.map_or(round.settled_on, |moment| round.moments.get(moment).copied());
    repeats_while(step, definition) && state.done_rounds().any(|round| day_in(round) == Some(counted_from))
}

/// What an anchor is called in a sentence.
pub(crate) fn anchor_words(anchor: &Anchor, definition: &Definition) -> Sentence {
    let step_title = |step: &StepName| {
        definition.steps.get(step).map_or_else(|| said(step.as_str()), |step| step.title.clone())
    };
    match anchor {
        Anchor::Opened => Sentence { da: "henvendelsen".to_owned(), en: "the referral".to_owned() },
        Anchor::Last(step) => {
            let title = step_title(step);
            Sentence {
                da: format!("den forrige runde af »{}«", title.da),
                en: format!("the last round of “{}”", title.en),
            }
        }
        Anchor::Done(step) => {
            let title = step_title(step);
            Sentence {
                da: format!("afslutningen af »{}«", title.da),
                en: format!("the completion of “{}”", title.en),
            }
        }
        Anchor::Moment(step, moment) => {
            moment_words(&step_title(step), moment, is_decision(step, definition))
        }
        Anchor::Turns(age) => Sentence {
            da: format!("den dag, borgeren fylder {age} år"),
            en: format!("the day on which the citizen turns {age}"),
        },
        Anchor::Event(event) => {
            let title =
                definition.events.get(event).map_or_else(|| said(event.as_str()), |rule| rule.title.clone());
            Sentence {
                da: format!("hændelsen »{}«", title.da), en: format!("the event “{}”", title.en)
            }
        }
        Anchor::Fact(fact) => {
            let title =
                definition.facts.get(fact).map_or_else(|| said(fact.as_str()), |rule| rule.title.clone());
            Sentence { da: format!("datoen »{}«", title.da), en: format!("the date “{}”", title.en) }
        }
    }
}

fn is_decision(step: &StepName, definition: &Definition) -> bool {
    definition.steps.get(step).is_some_and(|step| matches!(step.kind, Kind::Decision { .. }))
}

fn moment_words(title: &Sentence, moment: &str, decision: bool) -> Sentence {
    let (da, en) = match (moment, decision) {
        ("received", true) => {
            return Sentence {
                da: "modtagelsen af afgørelsen".to_owned(),
                en: "the receipt of the decision".to_owned(),
            };
        }
        ("sent", _) => ("afsendelsen af", "the sending of"),
        ("received", _) => ("modtagelsen af", "the receipt of"),
        ("reply", _) => ("svaret på", "the reply to"),
        ("ran_out", _) => ("udløbet af det, der stod på", "the running out of what was left by"),
        ("reopened", _) => ("genåbningen af", "the reopening of"),
        ("changed", _) => ("ændringen ved", "the change made by"),
        ("remitted", _) => {
            return Sentence {
                da: "klagemyndighedens hjemvisning".to_owned(),
                en: "the complaint board's remittal".to_owned(),
            };
        }
        (_, _) => ("afslutningen af", "the completion of"),
    };
    Sentence { da: format!("{da} »{}«", title.da), en: format!("{en} “{}”", title.en) }
}

fn said(name: &str) -> Sentence {
    Sentence { da: name.to_owned(), en: name.to_owned() }
}

/// What a deadline is counted by.
pub(crate) struct Count<'a> {
    pub(crate) rule: &'a DeadlineRule,
    /// The amount in force; for a series that of its step, counted from the series' anchor.
    pub(crate) amount: Amount,
    pub(crate) anchor: &'a Anchor,
    pub(crate) ledger: &'a [LedgerEntry],
}

/// The amount of a series' step `n`, counted from the anchor and never chained.
/// Where the units differ it is counted in days, which depend on the anchor.
pub(crate) fn series_amount(first: Amount, every: Amount, n: u32, anchor_on: Option<Date>) -> Amount {
    let times = n.saturating_sub(1);
    let days = || {
        let anchor_on = anchor_on?.0;
        let day = calendar::series(first, every, n, anchor_on).ok()?;
        let days = anchor_on.duration_until(day).as_hours() / 24;
        Some(Amount { count: u32::try_from(days).ok()?, unit: Unit::Days })
    };
    let sum =
        Amount { count: every.count.saturating_mul(times).saturating_add(first.count), unit: first.unit };
    if first.unit == every.unit || times == 0 { sum } else { days().unwrap_or(sum) }
}

/// Derives a date with its reason and ladder. Rungs whose instant has passed are *would have fired*.
///
/// # Errors
///
/// A refusal if the date leaves the years that the calendar knows.
pub(crate) fn due_date(
    count: &Count<'_>,
    anchor_on: Date,
    definition: &Definition,
    world: &World<'_>,
) -> Result<DueDate, Refusal> {
    let rule = Rule { amount: count.amount, ..count.rule.rule };
    let ledger: Vec<Adjustment> = count.ledger.iter().map(adjustment).collect();
    let derived = calendar::derive(&rule, anchor_on.0, &ledger, world.calendar)
        .map_err(|error| out_of_range(&error))?;
    let words = anchor_words(count.anchor, definition);
    let tolerated = tolerated(count.rule, derived.due, world)?;
    let why = calendar::why(
        &rule,
        anchor_on.0,
        &derived,
        &ledger,
        &DeadlineWords {
            name_da: &format!("fristen »{}«", count.rule.title.da),
            name_en: &format!("the deadline “{}”", count.rule.title.en),
            anchor_da: &words.da,
            anchor_en: &words.en,
            basis: &count.rule.basis,
            mark: &count.rule.mark,
        },
    );
    let rules: Vec<RungRule> = count.rule.ladder.rungs.iter().map(|rung| rung.rule.clone()).collect();
    // What is due before its anchor is owed, and reminded of, before that day comes.
    let since = match rule.direction {
        Direction::After => anchor_on.0,
        Direction::Before => FIRST_DAY,
    };
    let placed =
        |due| calendar::rungs(&rules, due, since, world.calendar).map_err(|error| out_of_range(&error));
    // Reminders come before the last day; it is missed when what is tolerated is over.
    let last = tolerated.as_ref().map_or(derived.due, |tolerated| tolerated.until.0);
    let both = placed(derived.due)?.into_iter().zip(placed(last)?);
    let now = world.at.recorded_at;
    let rungs = both
        .zip(&count.rule.ladder.rungs)
        .map(|((on_time, late), rule)| {
            let placed = if rule.missed { late } else { on_time };
            let at = Timestamp::from_micros(placed.instant_us);
            let state = match (placed.applicable, at <= now) {
                (false, _) => RungState::NotApplicable,
                (true, true) => RungState::WouldHaveFired,
                (true, false) => RungState::Planned,
            };
            Rung {
                name: placed.name,
                day: Date(placed.day),
                at,
                recipients: rule.recipients.clone(),
                missed: rule.missed,
                state,
                fired_at: None,
            }
        })
        .collect();
    Ok(DueDate {
        anchor_on,
        raw: Date(derived.raw),
        due: Date(derived.due),
        due_at: Timestamp::from_micros(derived.instant_us),
        why: with_tolerance(Sentence { da: why.da, en: why.en }, count.rule, tolerated.as_ref()),
        rungs,
        calendar: world.calendar_hash,
        tzdb: calendar::tzdb_version().to_owned(),
        tolerated,
    })
}

/// Until when a deadline is met in time, where its step tolerates that it comes later.
fn tolerated(
    rule: &DeadlineRule,
    due: calendar::Date,
    world: &World<'_>,
) -> Result<Option<Tolerated>, Refusal> {
    let Some(amount) = rule.tolerance else { return Ok(None) };
    let rule = Rule { amount, direction: Direction::After, roll: calendar::Roll::None };
    let derived = calendar::derive(&rule, due, &[], world.calendar).map_err(|error| out_of_range(&error))?;
    let until_at = Timestamp::from_micros(derived.instant_us);
    Ok(Some(Tolerated { until: Date(derived.due), until_at }))
}

fn with_tolerance(why: Sentence, rule: &DeadlineRule, tolerated: Option<&Tolerated>) -> Sentence {
    let Some((amount, tolerated)) = rule.tolerance.zip(tolerated) else { return why };
    let day = tolerated.until.0;
    Sentence {
        da: format!(
            "{} Med en tolerance på {} er den overholdt til og med {}.",
            why.da,
            amount.in_danish(),
            calendar::day_da(day)
        ),
        en: format!(
            "{} With a tolerance of {} it is met up to and including {}.",
            why.en,
            amount.in_english(),
            calendar::day_en(day)
        ),
    }
}

/// The highest rung that has passed, if it has not fired: exactly one fires to catch up.
pub(crate) fn catch_up_rung(date: &DueDate) -> Option<u32> {
    let passed = (0_u32..)
        .zip(&date.rungs)
        .filter(|(_, rung)| matches!(rung.state, RungState::WouldHaveFired | RungState::Fired));
    let (place, highest) = passed.max_by_key(|(_, rung)| rung.at)?;
    (highest.state == RungState::WouldHaveFired).then_some(place)
}

fn adjustment(entry: &LedgerEntry) -> Adjustment {
    match entry.change {
        LedgerChange::Pause { from, to } => Adjustment::Pause { from: from.0, to: to.map(|day| day.0) },
        LedgerChange::Extension { until } => Adjustment::ExtensionTo { until: until.0 },
    }
}

pub(crate) fn out_of_range(error: &calendar::ClockError) -> Refusal {
    Refusal::invalid(
        "date-out-of-range",
        "Datoen kan ikke beregnes; kalenderen kender årene 1900 til 2200.",
        format!("the date cannot be computed: {error}"),
    )
}
