//! Sentences about erasure, messages and the running of the system.

use model::Event;
use model::deadline::Sentence;
use model::effect::EffectOutcome;

use super::words::{both, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_office(event: &Event) -> Sentence {
    match event {
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
        Event::Restored { position } => said(
            format!(
                "Data er genskabt fra en sikkerhedskopi, hvis sidste registrering er nr. {position}; beskeder venter."
            ),
            format!("The data came out of a backup whose last record is {position}; messages wait."),
        ),
        Event::ActivationWithdrawn { .. } => said(
            "En bestilt fil træder ikke i kraft.".to_owned(),
            "A file that was ordered does not come into force.".to_owned(),
        ),
        Event::EffectsReleased { .. } => said(
            "Ventende beskeder er frigivet.".to_owned(),
            "Messages that waited were released.".to_owned(),
        ),
        Event::TokenCreated { .. } | Event::TokenRevoked { .. } => {
            said("En adgangsnøgle blev ændret.".to_owned(), "A token was changed.".to_owned())
        }
        _other => both(""),
    }
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
