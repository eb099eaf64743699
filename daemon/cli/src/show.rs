//! Pages for people: tables, sentences, dates in words. Pure: an answer in, a text out.

mod asked;
mod case;
mod citizen;
mod deadline;
mod explain;
mod history;
mod layout;
mod letter;
mod look;
mod offer;
mod office;
mod plugin;
mod task;
mod value;
mod words;

use wire::Written;

use crate::lang::Lang;

pub(crate) use asked::task_page;
pub(crate) use case::{case_list, case_page};
pub(crate) use citizen::{citizen_page, found_citizen};
pub(crate) use deadline::{deadline_list, why};
pub(crate) use explain::explanation;
pub(crate) use history::history;
use layout::line;
pub(crate) use layout::{printable, width};
pub(crate) use letter::letter_list;
pub(crate) use look::look_list;
pub(crate) use offer::offer;
pub(crate) use office::{advanced, clock, effect_list, me, token_list, workflow_list};
pub(crate) use plugin::plugin_list;
pub(crate) use task::{draft, task_list};
pub(crate) use words::short_day;

/// For whom a page is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// Their language.
    pub(crate) lang: Lang,
    /// Columns of their terminal.
    pub(crate) width: u16,
}

/// What a command led to, one line for each thing worth knowing.
pub(crate) fn written(written: &Written, view: View) -> String {
    let lang = view.lang;
    let concerned =
        written.case.as_deref().or(written.citizen.as_deref()).unwrap_or(lang.say("gjort", "done"));
    let number = written.number.map(|number| format!("{} {number}", lang.say("nummer", "number")));
    let version = written.version.map(|version| format!("version {version}"));
    let facts: Vec<String> = [Some(concerned.to_owned()), number, version].into_iter().flatten().collect();
    let mut page = String::new();
    line(&mut page, &facts.join(", "));
    if written.repeated {
        line(
            &mut page,
            lang.say("var allerede gjort: intet skete igen", "was done before: nothing happened again"),
        );
    }
    if !written.opened.is_empty() {
        line(&mut page, &format!("{}: {}", lang.say("åbne nu", "open now"), written.opened.join(", ")));
    }
    page
}

#[cfg(test)]
mod tests;
