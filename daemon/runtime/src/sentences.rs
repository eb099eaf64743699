//! What happened, as a case worker would say it. No value of a fact or a text stands in a sentence.

use definition::{Definition, Kind};
use model::deadline::Sentence;
use model::effect::EffectOutcome;
use model::{Date, DeadlineName, Event, FactName, StepName};

/// One plain sentence about an event, in both languages.
#[must_use]
pub fn sentence(event: &Event, definition: &Definition) -> Sentence {
    let words = Words { definition };
    match event {
        Event::CaseOpened { unit, .. } => {
            said(format!("Sagen blev åbnet i {unit}."), format!("The case was opened in {unit}."))
        }
        Event::Happened { event, on, .. } => {
            let title = words.event(event.as_str());
            said(format!("{}: {}.", title.da, da(*on)), format!("{}: {}.", title.en, en(*on)))
        }
        Event::HappeningCorrected { was, on, .. } => said(
            format!("Datoen for en hændelse blev rettet fra {was} til {on}.", was = da(*was), on = da(*on)),
            format!("The day of an event was corrected from {was} to {on}.", was = en(*was), on = en(*on)),
        ),
        Event::NoteAdded { number, .. } => {
            said(format!("Notat {number} blev skrevet."), format!("Note {number} was taken."))
        }
        Event::GoalAdded { number, .. } => said(
            format!("Borgerens mål {number} blev skrevet ned med borgerens egne ord."),
            format!("The citizen's goal {number} was written down in their own words."),
        ),
        Event::GoalReworded { number, .. } => said(
            format!("Mål {number} fik en faglig formulering ved siden af borgerens."),
            format!("Goal {number} was put into staff words beside the citizen's."),
        ),
        Event::PlanMade { measures, .. } => said(
            format!("Planen blev lavet med {} indsats(er).", measures.len()),
            format!("The plan was made with {} measure(s).", measures.len()),
        ),
        Event::FactsMadeKnown { .. } => said(
            "Borgeren er gjort bekendt med oplysningerne.".to_owned(),
            "The citizen was shown the facts that are used.".to_owned(),
        ),
        Event::DecisionSent { parts, sent_on, received_on, .. } => said(
            format!(
                "Afgørelsen med {} del(e) blev sendt den {} og regnes for modtaget den {}.",
                parts.len(),
                da(*sent_on),
                da(*received_on)
            ),
            format!(
                "The decision with {} part(s) was sent on {} and counts as received on {}.",
                parts.len(),
                en(*sent_on),
                en(*received_on)
            ),
        ),
        Event::HolderAppointed { role, person, deputy, .. } => {
            let title = words.role(role.as_str());
            let deputy_da =
                deputy.as_ref().map(|deputy| format!(" med {deputy} som stedfortræder")).unwrap_or_default();
            let deputy_en =
                deputy.as_ref().map(|deputy| format!(", with {deputy} as deputy")).unwrap_or_default();
            said(
                format!("{person} blev {}{deputy_da}.", title.da),
                format!("{person} became {}{deputy_en}.", title.en),
            )
        }
        Event::CoordinatorAppointed { person, .. } => {
            said(format!("{person} blev koordinator."), format!("{person} became coordinator."))
        }
        Event::ConsentGiven { purpose, .. } => said(
            format!("Borgeren gav samtykke til {purpose}."),
            format!("The citizen consented to {purpose}."),
        ),
        Event::ConsentWithdrawn { purpose, .. } => said(
            format!("Borgeren trak samtykket til {purpose} tilbage."),
            format!("The citizen withdrew the consent to {purpose}."),
        ),
        Event::CaseClosed { because, on, .. } => said(
            format!("Sagen blev lukket den {on} ({because}).", on = da(*on)),
            format!("The case was closed on {on} ({because}).", on = en(*on)),
        ),
        Event::CaseReopened { on, .. } => said(
            format!("Sagen blev genåbnet den {on}.", on = da(*on)),
            format!("The case was reopened on {on}.", on = en(*on)),
        ),
        Event::CaseLinked { case } => {
            said(format!("{case} blev knyttet til borgeren."), format!("{case} was linked to the citizen."))
        }
        Event::CitizenReassigned { citizen } => {
            said(format!("Sagen hører nu til {citizen}."), format!("The case belongs to {citizen} now."))
        }
        Event::ConcernRaised { step, .. } => {
            let title = words.step(step);
            said(
                format!("»{}« skal ses efter: grundlaget er ændret.", title.da),
                format!("“{}” needs a look: what it rests on has changed.", title.en),
            )
        }
        Event::ConcernSettled { by, .. } => {
            said(format!("{by} har set på det."), format!("{by} looked at it."))
        }
        Event::CaseQuarantined { .. } => said(
            "Sagen er sat til side, til driften har set på den.".to_owned(),
            "The case is set aside until an operator has looked at it.".to_owned(),
        ),
        Event::ErasureOrdered { basis } => {
            said(format!("Sletning bestilt efter {basis}."), format!("Erasure ordered under {basis}."))
        }
        Event::Erased => said("Oplysningerne er slettet.".to_owned(), "The data is erased.".to_owned()),
        Event::EffectStarted { .. } => {
            said("En besked er under afsendelse.".to_owned(), "A message is being sent.".to_owned())
        }
        Event::EffectFinished { outcome, .. } => effect_ended(outcome),
        Event::EffectResultIgnored { .. } => said(
            "Et andet svar kom for en besked, der var afsluttet; det er ikke brugt.".to_owned(),
            "Another result came for a message that had ended; it was not used.".to_owned(),
        ),
        Event::StepOpened { .. }
        | Event::StepSettled { .. }
        | Event::StepCompleted { .. }
        | Event::MomentReached { .. }
        | Event::FactEntered { .. }
        | Event::TaskClaimed { .. }
        | Event::TaskReleased { .. }
        | Event::DraftSaved { .. }
        | Event::ContributionGiven { .. }
        | Event::ContributionWaived { .. } => of_step(event, &words),
        Event::DeadlineSet(_)
        | Event::DeadlineMoved { .. }
        | Event::LedgerEntered { .. }
        | Event::DeadlineMet { .. }
        | Event::DeadlineLapsed { .. }
        | Event::DeadlineDropped { .. }
        | Event::RungFired { .. }
        | Event::MissAnswered { .. } => of_deadline(event, &words),
        Event::CitizenRegistered { .. } => {
            said("Borgeren blev registreret.".to_owned(), "The citizen was registered.".to_owned())
        }
        Event::MergedInto { .. } => said(
            "Registreringen blev lagt sammen med en anden.".to_owned(),
            "The registration was merged.".to_owned(),
        ),
        Event::MunicipalityActivated { .. } | Event::WorkflowActivated { .. } => {
            said("En ny fil trådte i kraft.".to_owned(), "A new file came into force.".to_owned())
        }
        Event::TimeZonesChanged { version } => {
            said(format!("Tidszoner: {version}."), format!("Time zones: {version}."))
        }
        Event::ClockHeld { .. } => {
            said("Uret skal bekræftes.".to_owned(), "The clock has to be confirmed.".to_owned())
        }
        Event::ClockConfirmed => said("Uret er bekræftet.".to_owned(), "The clock was confirmed.".to_owned()),
        Event::TokenCreated { .. } | Event::TokenRevoked { .. } => {
            said("En adgangsnøgle blev ændret.".to_owned(), "A token was changed.".to_owned())
        }
    }
}

