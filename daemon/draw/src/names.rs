//! What a name of a definition is called.

use definition::{After, Anchor, Before, Definition, Ending};
use model::deadline::Sentence;
use model::{EventName, FactName, RoleName, StageName, StepName};

use crate::words::{both, due, same};

/// Something that a definition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Step(StepName),
    Stage(StageName),
    Role(RoleName),
    Fact(FactName),
    Event(EventName),
    /// The path of a letter's template.
    Letter(String),
    /// A word without a title of its own: a purpose, an answer, a plugin.
    Word(String),
}

impl Named {
    /// As it is written in the file.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Step(name) => name.as_str(),
            Self::Stage(name) => name.as_str(),
            Self::Role(name) => name.as_str(),
            Self::Fact(name) => name.as_str(),
            Self::Event(name) => name.as_str(),
            Self::Letter(word) | Self::Word(word) => word,
        }
    }

    /// As it is called; the word itself where it has no title.
    pub(crate) fn title(&self, definition: &Definition) -> Sentence {
        let title = match self {
            Self::Step(name) => definition.steps.get(name).map(|step| &step.title),
            Self::Stage(name) => {
                definition.stages.iter().find(|stage| stage.name == *name).map(|stage| &stage.title)
            }
            Self::Role(name) => definition.roles.get(name).map(|role| &role.title),
            Self::Fact(name) => definition.facts.get(name).map(|fact| &fact.title),
            Self::Event(name) => definition.events.get(name).map(|event| &event.title),
            Self::Letter(path) => return same(path.trim_start_matches("letters/").trim_end_matches(".html")),
            Self::Word(_) => None,
        };
        title.cloned().unwrap_or_else(|| both(self.word().replace('_', " "), self.word().replace('_', " ")))
    }

    /// What must settle first.
    pub(crate) fn of(before: &Before) -> Self {
        match before {
            Before::Step(name) => Self::Step(name.clone()),
            Before::Stage(name) => Self::Stage(name.clone()),
            Before::Event(name) => Self::Event(name.clone()),
        }
    }
}

/// What comes before, and whether one of it is enough.
pub(crate) fn befores(after: &After) -> (&[Before], bool) {
    match after {
        After::Nothing => (&[], false),
        After::All(list) => (list, false),
        After::Any(list) => (list, list.len() > 1),
    }
}

/// What a deadline counts from, by its title: `sagens åbning`, `Partshøring (sendt)`.
pub(crate) fn anchor(anchor: &Anchor, definition: &Definition) -> Sentence {
    match anchor {
        Anchor::Opened => both("sagens åbning", "the opening of the case"),
        Anchor::Done(step) => quoted(&Named::Step(step.clone()).title(definition)),
        Anchor::Moment(step, moment) => moment_of(step, moment, definition),
        Anchor::Event(event) => quoted(&Named::Event(event.clone()).title(definition)),
        Anchor::Fact(fact) => quoted(&Named::Fact(fact.clone()).title(definition)),
        Anchor::Turns(age) => {
            both(format!("borgerens {age}-års dag"), format!("the citizen's birthday at {age}"))
        }
        Anchor::Last(step) => {
            let step = quoted(&Named::Step(step.clone()).title(definition));
            both(format!("den forrige runde af {}", step.da), format!("the last round of {}", step.en))
        }
    }
}

/// What ends a case beside an event.
pub(crate) fn ending(ending: &Ending, definition: &Definition) -> Sentence {
    match ending {
        Ending::Done(step) => moment_of(step, "done", definition),
        Ending::Day(day) => {
            let due = due(&day.due, definition);
            both(format!("udgangen af dagen: {}", due.da), format!("the end of the day: {}", due.en))
        }
        Ending::Condition(condition) => {
            let condition = condition.source();
            both(format!("at det gælder: {condition}"), format!("that it holds: {condition}"))
        }
    }
}

/// A named day of a step: `“Partshøring” (sendt)`.
pub(crate) fn moment_of(step: &StepName, moment: &str, definition: &Definition) -> Sentence {
    let step = quoted(&Named::Step(step.clone()).title(definition));
    let (da, en) = match moment {
        "sent" => ("sendt", "sent"),
        "received" => ("modtaget", "received"),
        "reply" => ("svaret", "answered"),
        "changed" => ("ændret", "changed"),
        "remitted" => ("hjemvist", "remitted"),
        "done" => ("færdig", "done"),
        other => (other, other),
    };
    both(format!("{} ({da})", step.da), format!("{} ({en})", step.en))
}

/// A title within a sentence.
pub(crate) fn quoted(title: &Sentence) -> Sentence {
    both(format!("”{}”", title.da), format!("“{}”", title.en))
}
