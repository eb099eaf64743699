//! Pauses of the workflow: what began them and what ended them, what they hold, and until what.

use definition::{Definition, Pause, Step};
use model::deadline::Sentence;
use model::{CaseState, Date, Directory, PersonId, StepName};

use crate::explain::holders;
use crate::refusal::Refusal;

/// One time that a pause lasted: the numbers of the happenings with which it began and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lasted {
    pub(crate) began: u32,
    pub(crate) ended: Option<u32>,
}

/// Every time that a pause lasted, oldest first. What was recorded later comes later; days may be corrected.
pub(crate) fn lasted(pause: &Pause, case: &CaseState) -> Vec<Lasted> {
    let mut times: Vec<Lasted> = Vec::new();
    for (number, happening) in &case.happenings {
        match times.last_mut().filter(|last| last.ended.is_none()) {
            Some(open) if pause.to.contains(&happening.event) => open.ended = Some(*number),
            None if pause.from.contains(&happening.event) => {
                times.push(Lasted { began: *number, ended: None });
            }
            Some(_) | None => {}
        }
    }
    times
}

/// The day on which a happening happened.
pub(crate) fn day(number: u32, case: &CaseState) -> Option<Date> {
    case.happenings.get(&number).map(|happening| happening.happened_on)
}

/// No pause ends before it begins.
pub(crate) fn in_order(case: &CaseState, definition: &Definition) -> Result<(), Refusal> {
    for pause in &definition.pauses {
        for time in lasted(pause, case) {
            let ended = time.ended.and_then(|number| day(number, case));
            let Some((from, to)) = day(time.began, case).zip(ended).filter(|(from, to)| to < from) else {
                continue;
            };
            return Err(Refusal::invalid(
                "pause-ends-before-it-begins",
                format!("»{}« kan ikke slutte den {to}; den begyndte den {from}.", pause.title.da),
                format!("the pause “{}” began on {from}; it cannot end on {to}", pause.title.en),
            )
            .missing(["on"]));
        }
    }
    Ok(())
}

/// Why a step stands still, and what lets it go on.
pub(crate) struct OnHold<'d> {
    /// The pause.
    pub(crate) pause: &'d Pause,
    /// Since when.
    pub(crate) since: Option<Date>,
    /// The title of the event with which it began.
    pub(crate) began_by: Sentence,
}

/// The pause that holds a step, if one does.
pub(crate) fn on_hold<'d>(
    step: &StepName,
    case: &CaseState,
    definition: &'d Definition,
) -> Option<OnHold<'d>> {
    let (name, lasting) = case.held_by(step)?;
    let pause = definition.pauses.iter().find(|pause| pause.name == name)?;
    let happening = case.happenings.get(&lasting.cause);
    let rule = happening.and_then(|happening| definition.events.get(&happening.event));
    let began_by = rule.map_or_else(|| pause.title.clone(), |rule| rule.title.clone());
    Some(OnHold { pause, since: happening.map(|happening| happening.happened_on), began_by })
}

impl OnHold<'_> {
    /// In one sentence, without its end.
    pub(crate) fn why(&self) -> Sentence {
        let (since_da, since_en) = self.since.map_or_else(Default::default, |since| {
            let day = since.0;
            (format!(" den {}", calendar::date_da(day)), format!(" on {}", calendar::date_en(day)))
        });
        Sentence {
            da: format!("på pause (»{}«), siden »{}« skete{since_da}", self.pause.title.da, self.began_by.da),
            en: format!(
                "on hold (“{}”) since “{}” happened{since_en}",
                self.pause.title.en, self.began_by.en
            ),
        }
    }

    /// The events that end it, as they are called.
    pub(crate) fn until(&self, definition: &Definition) -> Sentence {
        let titles = |in_danish: bool| {
            let titles = self.pause.to.iter().filter_map(|event| definition.events.get(event));
            let quoted = titles.map(|rule| {
                if in_danish { format!("»{}«", rule.title.da) } else { format!("“{}”", rule.title.en) }
            });
            quoted.collect::<Vec<_>>()
        };
        Sentence { da: titles(true).join(" eller "), en: titles(false).join(" or ") }
    }

    /// Who may report what ends it.
    pub(crate) fn who(
        &self,
        (case, definition): (&CaseState, &Definition),
        people: &Directory,
    ) -> Vec<PersonId> {
        let rules = self.pause.to.iter().filter_map(|event| definition.events.get(event));
        let mut who: Vec<PersonId> = Vec::new();
        for rule in rules {
            if rule.by.is_empty() {
                who.extend(definition.roles.keys().flat_map(|role| holders(case, people, role)));
            } else {
                who.extend(rule.by.iter().flat_map(|role| holders(case, people, role)));
            }
        }
        who.sort();
        who.dedup();
        who
    }
}

/// A step that is held does not go on, whoever wants it to.
pub(crate) fn goes_on(
    step: &Step,
    (case, definition): (&CaseState, &Definition),
    people: &Directory,
) -> Result<(), Refusal> {
    let Some(hold) = on_hold(&step.name, case, definition) else { return Ok(()) };
    let (why, until) = (hold.why(), hold.until(definition));
    Err(Refusal::conflict(
        "on-hold",
        format!("»{}« er {}; det går videre, når {} er registreret.", step.title.da, why.da, until.da),
        format!("the step `{}` is {}; it goes on when {} is recorded", step.name, why.en, until.en),
    )
    .missing(hold.pause.to.iter().map(|event| format!("event {event}")))
    .who(hold.who((case, definition), people).into_iter().map(|person| person.to_string())))
}
