//! What decision tables answered, and why.

use wire::{Case, Step, TableAnswer};

use crate::show::View;
use crate::show::layout::{labelled, paragraph};
use crate::show::value::{brief, shown};
use crate::show::words::code;

/// Answers of tables in the order of the workflow: what came out, which rule, on what it rests, what the table was told.
pub(super) fn tables(case: &Case, view: View) -> String {
    let answered = case.steps.iter().filter_map(|step| Some((step, step.table.as_ref()?)));
    answered.map(|(step, answer)| one(step, answer, view)).collect()
}

fn one(step: &Step, answer: &TableAnswer, view: View) -> String {
    let lang = view.lang;
    let outputs = step.outputs.iter().map(|(name, value)| format!("{name}: {}", shown(lang, value)));
    let outputs = outputs.collect::<Vec<_>>().join(", ");
    let state = match &answer.failed {
        Some(failed) if outputs.is_empty() => code(lang, failed),
        Some(failed) => format!("{outputs} ({})", code(lang, failed)),
        None => outputs,
    };
    let mut page = paragraph(view, 0, &format!("{} (`{}`): {state}", lang.of(&step.title), step.name));
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    if !answer.rules.is_empty() {
        let rules: Vec<String> = answer.rules.iter().map(ToString::to_string).collect();
        say(lang.say("regel", "rule"), &rules.join(", "));
    }
    if !answer.basis.is_empty() {
        say(lang.say("grundlag", "basis"), &answer.basis.join("; "));
    }
    if !answer.inputs.is_empty() {
        let told =
            answer.inputs.iter().map(|input| format!("{} = {}", input.expression, brief(lang, &input.value)));
        say(lang.say("oplyst", "told"), &told.collect::<Vec<_>>().join(", "));
    }
    let short: String = answer.version.chars().take(12).collect();
    let of = answer.file.as_ref().map_or_else(|| short.clone(), |file| format!("{file} ({short})"));
    say(lang.say("tabel", "table"), &of);
    page
}
