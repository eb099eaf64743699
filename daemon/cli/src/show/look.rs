//! Who looked at a case.

use wire::{LookList, LookRow};

use super::View;
use super::layout::table;
use super::words::{code, or_dash, short_instant};
use crate::lang::Lang;

/// The looks at a case as a table, newest first.
pub(crate) fn look_list(list: &LookList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("ingen har set sagen\n", "nobody has looked at the case\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Hvornår", "Hvem", "Hvad", "Hvorfor", "Afvist"],
        Lang::En => ["When", "Who", "What", "Why", "Refused"],
    };
    let rows = list.rows.iter().map(|look| {
        [
            short_instant(lang, &look.at),
            look.actor.clone(),
            code(lang, &look.what),
            why(lang, look),
            if look.refused { lang.say("AFVIST", "REFUSED").to_owned() } else { String::new() },
        ]
    });
    table(view, heading, rows.collect())
}

/// The role that they hold on the case, or their own words.
fn why(lang: Lang, look: &LookRow) -> String {
    match look.purpose.strip_prefix("role:") {
        Some(role) => format!("{} {role}", lang.say("som", "as")),
        None if look.purpose.is_empty() => or_dash(None),
        None if look.purpose == "worklist" => code(lang, &look.purpose),
        None => look.purpose.clone(),
    }
}
