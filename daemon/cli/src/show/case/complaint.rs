//! Complaints: what came, how far it has come, and what it means for the citizen.

use wire::{Case, Complaint};

use crate::lang::Lang;
use crate::show::View;
use crate::show::layout::{labelled, paragraph};
use crate::show::words::{code, day};

/// Every complaint, with where it stands in the words that the citizen would be told.
pub(super) fn complaints(case: &Case, view: View) -> String {
    case.complaints.iter().map(|complaint| one(complaint, view)).collect::<Vec<_>>().join("\n")
}

fn one(complaint: &Complaint, view: View) -> String {
    let lang = view.lang;
    let arrived = day(lang, &complaint.on);
    let how = complaint.channel.as_ref().map(|channel| format!(" ({})", code(lang, channel)));
    let parts: Vec<String> = complaint.about.iter().map(ToString::to_string).collect();
    let about = match (parts.is_empty(), lang) {
        (true, Lang::Da) => "hele afgørelsen".to_owned(),
        (true, Lang::En) => "the whole decision".to_owned(),
        (false, Lang::Da) => format!("del {}", parts.join(", ")),
        (false, Lang::En) => format!("part {}", parts.join(", ")),
    };
    let arrived = format!("{arrived}{}: {about}", how.unwrap_or_default());
    let mut page = paragraph(view, 0, &arrived);
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    say(lang.say("status", "status"), lang.of(&complaint.says));
    if let Some(due) = &complaint.due {
        let verdict =
            if complaint.in_time { lang.say("i tide", "in time") } else { lang.say("for sent", "late") };
        say(lang.say("frist", "due"), &format!("{} ({verdict})", day(lang, due)));
    }
    if let (Some(outcome), Some(on)) = (&complaint.reassessment, &complaint.reassessed_on) {
        let outcome = match (outcome.as_str(), lang) {
            ("maintained", Lang::Da) => "fastholdt",
            ("maintained", Lang::En) => "maintained",
            ("partly", Lang::Da) => "ændret delvist",
            ("partly", Lang::En) => "changed in part",
            (_changed, Lang::Da) => "ændret",
            (_changed, Lang::En) => "changed",
        };
        say(lang.say("genvurderet", "re-assessed"), &format!("{}: {outcome}", day(lang, on)));
    }
    if let Some(on) = &complaint.forwarded_on {
        say(lang.say("sendt videre", "sent on"), &day(lang, on));
    }
    if let Some(on) = &complaint.board_on {
        say(lang.say("afgjort", "decided"), &day(lang, on));
    }
    if let Some(on) = &complaint.decided_anew_on {
        say(lang.say("ny afgørelse", "new decision"), &day(lang, on));
    }
    page
}
