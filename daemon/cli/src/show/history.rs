//! The history of a case as a timeline of sentences.

use wire::HistoryPage;

use super::View;
use super::layout::{line, paragraph};
use super::value::shown;
use super::words::{day, day_and_time};

/// Columns before a sentence: `  08:00  `.
const INDENT: usize = 9;

/// The history: one heading per day, one paragraph per record.
pub(crate) fn history(history: &HistoryPage, view: View) -> String {
    let lang = view.lang;
    if history.rows.is_empty() {
        return lang.say("intet er sket endnu\n", "nothing has happened yet\n").to_owned();
    }
    let mut page = String::new();
    let mut under = String::new();
    for row in &history.rows {
        let (recorded_on, time) = day_and_time(lang, &row.recorded_at);
        if recorded_on != under {
            page.push_str(if under.is_empty() { "" } else { "\n" });
            line(&mut page, &recorded_on);
            under.clone_from(&recorded_on);
        }
        // Written down later than it happened: deadlines follow the day on which it did.
        let happened_on = row.happened_on.as_deref().map(|on| day(lang, on)).filter(|on| *on != recorded_on);
        let happened_on = happened_on.map(|on| format!("{} {on}", lang.say("skete", "happened on")));
        let purpose = row.purpose.as_ref();
        let purpose =
            purpose.map(|purpose| format!("{}: {}", lang.say("formål", "purpose"), shown(lang, purpose)));
        let head: Vec<String> =
            [Some(format!("  {time}  {}", row.actor)), happened_on, purpose].into_iter().flatten().collect();
        line(&mut page, &head.join(" · "));
        for sentence in &row.sentences {
            page.push_str(&paragraph(view, INDENT, lang.of(sentence)));
        }
    }
    page
}
