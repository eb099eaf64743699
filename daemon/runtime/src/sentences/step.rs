//! Sentences about steps and tasks.

use std::collections::BTreeMap;

use model::deadline::Sentence;
use model::step::TableAnswer;
use model::{Date, Event, PersonId, Private, StepName};

use super::words::{Words, both, da, en, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_step(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::StepOpened { step, round, .. } => {
            let title = words.step(step);
            if *round > 1 {
                return said(
                    format!("»{}« åbnede igen (runde {round}).", title.da),
                    format!("“{}” opened again (round {round}).", title.en),
                );
            }
            said(format!("»{}« åbnede.", title.da), format!("“{}” opened.", title.en))
        }
        Event::StepSettled { step, status, because, .. } => {
            let title = words.step(step);
            let (da, en) = match status {
                model::StepStatus::Skipped => ("er ikke aktuelt", "does not apply"),
                model::StepStatus::Closed => ("blev lukket", "was closed"),
                model::StepStatus::Cancelled => ("blev standset", "was stopped"),
                model::StepStatus::Done => ("er afsluttet", "is done"),
                model::StepStatus::Waiting => ("venter igen", "waits again"),
                model::StepStatus::Active => ("er åbent", "is open"),
            };
            let why = words.because(because);
            said(format!("»{}« {da} ({}).", title.da, why.da), format!("“{}” {en} ({}).", title.en, why.en))
        }
        Event::StepCompleted { step, by, on, outputs } => completed((step, by, *on), outputs, words),
        Event::MomentReached { step, moment, on, .. } => reached(&words.step(step), moment, *on),
        Event::TableDecided { step, answer, .. } => of_table(&words.step(step), answer),
        Event::LinkedCaseOpened { step, case, failed } => {
            of_linked(&words.step(step), *case, failed.as_deref())
        }
        Event::LinkedCaseEnded { step, case, outcome } => {
            let title = words.step(step);
            said(
                format!("Sagen {case}, som »{}« ventede på, er slut ({outcome}).", title.da),
                format!("The case {case} that “{}” waited for has ended ({outcome}).", title.en),
            )
        }
        Event::FactEntered { fact, correction, .. } => {
            let title = words.fact(fact);
            if correction.is_some() {
                return said(
                    format!("Oplysningen »{}« blev rettet.", title.da),
                    format!("The fact “{}” was corrected.", title.en),
                );
            }
            said(
                format!("Oplysningen »{}« blev registreret.", title.da),
                format!("The fact “{}” was entered.", title.en),
            )
        }
        Event::TaskClaimed { .. }
        | Event::TaskReleased { .. }
        | Event::DraftSaved { .. }
        | Event::ContributionGiven { .. }
        | Event::ContributionWaived { .. } => of_task(event),
        _other => both(""),
    }
}

fn of_linked(title: &Sentence, case: Option<model::CaseId>, failed: Option<&str>) -> Sentence {
    if let Some(case) = case {
        return said(
            format!("»{}« åbnede {case} og venter på, at den slutter.", title.da),
            format!("“{}” opened {case} and waits for it to end.", title.en),
        );
    }
    let Sentence { da, en } = engine::explain::why_not(failed);
    said(
        format!("»{}« kunne ikke åbne en sag, fordi {da}; det gøres i hånden.", title.da),
        format!("“{}” could open no case, because {en}; it is done by hand.", title.en),
    )
}

/// Which rule of a table answered and on what that rests, or why none did.
fn of_table(title: &Sentence, answer: &TableAnswer) -> Sentence {
    if answer.failed.is_some() {
        let why = engine::explain::no_answer(answer.failed.as_deref());
        return said(
            format!("»{}« afgøres i hånden, fordi tabellen {}.", title.da, why.da),
            format!("“{}” is decided by hand, because its table {}.", title.en, why.en),
        );
    }
    let rules: Vec<String> = answer.rules.iter().map(ToString::to_string).collect();
    let (rules, basis) = (rules.join(", "), answer.basis.join("; "));
    if rules.is_empty() {
        return said(
            format!("Tabellen for »{}« gav sit standardsvar.", title.da),
            format!("The table of “{}” gave its default.", title.en),
        );
    }
    said(
        format!("Tabellen for »{}« svarede med regel {rules} ({basis}).", title.da),
        format!("The table of “{}” answered by rule {rules} ({basis}).", title.en),
    )
}

/// Who completed a step, and what it came to where that concerns a complaint and may be seen.
fn completed(
    (step, by, on): (&StepName, &PersonId, Date),
    outputs: &BTreeMap<String, Private>,
    words: &Words<'_>,
) -> Sentence {
    let title = words.step(step);
    let outcome = words.kind(step).and_then(|kind| engine::outcome_says(kind, outputs));
    let with = outputs.get("with").filter(|_| words.acts_beside(step)).and_then(Private::as_text);
    let (with_da, with_en) = with.map_or_else(Default::default, |with| {
        (format!(" sammen med {with}"), format!(" together with {with}"))
    });
    let done = said(
        format!("»{}« blev afsluttet af {by}{with_da} den {on}.", title.da, on = da(on)),
        format!("“{}” was completed by {by}{with_en} on {on}.", title.en, on = en(on)),
    );
    match outcome {
        Some(outcome) => said(format!("{} {}", done.da, outcome.da), format!("{} {}", done.en, outcome.en)),
        None => done,
    }
}

fn reached(title: &Sentence, moment: &str, on: Date) -> Sentence {
    let (done_da, done_en) = match moment {
        "sent" => ("sendt", "sent"),
        "reply" => ("svar modtaget", "answered"),
        "changed" => ("afgørelsen ændres", "the decision is changed"),
        "received" => ("modtaget", "received"),
        "remitted" => ("sendt tilbage til ny afgørelse", "sent back for a new decision"),
        crate::query::HIDDEN_MOMENT => ("nået", "reached"),
        _held => ("holdt", "held"),
    };
    said(
        format!("»{}«: {done_da} {on}.", title.da, on = da(on)),
        format!("“{}”: {done_en} on {on}.", title.en, on = en(on)),
    )
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
fn of_task(event: &Event) -> Sentence {
    match event {
        Event::TaskClaimed { task, by, given_by: Some(giver), .. } => said(
            format!("{giver} gav opgaven {task} til {by}."),
            format!("{giver} gave the task {task} to {by}."),
        ),
        Event::TaskClaimed { task, by, .. } => {
            said(format!("{by} tog opgaven {task}."), format!("{by} took the task {task}."))
        }
        Event::TaskReleased { task, by } => {
            said(format!("{by} gav slip på opgaven {task}."), format!("{by} released the task {task}."))
        }
        Event::DraftSaved { task, author, .. } => said(
            format!("{author} gemte en kladde til {task}."),
            format!("{author} saved a draft of {task}."),
        ),
        Event::ContributionGiven { task, by, .. } => {
            said(format!("{by} gav sit bidrag {task}."), format!("{by} contributed {task}."))
        }
        Event::ContributionWaived { task, by, .. } => said(
            format!("{by} gik videre uden bidraget {task}."),
            format!("{by} went on without the contribution {task}."),
        ),
        _other => both(""),
    }
}
