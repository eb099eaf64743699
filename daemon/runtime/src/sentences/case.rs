//! Sentences about a case as a whole.

use model::Event;
use model::deadline::Sentence;

use super::words::{Words, both, da, en, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_case(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::CaseOpened { unit, .. } => {
            said(format!("Sagen blev åbnet i {unit}."), format!("The case was opened in {unit}."))
        }
        Event::Happened { event, on, at, channel, .. } => {
            let title = words.event(event.as_str());
            let time = at.map(|at| calendar::civil_date_time(at.micros()).time());
            let clock = time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
            let how = |da: &'static str, en: &'static str| channel.is_some().then_some((da, en));
            let how = match channel.as_deref() {
                Some("oral") => how(", mundtligt", ", orally"),
                Some("letter") => how(", i brev", ", by letter"),
                Some("email") => how(", i mail", ", by e-mail"),
                Some(_digital_post) => how(", i Digital Post", ", by Digital Post"),
                None => None,
            };
            let (how_da, how_en) = how.unwrap_or_default();
            let clock_da = clock.as_ref().map(|clock| format!(" kl. {clock}")).unwrap_or_default();
            let clock_en = clock.map(|clock| format!(" at {clock}")).unwrap_or_default();
            said(
                format!("{}: {}{clock_da}{how_da}.", title.da, da(*on)),
                format!("{}: {}{clock_en}{how_en}.", title.en, en(*on)),
            )
        }
        Event::HappeningCorrected { was, on, .. } => said(
            format!("Datoen for en hændelse blev rettet fra {was} til {on}.", was = da(*was), on = da(*on)),
            format!("The day of an event was corrected from {was} to {on}.", was = en(*was), on = en(*on)),
        ),
        Event::CaseClosed { because, on, .. } => closed(&words.because(because), *on),
        Event::CaseReopened { on, .. } => said(
            format!("Sagen blev genåbnet den {on}.", on = da(*on)),
            format!("The case was reopened on {on}.", on = en(*on)),
        ),
        Event::CitizenReassigned { citizen } => {
            said(format!("Sagen hører nu til {citizen}."), format!("The case belongs to {citizen} now."))
        }
        Event::ConcernRaised { because, .. } if because == "nothing_open" => said(
            "Sagen går videre, og ingen har noget at gøre på den: nogen skal sige, hvordan.".to_owned(),
            "The case goes on, and nobody has anything to do on it: somebody has to say how.".to_owned(),
        ),
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
        _other => both(""),
    }
}

fn closed(why: &Sentence, on: model::Date) -> Sentence {
    said(
        format!("Sagen blev lukket den {} ({}).", da(on), why.da),
        format!("The case was closed on {} ({}).", en(on), why.en),
    )
}
