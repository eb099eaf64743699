//! What a box says below its title, and what the text equivalent says beside.

mod pauses;
mod roles;

use definition::{Again, Before, Definition, Kind, Ladder, Repeat, Stage, Step, Until};
use model::EventName;
use model::deadline::Sentence;

use crate::kinds::{self, Detail, Value};
use crate::names::{self, Named, befores};
use crate::words::{self, both, counted, due, listed_both, same};

/// The sign before a note. Each is explained in the legend, and none says something that its text does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// A clock: a deadline or a date that comes back.
    Clock,
    /// A diamond: only under a condition.
    Condition,
    /// Two ways that meet: one of them is enough.
    Any,
    /// A loop: begins anew.
    Again,
    /// A dashed square: a person starts it.
    Optional,
    /// A filled square: an end.
    End,
    /// A plug: a plugin proposes.
    Plugin,
    /// An envelope: a letter goes out.
    Letter,
}

/// A line about a step or a stage.
pub(crate) struct Note {
    /// Shown in the box with this sign; without one it stands in the text equivalent only.
    pub(crate) sign: Option<Sign>,
    pub(crate) text: Sentence,
}

fn shown(sign: Sign, text: Sentence) -> Note {
    Note { sign: Some(sign), text }
}

fn told(text: Sentence) -> Note {
    Note { sign: None, text }
}

/// Everything about a step beside its title, kind and role.
pub(crate) fn of_step(definition: &Definition, step: &Step) -> Vec<Note> {
    let mut notes = Vec::new();
    notes.extend(after(definition, &step.after));
    notes.extend(kinds::details(&step.kind).iter().filter_map(|detail| of_detail(definition, step, detail)));
    notes.extend(roles::of_step(definition, step));
    if let Some(when) = &step.due {
        let words = due(when, definition);
        let basis = &when.rule.basis;
        let text = if basis.is_empty() {
            both(format!("Frist: {}", words.da), format!("Due: {}", words.en))
        } else {
            both(format!("Frist: {} ({basis})", words.da), format!("Due: {} ({basis})", words.en))
        };
        notes.push(shown(Sign::Clock, text));
    }
    if let Some(expires) = &step.expires {
        let words = due(expires, definition);
        let text = both(
            format!("Løber ud og begynder forfra: {}", words.da),
            format!("Runs out and begins anew: {}", words.en),
        );
        notes.push(shown(Sign::Again, text));
    }
    notes.extend(pauses::of_step(definition, step));
    notes.extend(step.ladder.as_ref().map(|ladder| reminded(definition, ladder)));
    if let Some(when) = &step.when {
        notes.push(shown(Sign::Condition, only_when(when)));
    }
    if let Some(part) = step.sample {
        let text = both(
            format!("Kun i {part} % af sagerne, udtrukket tilfældigt"),
            format!("Only in {part} % of the cases, drawn by chance"),
        );
        notes.push(shown(Sign::Condition, text));
    }
    if step.optional {
        notes.push(shown(
            Sign::Optional,
            both("Valgfrit: en person begynder det", "Optional: a person starts it"),
        ));
    } else if !step.required {
        let text = both("Fasen venter ikke på det", "The stage does not wait for it");
        notes.push(shown(Sign::Optional, text));
    }
    notes.extend(reopened(definition, step));
    notes.extend(restarted(definition, step));
    if let Some(repeats) = &step.repeats {
        let text = match repeats {
            Repeat::Always => both("Gentages, til fasen slutter", "Repeats until the stage ends"),
            Repeat::While(condition) => both(
                format!("Gentages, så længe {}", condition.source()),
                format!("Repeats while {}", condition.source()),
            ),
        };
        notes.push(shown(Sign::Again, text));
    }
    let is_last = |until: &Until| matches!(until, Until::Step(name) if *name == step.name);
    let ends = definition.stages.iter().find(|stage| stage.until.iter().any(is_last));
    if let Some(stage) = ends {
        let stage = names::quoted(&stage.title);
        notes.push(shown(
            Sign::End,
            both(format!("Slutter fasen {}", stage.da), format!("Ends the stage {}", stage.en)),
        ));
    }
    notes
}

