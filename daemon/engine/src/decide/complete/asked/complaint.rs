//! What follows a complaint: re-assessment, forwarding, and what the board decided.

use definition::checked::{BOARD_OUTCOMES, FOR_CITIZEN_WORDS, REASSESSMENT_OUTCOMES};
use model::{Number, StepName, Value};
use rust_decimal::Decimal;

use super::super::complaint::{ENCLOSURES, complained_about, needed};
use super::{Field, Fields, Present, Takes, note};

impl Fields<'_> {
    pub(super) fn reassessment(&self, of: &StepName) -> Vec<Field> {
        vec![
            Field::new("outcome", ("udfald", "what it came to"), outcomes(&REASSESSMENT_OUTCOMES)),
            Field::new("reasons", ("begrundelse", "the reasons"), Takes::Text),
            self.parts(of),
        ]
    }

    /// A late complaint goes on without a re-assessment.
    pub(super) fn forwarding(&self, of: &StepName) -> Vec<Field> {
        let needed = needed(self.asking.subject.case, of);
        let least = u32::try_from(needed.len()).ok();
        let with = Field::new("with", ("hvad der sendes med", "what is sent with it"), outcomes(&ENCLOSURES));
        let with = Field { takes: with.takes.clone().several(least), ..with };
        let listed = needed.join(", ");
        let with = with.helped(format!("Skal med: {listed}."), format!("Has to be among it: {listed}."));
        vec![with, note()]
    }

    pub(super) fn board(&self, of: &StepName) -> Vec<Field> {
        let only = |field: Field, outcome: &str| field.only_where("outcome", vec![Value::text(outcome)]);
        let for_citizen = ("hvad det betyder for borgeren", "what it means for the citizen");
        let findings =
            Field::new("findings", ("hvad klagemyndigheden fandt", "what the board found"), Takes::Text)
                .helped(
                    "De fakta og regler, som den nye afgørelse er bundet af.",
                    "The facts and the law that bind the new decision.",
                );
        vec![
            Field::new("outcome", ("udfald", "what it came to"), outcomes(&BOARD_OUTCOMES)),
            only(Field::new("for_citizen", for_citizen, outcomes(&FOR_CITIZEN_WORDS)), "changed"),
            only(findings, "remitted"),
            self.parts(of),
        ]
    }

    /// The parts of a decision that it is about; those that were complained about where nothing is said.
    fn parts(&self, of: &StepName) -> Field {
        let usual = complained_about(self.asking.subject.case, of);
        let usual = usual.into_iter().map(|part| Value::Number(Number(Decimal::from(part))));
        let usual =
            self.reads.file.then(|| Present::Value(model::Private::Clear(Value::List(usual.collect()))));
        let takes = Takes::Number { min: Some(1), max: None }.several(None);
        Field::new("parts", ("dele af afgørelsen", "parts of the decision"), takes)
            .aside()
            .helped("Tom: de dele, der er klaget over.", "Empty: the parts that were complained about.")
            .beginning_with(usual)
    }
}

fn outcomes(words: &[&str]) -> Takes {
    let danish = words.iter().map(|word| (*word, danish(word)));
    Takes::one_of(&danish.collect::<Vec<_>>())
}

fn danish(word: &str) -> &str {
    match word {
        "annulled" => "ophævet",
        "changed" => "ændret",
        "complaint" => "klagen",
        "files" => "sagens akter",
        "lost" => "tabt",
        "maintained" => "fastholdt",
        "partly" => "delvist",
        "reassessment" => "genvurderingen",
        "remitted" => "hjemvist",
        "upheld" => "stadfæstet",
        "won" => "vundet",
        other => other,
    }
}
