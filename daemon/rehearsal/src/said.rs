//! What was recorded, in a sentence for who tries a workflow.

use definition::Definition;
use model::deadline::Sentence;
use model::step::TableAnswer;
use model::{Event, PersonId, StepName, StepStatus};

/// An event in a sentence; none where it says nothing that a case worker would tell.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is of the file: `of_file`")]
pub fn said(event: &Event, definition: &Definition) -> Option<Sentence> {
    let saying = Saying { definition };
    let (da, en) = match event {
        Event::CaseOpened { .. } => ("sagen er åbnet".to_owned(), "the case is open".to_owned()),
        Event::CaseClosed { because, .. } => {
            (format!("sagen er lukket ({because})"), format!("the case is closed ({because})"))
        }
        Event::CaseReopened { .. } => ("sagen går videre".to_owned(), "the case goes on".to_owned()),
        Event::StepOpened { step, .. } => saying.opened(step, event),
        Event::StepCompleted { step, .. } => {
            let title = saying.title(step);
            (format!("»{}« er afsluttet", title.da), format!("“{}” is done", title.en))
        }
        Event::StepSettled { step, status, because, .. } => saying.settled(step, *status, because)?,
        Event::MomentReached { step, moment, on, .. } => {
            let title = saying.title(step);
            (format!("»{}«: `{moment}` den {on}", title.da), format!("“{}”: `{moment}` on {on}", title.en))
        }
        Event::RungFired { deadline, to, .. } => (
            format!("påmindelse om fristen `{deadline}` til {}", people(to, "borgeren")),
            format!("reminder of the deadline `{deadline}` to {}", people(to, "the citizen")),
        ),
        Event::HolderAppointed { role, person, deputy, .. } => {
            let deputy = deputy.as_ref().map(|deputy| (format!(" ({deputy})"), format!(" ({deputy})")));
            let (da, en) = deputy.unwrap_or_default();
            (format!("`{role}` er {person}{da}"), format!("`{role}` is {person}{en}"))
        }
        Event::LetterSent { number, subject, channel, .. } => (
            format!("brev {number} ville blive sendt (`{subject}`, {channel})"),
            format!("letter {number} would be sent (`{subject}`, {channel})"),
        ),
        Event::TableDecided { step, answer, .. } => saying.decided(step, answer),
        Event::LinkedCaseOpened { step, failed, .. } => match failed {
            None => (format!("`{step}` åbnede en sag"), format!("`{step}` opened a case")),
            Some(_) => (
                format!("`{step}` kunne ikke åbne en sag; det gøres i hånden"),
                format!("`{step}` could open no case; it is done by hand"),
            ),
        },
        Event::LinkedCaseEnded { step, outcome, .. } => (
            format!("sagen, som `{step}` ventede på, er slut (`{outcome}`)"),
            format!("the case that `{step}` waited for has ended (`{outcome}`)"),
        ),
        Event::PluginCalled { plugin, .. } => {
            (format!("`{plugin}` er spurgt om et forslag"), format!("`{plugin}` is asked for a proposal"))
        }
        Event::PluginAnswered { plugin, .. } => {
            (format!("`{plugin}` har et forslag"), format!("`{plugin}` has a proposal"))
        }
        Event::PluginFailed { plugin, .. } => {
            (format!("`{plugin}` har intet forslag"), format!("`{plugin}` has no proposal"))
        }
        Event::ConcernRaised { step, because, .. } => {
            let title = saying.title(step);
            (
                format!("nogen skal se på »{}« ({because})", title.da),
                format!("somebody has to look at “{}” ({because})", title.en),
            )
        }
        Event::DeadlineSet(_)
        | Event::DeadlineMoved { .. }
        | Event::DeadlineMet { .. }
        | Event::DeadlineLapsed { .. }
        | Event::DeadlineDropped { .. } => of_deadline(event)?,
        other => of_file(other)?,
    };
    Some(Sentence { da, en })
}

