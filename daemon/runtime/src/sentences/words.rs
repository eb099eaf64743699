//! What things are called: by their titles in the definition, dates in words.

use definition::{Definition, Kind};
use model::deadline::Sentence;
use model::{Date, DeadlineName, FactName, StageName, StepName};

/// Titles of one definition.
pub(super) struct Words<'a> {
    pub(super) definition: &'a Definition,
}

impl Words<'_> {
    pub(super) fn step(&self, step: &StepName) -> Sentence {
        self.definition.steps.get(step).map_or_else(|| both(step.as_str()), |step| step.title.clone())
    }

    pub(super) fn kind(&self, step: &StepName) -> Option<&Kind> {
        self.definition.steps.get(step).map(|step| &step.kind)
    }

    /// Whether the role of a step acts only beside another.
    pub(super) fn acts_beside(&self, step: &StepName) -> bool {
        let role = self.definition.steps.get(step).and_then(|step| step.by.as_ref());
        role.and_then(|role| self.definition.roles.get(role)).is_some_and(|role| role.with.is_some())
    }

    pub(super) fn pause(&self, pause: &str) -> Sentence {
        let rule = self.definition.pauses.iter().find(|rule| rule.name == pause);
        rule.map_or_else(|| both(pause), |rule| rule.title.clone())
    }

    pub(super) fn stage(&self, name: &StageName) -> Sentence {
        self.definition.stage(name).map_or_else(|| both(name.as_str()), |stage| stage.title.clone())
    }

    pub(super) fn event(&self, event: &str) -> Sentence {
        self.definition.events.get(event).map_or_else(|| both(event), |rule| rule.title.clone())
    }

    /// Why a step or a case settled as it did, from the code in the event. What is no code is an event or a day of a step.
    pub(super) fn because(&self, code: &str) -> Sentence {
        let (da, en) = match code {
            "condition" => ("betingelsen holder ikke", "its condition does not hold"),
            "not_sampled" => ("sagen blev ikke udtrukket", "the case was not drawn"),
            "consent_refused" => ("der blev ikke givet samtykke", "consent was refused"),
            "consent_withdrawn" => ("samtykket blev trukket tilbage", "the consent was withdrawn"),
            "stage_over" => ("fasen er slut", "its stage is over"),
            "ended_early" => ("fasen blev afsluttet før tid", "its stage was ended early"),
            "case_ended" => ("sagen sluttede", "the case ended"),
            "reached" => ("det er nået", "it is reached"),
            "decided" => ("tabellen har svaret", "the table has answered"),
            "completed" => ("alt er gjort", "everything is done"),
            "by_hand" => ("af en medarbejder", "by a member of staff"),
            "until" => ("den sidste dag er forbi", "its last day is over"),
            "until_holds" => ("det, der slutter sagen, er opfyldt", "what ends the case has come to hold"),
            other => return self.of_event_or_step(other),
        };
        said(da.to_owned(), en.to_owned())
    }

    fn of_event_or_step(&self, code: &str) -> Sentence {
        let Some(step) = code.strip_suffix(".done") else { return self.event(code) };
        let title = self.step(&StepName::new(step));
        said(format!("»{}« er afsluttet", title.da), format!("“{}” is done", title.en))
    }

    pub(super) fn role(&self, role: &str) -> Sentence {
        self.definition.roles.get(role).map_or_else(|| both(role), |rule| rule.title.clone())
    }

    /// What a deadline is called: its rule's title, with the round of a series behind it.
    pub(super) fn deadline(&self, name: &DeadlineName) -> Sentence {
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
                | Kind::Plugin { .. }
                | Kind::Plan { .. }
                | Kind::Citizen { .. }
                | Kind::Hearing { .. }
                | Kind::Milestone
                | Kind::Table(_)
                | Kind::Contact { .. }
                | Kind::Panel { .. }
                | Kind::Quota { .. }
                | Kind::Wait(_)
                | Kind::Notify { .. }
                | Kind::Case { .. }
                | Kind::Reassessment { .. }
                | Kind::Forwarding { .. }
                | Kind::Board { .. } => None,
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

    pub(super) fn fact(&self, fact: &FactName) -> Sentence {
        self.definition.facts.get(fact).map_or_else(|| both(fact.as_str()), |rule| rule.title.clone())
    }
}

pub(super) fn da(day: Date) -> String {
    calendar::date_da(day.0)
}

pub(super) fn en(day: Date) -> String {
    calendar::date_en(day.0)
}

pub(super) fn said(da: String, en: String) -> Sentence {
    Sentence { da, en }
}

pub(super) fn both(name: &str) -> Sentence {
    Sentence { da: name.to_owned(), en: name.to_owned() }
}
