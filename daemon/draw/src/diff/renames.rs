//! What was renamed is compared under its new name, and so is every mention of the old one.

use definition::{Definition, Named, Renamed};
use model::deadline::Sentence;

use super::change::What;
use crate::words::both;

/// The renames that lie between two versions: the old file has the old name and not the new one.
pub(super) fn between(old: &Definition, new: &Definition) -> Vec<Renamed> {
    let is_between = |one: &&Renamed| has(old, one.what, &one.from) && !has(old, one.what, &one.to);
    new.renamed.iter().filter(is_between).cloned().collect()
}

fn has(definition: &Definition, what: Named, name: &str) -> bool {
    match what {
        Named::Event => definition.events.contains_key(name),
        Named::Fact => definition.facts.contains_key(name),
        Named::Stage => definition.stages.iter().any(|stage| stage.name.as_str() == name),
        Named::Step => definition.steps.contains_key(name),
    }
}

/// The old version, with what was renamed under its new name. Mentions keep the old one: see [`renamed`].
pub(super) fn apply(old: &Definition, renames: &[Renamed]) -> Definition {
    let mut definition = old.clone();
    for Renamed { what, from, to } in renames {
        match what {
            Named::Event => {
                let rule = definition.events.remove(from.as_str());
                definition.events.extend(rule.map(|rule| (to.as_str().into(), rule)));
            }
            Named::Fact => {
                let rule = definition.facts.remove(from.as_str());
                definition.facts.extend(rule.map(|rule| (to.as_str().into(), rule)));
            }
            Named::Stage => {
                let stages = definition.stages.iter_mut().filter(|stage| stage.name.as_str() == from);
                stages.for_each(|stage| stage.name = to.as_str().into());
                let parents = definition.stages.iter_mut().filter_map(|stage| stage.parent.as_mut());
                let holders = parents.filter(|parent| parent.as_str() == from);
                holders.for_each(|holder| *holder = to.as_str().into());
                let steps = definition.steps.values_mut().filter(|step| step.stage.as_str() == from);
                steps.for_each(|step| step.stage = to.as_str().into());
            }
            Named::Step => {
                let step = definition.steps.remove(from.as_str());
                definition.steps.extend(step.map(|mut step| {
                    step.name = to.as_str().into();
                    // What is written out has its step's name.
                    for due in step.due.iter_mut().chain(&mut step.expires) {
                        due.rule.name = words(
                            &due.rule.name.replace(&format!("{from}_expires"), &format!("{to}_expires")),
                            renames,
                        );
                    }
                    (step.name.clone(), step)
                }));
                let lists = definition.stages.iter_mut().map(|stage| &mut stage.steps);
                let named =
                    lists.chain([&mut definition.order]).flatten().filter(|name| name.as_str() == from);
                named.for_each(|name| *name = to.as_str().into());
            }
        }
    }
    definition
}

/// What kind of thing a rename is of.
pub(super) const fn what(named: Named) -> What {
    match named {
        Named::Event => What::Event,
        Named::Fact => What::Fact,
        Named::Stage => What::Stage,
        Named::Step => What::Step,
    }
}

/// A sentence about the old version, with the new names where it quotes the file.
pub(super) fn renamed(sentence: &Sentence, renames: &[Renamed]) -> Sentence {
    if renames.is_empty() {
        return sentence.clone();
    }
    both(in_quotes(&sentence.da, renames), in_quotes(&sentence.en, renames))
}

/// Renames the words between backticks; everything else is not of the file.
fn in_quotes(text: &str, renames: &[Renamed]) -> String {
    let parts = text.split('`').enumerate();
    let parts: Vec<String> =
        parts.map(|(at, part)| if at % 2 == 1 { words(part, renames) } else { part.to_owned() }).collect();
    parts.join("`")
}

fn words(text: &str, renames: &[Renamed]) -> String {
    let mut with_new_names = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = is_of_a_name(first);
        let end = rest.find(|letter: char| is_of_a_name(letter) != is_word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let new = renames.iter().find(|one| is_word && one.from == part);
        with_new_names.push_str(new.map_or(part, |one| &one.to));
        rest = after;
    }
    with_new_names
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