struct Words<'a> {
    definition: &'a Definition,
}

impl Words<'_> {
    fn step(&self, step: &StepName) -> Sentence {
        self.definition.steps.get(step).map_or_else(|| both(step.as_str()), |step| step.title.clone())
    }

    fn event(&self, event: &str) -> Sentence {
        self.definition.events.get(event).map_or_else(|| both(event), |rule| rule.title.clone())
    }

    fn role(&self, role: &str) -> Sentence {
        self.definition.roles.get(role).map_or_else(|| both(role), |rule| rule.title.clone())
    }

    /// What a deadline is called: its rule's title, with the round of a series behind it.
    fn deadline(&self, name: &DeadlineName) -> Sentence {
        let quoted = |title: &Sentence, round: &str| Sentence {
            da: format!("»{}«{round}", title.da),
            en: format!("“{}”{round}", title.en),
        };
        for step in self.definition.steps.values() {
            let of_kind = match &step.kind {
                Kind::Review { rule, .. } => Some(rule.as_ref()),
                Kind::Decision { complaint, .. } => complaint.as_ref().map(|due| &due.rule),
                Kind::Form { .. }
                | Kind::Contributions { .. }
                | Kind::Consent { .. }
                | Kind::Allocation { .. }
                | Kind::Plan { .. }
                | Kind::Citizen { .. }
                | Kind::Hearing { .. }
                | Kind::Milestone => None,
            };
            for rule in step.due.iter().map(|due| &due.rule).chain(of_kind) {
                match name.as_str().strip_prefix(rule.name.as_str()) {
                    Some("") => return quoted(&rule.title, ""),
                    Some(round) if round.starts_with('_') => {
                        return quoted(&rule.title, &round.replace('_', " "));
                    }
                    Some(_) | None => {}
                }
            }
        }
        both(name.as_str())
    }

    fn fact(&self, fact: &FactName) -> Sentence {
        self.definition.facts.get(fact).map_or_else(|| both(fact.as_str()), |rule| rule.title.clone())
    }
}

fn da(day: Date) -> String {
    calendar::date_da(day.0)
}

fn en(day: Date) -> String {
    calendar::date_en(day.0)
}

