//! The same as Mermaid text, for pages that draw it themselves.

use std::fmt::Write as _;

use definition::{Definition, Stage, Step};

use crate::kinds;
use crate::layout::Place;
use crate::names::{self, Named};
use crate::notes::{self, titled};
use crate::route::edges;
use crate::text::plain;
use crate::words::Lang;

/// Writes a workflow as a Mermaid flowchart: a subgraph for each stage, a node for each step.
///
/// Whatever stands in titles and conditions is escaped, so that Mermaid reads it as text and as nothing else.
#[must_use]
pub fn mermaid(definition: &Definition, lang: Lang) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let mut line = |line: &str| {
        let _written = writeln!(text, "{line}");
    };
    line("flowchart LR");
    line(&format!("  accTitle: {}", plainly(lang.of(&definition.title))));
    let opens = definition.opens.iter().map(|event| Named::Event(event.clone()).title(definition));
    let opens: Vec<String> = opens.map(|title| escaped(lang.of(&title))).collect();
    line(&format!(
        "  start([\"{}<br/>{}\"])",
        lang.say("Sagen åbnes ved", "A case is opened by"),
        opens.join("<br/>")
    ));
    let edges = edges(definition);
    let has_edge = |event: &Place| edges.iter().any(|edge| edge.from == *event);
    for event in definition.events.keys().filter(|event| has_edge(&Place::Event((*event).clone()))) {
        let title = titled(&Named::Event(event.clone()).title(definition), event.as_str());
        line(&format!(
            "  {}([\"{}\"])",
            id(definition, &Place::Event(event.clone())),
            escaped(lang.of(&title))
        ));
    }
    for stage in definition.held_by(None) {
        subgraph(&mut line, definition, (stage, 1), lang);
    }
    for edge in &edges {
        let arrow = if edge.again { "-.->" } else { "-->" };
        line(&format!("  {} {arrow} {}", id(definition, &edge.from), id(definition, &edge.to)));
    }
    if !definition.until.is_empty() || !definition.ends.is_empty() {
        let until = definition.until.iter().map(|event| Named::Event(event.clone()).title(definition));
        let others = definition.ends.iter().map(|ending| names::ending(ending, definition));
        let until: Vec<String> = until.chain(others).map(|title| escaped(lang.of(&title))).collect();
        line(&format!(
            "  ends([\"{}<br/>{}\"])",
            lang.say("Sagen slutter ved", "The case ends by"),
            until.join("<br/>")
        ));
    }
    let optional =
        definition.order.iter().filter_map(|name| definition.steps.get(name)).filter(|step| step.optional);
    let optional: Vec<String> =
        optional.map(|step| id(definition, &Place::Step(step.name.clone()))).collect();
    if !optional.is_empty() {
        line("  classDef optional stroke-dasharray: 6 4");
        line(&format!("  class {} optional", optional.join(",")));
    }
    text
}

/// A stage with its steps, and within it the stages that it holds.
fn subgraph(
    line: &mut impl FnMut(&str),
    definition: &Definition,
    (stage, depth): (&Stage, usize),
    lang: Lang,
) {
    let indent = "  ".repeat(depth);
    let title = stage_label(definition, stage, lang);
    line(&format!("{indent}subgraph {} [\"{title}\"]", id(definition, &Place::Stage(stage.name.clone()))));
    for step in stage.steps.iter().filter_map(|name| definition.steps.get(name)) {
        let label = step_label(definition, step, lang);
        let place = Place::Step(step.name.clone());
        line(&format!("{indent}  {}[\"{label}\"]", id(definition, &place)));
    }
    for held in definition.held_by(Some(&stage.name)) {
        subgraph(line, definition, (held, depth + 1), lang);
    }
    line(&format!("{indent}end"));
}

fn stage_label(definition: &Definition, stage: &Stage, lang: Lang) -> String {
    let title = titled(&stage.title, stage.name.as_str());
    let mut label = vec![escaped(lang.of(&title))];
    label.extend(signed(&notes::of_stage(definition, stage), lang));
    label.join("<br/>")
}

fn step_label(definition: &Definition, step: &Step, lang: Lang) -> String {
    let (kind, _) = kinds::called(&step.kind);
    let title = titled(&step.title, step.name.as_str());
    let mut label = vec![format!("{}: {}", lang.of(&kind), escaped(lang.of(&title)))];
    let role = step.by.as_ref().map(|role| Named::Role(role.clone()).title(definition));
    label.extend(role.map(|role| escaped(lang.of(&role))));
    label.extend(signed(&notes::of_step(definition, step), lang));
    label.join("<br/>")
}

/// The notes that the picture shows, too.
fn signed(notes: &[notes::Note], lang: Lang) -> impl Iterator<Item = String> {
    notes.iter().filter(|note| note.sign.is_some()).map(move |note| escaped(lang.of(&note.text)))
}

/// A name that Mermaid takes for nothing else: never one of its words, never a sign.
fn id(definition: &Definition, place: &Place) -> String {
    let (family, name, at) = match place {
        Place::Start => return "start".to_owned(),
        Place::End => return "ends".to_owned(),
        Place::Event(name) => {
            ("event", name.as_str(), definition.events.keys().position(|event| event == name))
        }
        Place::Stage(name) => {
            ("stage", name.as_str(), definition.stages.iter().position(|stage| stage.name == *name))
        }
        Place::Step(name) => ("step", name.as_str(), definition.order.iter().position(|step| step == name)),
    };
    if name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return format!("{family}_{name}");
    }
    // A name begins with a letter, so this is none.
    format!("{family}_{}", at.unwrap_or_default())
}

/// A text within quotes: everything that Mermaid, Markdown or HTML could read becomes a number between `#` and `;`.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut letters = text.chars().map(plain).peekable();
    while let Some(letter) = letters.next() {
        // Before a blank these would begin a list.
        let begins_list = matches!(letter, '.' | ')' | '-' | '+') && letters.peek() == Some(&' ');
        let is_plain = letter.is_alphanumeric()
            || matches!(letter, ' ' | '.' | ',' | ':' | '(' | ')' | '-' | '+' | '“' | '”' | '§');
        if is_plain && !begins_list {
            safe.push(letter);
        } else {
            let _written = write!(safe, "#{};", u32::from(letter));
        }
    }
    safe
}

/// A text on a line of its own, where Mermaid knows no escapes.
fn plainly(text: &str) -> String {
    let kept =
        |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '.' | ',' | '(' | ')' | '-');
    text.chars().map(plain).filter(kept).collect()
}