/// Who hears of a deadline whose step says so itself.
fn reminded(definition: &Definition, ladder: &Ladder) -> Note {
    let who = |missed: bool| {
        let mut people: Vec<Sentence> = Vec::new();
        for recipient in
            ladder.rungs.iter().filter(|rung| rung.missed == missed).flat_map(|rung| &rung.recipients)
        {
            let one = words::recipient(recipient, |role| Named::Role(role.clone()).title(definition));
            if !people.contains(&one) {
                people.push(one);
            }
        }
        if people.is_empty() { both("ingen", "nobody") } else { listed_both(&people) }
    };
    let (before, missed) = (who(false), who(true));
    told(both(
        format!("Påmindelser til {}; når fristen er overskredet: {}", before.da, missed.da),
        format!("Reminders to {}; when it was missed: {}", before.en, missed.en),
    ))
}

fn of_detail(definition: &Definition, step: &Step, detail: &Detail) -> Option<Note> {
    let value = value(definition, &detail.value)?;
    let (da, en) = detail.phrase.alone;
    let text = both(format!("{}: {}", capital(da), value.da), format!("{}: {}", capital(en), value.en));
    let sign = match (detail.key, &step.kind) {
        ("complaint" | "review" | "until", _) => Some(Sign::Clock),
        ("letter", _) => Some(Sign::Letter),
        ("use", _) => Some(Sign::Plugin),
        ("else", Kind::Consent { .. }) => Some(Sign::Condition),
        (_, _) => None,
    };
    Some(Note { sign, text })
}

/// A value by the titles of what it names; nothing where there is none.
fn value(definition: &Definition, value: &Value) -> Option<Sentence> {
    match value {
        Value::Nothing => None,
        Value::One(named) => Some(named.title(definition)),
        Value::Several(list) if list.is_empty() => None,
        Value::Several(list) => {
            Some(listed_both(&list.iter().map(|named| named.title(definition)).collect::<Vec<_>>()))
        }
        Value::Words(words) => Some(words.clone()),
        Value::Deadline(when) => {
            let words = due(when, definition);
            let basis = &when.rule.basis;
            Some(both(format!("{} ({basis})", words.da), format!("{} ({basis})", words.en)))
        }
        Value::Series(first, anchor, every) => {
            let first = counted(*first, calendar::Direction::After, &names::anchor(anchor, definition));
            Some(both(
                format!("{}, derefter med {} imellem", first.da, every.in_danish()),
                format!("{}, then {} apart", first.en, every.in_english()),
            ))
        }
    }
}

fn after(definition: &Definition, after: &definition::After) -> Option<Note> {
    let (list, any) = befores(after);
    if list.is_empty() {
        return None;
    }
    let named: Vec<Sentence> =
        list.iter().map(|before| names::quoted(&Named::of(before).title(definition))).collect();
    let list = listed_both(&named);
    Some(if any {
        // Without it the arrows would read as if all of them were needed.
        shown(Sign::Any, both(format!("Efter én af: {}", list.da), format!("After one of: {}", list.en)))
    } else {
        told(both(format!("Efter {}", list.da), format!("After {}", list.en)))
    })
}

fn only_when(condition: &feel::Program) -> Sentence {
    let condition = condition.source();
    both(format!("Kun når: {condition}"), format!("Only when: {condition}"))
}

/// What lets a step begin anew beside the repetition of its stage.
fn reopened(definition: &Definition, step: &Step) -> Option<Note> {
    let mut from = Vec::new();
    for again in reopenings(definition, step) {
        from.push(match again {
            Again::Event(event) => names::quoted(&Named::Event(event.clone()).title(definition)),
            Again::Moment(step, moment) => names::moment_of(step, moment, definition),
            Again::Step(step) => names::quoted(&Named::Step(step.clone()).title(definition)),
            Again::Stage(stage) => names::quoted(&Named::Stage(stage.clone()).title(definition)),
            Again::Person(roles) => {
                let titles = roles.iter().map(|role| Named::Role(role.clone()).title(definition));
                let who = listed_both(&titles.collect::<Vec<_>>());
                both(format!("en genåbning af {}", who.da), format!("a reopening by {}", who.en))
            }
        });
    }
    if from.is_empty() {
        return None;
    }
    let from = listed_both(&from);
    Some(shown(
        Sign::Again,
        both(format!("Begynder forfra ved {}", from.da), format!("Begins anew on {}", from.en)),
    ))
}

/// Whose deadlines count anew with a step.
fn restarted(definition: &Definition, step: &Step) -> Option<Note> {
    let steps = step.restart.iter().map(|name| names::quoted(&Named::Step(name.clone()).title(definition)));
    let steps = listed_both(&steps.collect::<Vec<_>>());
    (!step.restart.is_empty()).then(|| {
        told(both(
            format!("Når det begynder forfra, gør fristen for {} det også", steps.da),
            format!("When it begins anew, so does the deadline of {}", steps.en),
        ))
    })
}

