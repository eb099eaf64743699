//! What holds a step or a stage, and how long after its last day a deadline still is in time.

use definition::{Definition, Held, Pause, Stage, Step};
use model::EventName;
use model::deadline::Sentence;

use super::{Note, Sign, shown, told};
use crate::names::{self, Named};
use crate::words::{both, listed_both};

/// What is tolerated, and the pauses that name the step itself.
pub(super) fn of_step(definition: &Definition, step: &Step) -> Vec<Note> {
    let tolerated = step.deadline_rules().find_map(|rule| rule.tolerance).map(|amount| {
        told(both(
            format!("Overholdt endnu {} efter fristen", amount.in_danish()),
            format!("In time still {} after it was due", amount.in_english()),
        ))
    });
    let itself = Held::Step(step.name.clone());
    let held = that_hold(definition, &itself);
    tolerated.into_iter().chain(held.map(|pause| note(definition, pause))).collect()
}

/// The pauses that hold a stage as a whole.
pub(super) fn of_stage(definition: &Definition, stage: &Stage) -> Vec<Note> {
    that_hold(definition, &Held::Stage(stage.name.clone())).map(|pause| note(definition, pause)).collect()
}

fn that_hold<'d>(definition: &'d Definition, what: &'d Held) -> impl Iterator<Item = &'d Pause> {
    definition.pauses.iter().filter(move |pause| pause.holds.contains(what))
}

fn note(definition: &Definition, pause: &Pause) -> Note {
    let events = |events: &[EventName]| -> Sentence {
        let titles = events.iter().map(|event| names::quoted(&Named::Event(event.clone()).title(definition)));
        listed_both(&titles.collect::<Vec<_>>())
    };
    let (from, to) = (events(&pause.from), events(&pause.to));
    let (clock_da, clock_en) = if pause.moves_deadlines {
        ("fristerne står stille", "its deadlines stand still")
    } else {
        ("fristerne løber videre", "its deadlines run on")
    };
    let text = both(
        format!("Sat på pause af {} til {}; {clock_da}", from.da, to.da),
        format!("On hold from {} until {}; {clock_en}", from.en, to.en),
    );
    shown(Sign::Condition, text)
}
