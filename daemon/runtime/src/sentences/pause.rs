//! Sentences about pauses of the workflow, and about stages that a person ends.

use model::Event;
use model::deadline::Sentence;

use super::words::{Words, both, da, en, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_pause(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::PauseBegan { pause, steps, on, .. } => {
            let title = words.pause(pause);
            let list = |titles: Vec<String>| titles.join(", ");
            let held_da = list(steps.iter().map(|step| format!("»{}«", words.step(step).da)).collect());
            let held_en = list(steps.iter().map(|step| format!("“{}”", words.step(step).en)).collect());
            said(
                format!("Pausen »{}« begyndte den {on} og holder {held_da}.", title.da, on = da(*on)),
                format!("The pause “{}” began on {on} and holds {held_en}.", title.en, on = en(*on)),
            )
        }
        Event::PauseEnded { pause, on, .. } => {
            let title = words.pause(pause);
            said(
                format!("Pausen »{}« sluttede den {on}; det, den holdt, går videre.", title.da, on = da(*on)),
                format!("The pause “{}” ended on {on}; what it held goes on.", title.en, on = en(*on)),
            )
        }
        Event::StageEnded { stage, by, on, .. } => {
            let title = words.stage(stage);
            said(
                format!("{by} afsluttede fasen »{}« før tid den {on}.", title.da, on = da(*on)),
                format!("{by} ended the stage “{}” early on {on}.", title.en, on = en(*on)),
            )
        }
        _other => both(""),
    }
}
