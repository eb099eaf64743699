//! Sentences about what stands in the file: notes, goals, plan, decision; and about the citizen.

use model::Event;
use model::deadline::Sentence;

use super::words::{both, da, en, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_file(event: &Event) -> Sentence {
    match event {
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
        Event::LetterSent { number, version, sent_on, template, .. } => said(
            format!(
                "Brev {number} (version {version}, {template}) blev sendt den {} og er gemt, som det blev sendt.",
                da(*sent_on)
            ),
            format!(
                "Letter {number} (version {version}, {template}) was sent on {} and is kept as it was sent.",
                en(*sent_on)
            ),
        ),
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
        Event::CaseLinked { case } => {
            said(format!("{case} blev knyttet til borgeren."), format!("{case} was linked to the citizen."))
        }
        Event::CitizenRegistered { .. } => {
            said("Borgeren blev registreret.".to_owned(), "The citizen was registered.".to_owned())
        }
        Event::MergedInto { .. } => said(
            "Registreringen blev lagt sammen med en anden.".to_owned(),
            "The registration was merged.".to_owned(),
        ),
        _other => both(""),
    }
}