/// What people wrote down, gave or took, without what they wrote.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rest is how it is kept, or is said by what follows from it"
)]
fn of_file(event: &Event) -> Option<(String, String)> {
    Some(match event {
        Event::GoalAdded { number, .. } => {
            (format!("mål {number} er skrevet ned"), format!("goal {number} is written down"))
        }
        Event::NoteAdded { number, .. } => {
            (format!("notat {number} er skrevet"), format!("note {number} is taken"))
        }
        Event::ContributionGiven { task, .. } => {
            (format!("bidraget `{task}` er givet"), format!("the contribution `{task}` is given"))
        }
        Event::ContributionWaived { task, .. } => {
            (format!("videre uden bidraget `{task}`"), format!("on without the contribution `{task}`"))
        }
        Event::Happened { event, on, .. } => {
            (format!("hændelsen `{event}` den {on}"), format!("the event `{event}` on {on}"))
        }
        Event::PauseBegan { pause, .. } => {
            (format!("pausen `{pause}` er begyndt"), format!("the pause `{pause}` has begun"))
        }
        Event::PauseEnded { pause, .. } => {
            (format!("pausen `{pause}` er slut"), format!("the pause `{pause}` is over"))
        }
        Event::StageEnded { stage, by, .. } => (
            format!("fasen `{stage}` er afsluttet før tid af {by}"),
            format!("the stage `{stage}` is ended early by {by}"),
        ),
        Event::TaskClaimed { task, by, .. } => {
            (format!("`{task}` er taget af {by}"), format!("`{task}` is taken by {by}"))
        }
        Event::ConsentGiven { purpose, .. } => {
            (format!("samtykke givet til `{purpose}`"), format!("consent given to `{purpose}`"))
        }
        Event::ConsentWithdrawn { purpose, .. } => {
            (format!("samtykke trukket tilbage: `{purpose}`"), format!("consent withdrawn: `{purpose}`"))
        }
        _other => return None,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are no deadline's: `said` sends these five")]
fn of_deadline(event: &Event) -> Option<(String, String)> {
    Some(match event {
        Event::DeadlineSet(deadline) => (
            format!("fristen `{}` er {}", deadline.name, deadline.date.due),
            format!("the deadline `{}` is {}", deadline.name, deadline.date.due),
        ),
        Event::DeadlineMoved { deadline, from, to, .. } => (
            format!("fristen `{deadline}` er flyttet fra {from} til {}", to.due),
            format!("the deadline `{deadline}` moved from {from} to {}", to.due),
        ),
        Event::DeadlineMet { deadline, .. } => {
            (format!("fristen `{deadline}` er holdt"), format!("the deadline `{deadline}` is met"))
        }
        Event::DeadlineLapsed { deadline, .. } => {
            (format!("fristen `{deadline}` er udløbet"), format!("the deadline `{deadline}` ran out"))
        }
        Event::DeadlineDropped { deadline, because } => (
            format!("fristen `{deadline}` falder bort ({because})"),
            format!("the deadline `{deadline}` goes away ({because})"),
        ),
        _other => return None,
    })
}

struct Saying<'d> {
    definition: &'d Definition,
}

impl Saying<'_> {
    fn title(&self, name: &StepName) -> Sentence {
        let known = self.definition.steps.get(name).map(|step| step.title.clone());
        known.unwrap_or_else(|| Sentence { da: name.to_string(), en: name.to_string() })
    }

    /// Which rule answered, and on what it rests.
    fn decided(&self, name: &StepName, answer: &TableAnswer) -> (String, String) {
        let title = self.title(name);
        if let Some(failed) = &answer.failed {
            return (
                format!("tabellen til »{}« har intet svar ({failed}); et menneske afgør det", title.da),
                format!("the table of “{}” has no answer ({failed}); a person decides", title.en),
            );
        }
        let rules: Vec<String> = answer.rules.iter().map(ToString::to_string).collect();
        let (rules, basis) = (rules.join(", "), answer.basis.join("; "));
        (
            format!("tabellen til »{}« svarer efter regel {rules}: {basis}", title.da),
            format!("the table of “{}” answers by rule {rules}: {basis}", title.en),
        )
    }

    fn opened(&self, name: &StepName, event: &Event) -> (String, String) {
        let title = self.title(name);
        let again = if let Event::StepOpened { round, .. } = event { *round } else { 1 };
        let (da, en) = if again > 1 {
            (format!(", omgang {again}"), format!(", round {again}"))
        } else {
            (String::new(), String::new())
        };
        (format!("»{}« er åben (`{name}`{da})", title.da), format!("“{}” is open (`{name}`{en})", title.en))
    }

    fn settled(&self, name: &StepName, status: StepStatus, because: &str) -> Option<(String, String)> {
        let title = self.title(name);
        let (da, en) = match status {
            StepStatus::Waiting | StepStatus::Active => return None,
            StepStatus::Skipped => ("er ikke aktuelt", "does not apply"),
            StepStatus::Done => ("er afsluttet", "is done"),
            StepStatus::Closed => ("er lukket", "is closed"),
            StepStatus::Cancelled => ("er standset", "is stopped"),
        };
        Some((
            format!("»{}« {da} (`{name}`, {because})", title.da),
            format!("“{}” {en} (`{name}`, {because})", title.en),
        ))
    }
}

fn people(people: &[PersonId], nobody: &str) -> String {
    if people.is_empty() {
        return nobody.to_owned();
    }
    people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(", ")
}