fn said(da: String, en: String) -> Sentence {
    Sentence { da, en }
}

fn both(name: &str) -> Sentence {
    Sentence { da: name.to_owned(), en: name.to_owned() }
}

fn effect_ended(outcome: &EffectOutcome) -> Sentence {
    let (da, en) = match outcome {
        EffectOutcome::Done => ("Beskeden blev afleveret.", "The message was delivered."),
        EffectOutcome::GivenUp(_) => {
            ("Beskeden kunne ikke afleveres.", "The message could not be delivered.")
        }
        EffectOutcome::Unknown => (
            "Det vides ikke, om beskeden blev afleveret; et menneske skal se på det.",
            "It is not known whether the message was delivered; a person has to look.",
        ),
        EffectOutcome::Dropped => ("Beskeden blev ikke sendt.", "The message was not sent."),
    };
    said(da.to_owned(), en.to_owned())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
fn of_step(event: &Event, words: &Words<'_>) -> Sentence {
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
            said(format!("»{}« {da} ({because}).", title.da), format!("“{}” {en} ({because}).", title.en))
        }
        Event::StepCompleted { step, by, on, .. } => {
            let title = words.step(step);
            said(
                format!("»{}« blev afsluttet af {by} den {on}.", title.da, on = da(*on)),
                format!("“{}” was completed by {by} on {on}.", title.en, on = en(*on)),
            )
        }
        Event::MomentReached { step, moment, on, .. } => {
            let title = words.step(step);
            let (done_da, done_en) = match moment.as_str() {
                "sent" => ("sendt", "sent"),
                "reply" => ("svar modtaget", "answered"),
                _held => ("holdt", "held"),
            };
            said(
                format!("»{}«: {done_da} {on}.", title.da, on = da(*on)),
                format!("“{}”: {done_en} on {on}.", title.en, on = en(*on)),
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

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
fn of_deadline(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::DeadlineSet(deadline) => deadline.date.why.clone(),
        Event::DeadlineMoved { from, to, .. } => said(
            format!("Fristen blev flyttet fra {from} til {}: {}", to.due, to.why.da, from = da(*from)),
            format!("The deadline moved from {from} to {}: {}", to.due, to.why.en, from = en(*from)),
        ),
        Event::LedgerEntered { deadline, entry } => {
            let (done_da, done_en) = match entry.change {
                model::deadline::LedgerChange::Pause { to: None, .. } => ("sat på pause", "paused"),
                model::deadline::LedgerChange::Pause { .. } => ("sat i gang igen", "resumed"),
                model::deadline::LedgerChange::Extension { .. } => ("forlænget", "extended"),
            };
            said(
                format!(
                    "Fristen {deadline} blev {done_da} ({}).",
                    entry.ground,
                    deadline = words.deadline(deadline).da
                ),
                format!(
                    "The deadline {deadline} was {done_en} ({}).",
                    entry.ground,
                    deadline = words.deadline(deadline).en
                ),
            )
        }
        Event::DeadlineMet { deadline, on } => said(
            format!(
                "Fristen {deadline} blev overholdt den {on}.",
                deadline = words.deadline(deadline).da,
                on = da(*on)
            ),
            format!(
                "The deadline {deadline} was met on {on}.",
                deadline = words.deadline(deadline).en,
                on = en(*on)
            ),
        ),
        Event::DeadlineLapsed { deadline, on } => said(
            format!(
                "Fristen {deadline} udløb den {on}.",
                deadline = words.deadline(deadline).da,
                on = da(*on)
            ),
            format!(
                "The deadline {deadline} ran out on {on}.",
                deadline = words.deadline(deadline).en,
                on = en(*on)
            ),
        ),
        Event::DeadlineDropped { deadline, .. } => said(
            format!("Fristen {deadline} bortfaldt.", deadline = words.deadline(deadline).da),
            format!("The deadline {deadline} went away.", deadline = words.deadline(deadline).en),
        ),
        Event::RungFired { deadline, to, catch_up, .. } => {
            let people: Vec<&str> = to.iter().map(model::PersonId::as_str).collect();
            let to = if people.is_empty() { "–".to_owned() } else { people.join(", ") };
            let (late_da, late_en) = if *catch_up { (" (indhenter)", " (catching up)") } else { ("", "") };
            said(
                format!(
                    "Påmindelse om {deadline} til {to}{late_da}.",
                    deadline = words.deadline(deadline).da
                ),
                format!("Reminder of {deadline} to {to}{late_en}.", deadline = words.deadline(deadline).en),
            )
        }
        Event::MissAnswered { deadline, by, .. } => said(
            format!("{by} begrundede overskridelsen af {deadline}.", deadline = words.deadline(deadline).da),
            format!("{by} gave the reason for missing {deadline}.", deadline = words.deadline(deadline).en),
        ),
        _other => both(""),
    }
}
