//! Letters that a case sent.

use wire::LetterList;

use super::View;
use super::layout::table;
use super::words::{code, or_dash, short_day};
use crate::lang::Lang;

/// The letters of a case as a table, oldest first.
pub(crate) fn letter_list(list: &LetterList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("sagen har ikke sendt breve\n", "the case has sent no letters\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Nr.", "Sendt", "Brev", "Version", "Trin", "Hvordan", "Underskrevet af"],
        Lang::En => ["No.", "Sent", "Letter", "Version", "Step", "How", "Signed by"],
    };
    let rows = list.rows.iter().map(|letter| {
        [
            letter.number.to_string(),
            short_day(lang, &letter.sent_on),
            subject(lang, &letter.subject),
            letter.version.to_string(),
            or_dash(letter.step.as_deref()),
            code(lang, &letter.channel),
            letter.by.clone(),
        ]
    });
    table(view, heading, rows.collect())
}

fn subject(lang: Lang, subject: &str) -> String {
    match subject {
        "decision" => lang.say("afgørelse", "decision").to_owned(),
        other => other.replace('_', " "),
    }
}