/// What reopens a step, without what the stages around it bring that repeat.
pub(crate) fn reopenings<'d>(definition: &'d Definition, step: &'d Step) -> Vec<&'d Again> {
    let Some(repeating) = definition.stages_of(step).filter(|stage| stage.repeats).last() else {
        return step.again.iter().collect();
    };
    let around =
        definition.stages_of(step).filter(|stage| definition.is_within(&stage.name, &repeating.name));
    let befores: Vec<&Before> =
        around.map(|stage| &stage.after).chain([&step.after]).flat_map(|after| befores(after).0).collect();
    let is_its = |again: &Again| match again {
        Again::Event(event) => befores.contains(&&Before::Event(event.clone())),
        Again::Step(_) | Again::Stage(_) => true,
        Again::Moment(..) | Again::Person(_) => false,
    };
    step.again.iter().filter(|again| !is_its(again)).collect()
}

/// The events with which a stage begins anew; none where it does not repeat.
pub(crate) fn repeats_with(definition: &Definition, stage: &Stage) -> Vec<EventName> {
    if !stage.repeats {
        return Vec::new();
    }
    let steps = stage.steps.iter().filter_map(|name| definition.steps.get(name)).map(|step| &step.after);
    let mut events = Vec::new();
    for before in core::iter::once(&stage.after).chain(steps).flat_map(|after| befores(after).0) {
        if let Before::Event(event) = before
            && !events.contains(event)
        {
            events.push(event.clone());
        }
    }
    events
}

/// Everything about a stage beside its title.
pub(crate) fn of_stage(definition: &Definition, stage: &Stage) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(holder) = &stage.parent {
        let holder = names::quoted(&Named::Stage(holder.clone()).title(definition));
        notes.push(told(both(
            format!("Står i fasen {}", holder.da),
            format!("Stands in the stage {}", holder.en),
        )));
    }
    notes.extend(after(definition, &stage.after));
    if let Some(purpose) = &stage.requires {
        let purpose = purpose.replace('_', " ");
        let text = both(format!("Kræver samtykke: {purpose}"), format!("Needs consent: {purpose}"));
        notes.push(shown(Sign::Condition, text));
    }
    if let Some(when) = &stage.when {
        notes.push(shown(Sign::Condition, only_when(when)));
    }
    let events = repeats_with(definition, stage);
    if !events.is_empty() {
        let titles = events.into_iter().map(|event| names::quoted(&Named::Event(event).title(definition)));
        let list = listed_both(&titles.collect::<Vec<_>>());
        let text = both(format!("Gentages ved hver {}", list.da), format!("Repeats with each {}", list.en));
        notes.push(shown(Sign::Again, text));
    }
    for until in &stage.until {
        let named = match until {
            Until::Step(step) => Named::Step(step.clone()),
            Until::Event(event) => Named::Event(event.clone()),
        };
        let step = names::quoted(&named.title(definition));
        notes.push(shown(
            Sign::End,
            both(format!("Slutter med {}", step.da), format!("Ends with {}", step.en)),
        ));
    }
    if let Some(early) = &stage.ended_early {
        let by = early.by.iter().map(|role| Named::Role(role.clone()).title(definition));
        let by = listed_both(&by.collect::<Vec<_>>());
        let text =
            both(format!("Kan afsluttes før tid af {}", by.da), format!("May be ended early by {}", by.en));
        notes.push(shown(Sign::End, text));
    }
    notes.extend(pauses::of_stage(definition, stage));
    notes
}

/// Who may record an event: `Visitation og Sagsbehandler`.
pub(crate) fn recorders(definition: &Definition, event: &EventName) -> Sentence {
    let by = definition.events.get(event).map(|rule| rule.by.as_slice()).unwrap_or_default();
    if by.is_empty() {
        return both("enhver rolle på sagen", "any role on the case");
    }
    listed_both(&by.iter().map(|role| Named::Role(role.clone()).title(definition)).collect::<Vec<_>>())
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A title that is empty is replaced by the name: nothing is drawn without words.
pub(crate) fn titled(title: &Sentence, name: &str) -> Sentence {
    if title.da.trim().is_empty() || title.en.trim().is_empty() { same(name) } else { title.clone() }
}
