//! Titles in both languages.

use model::deadline::Sentence;

use crate::finding::{MISSING_TRANSLATION, Report, UNKNOWN_NAME};
use crate::text::{Entry, Tree};

/// Danish titles from the workflow, English ones from `texts/en.yaml`.
pub(crate) struct Titles<'t> {
    english: Option<&'t Tree>,
}

impl<'t> Titles<'t> {
    pub(super) fn new(workflow: &Tree, english: Option<&'t Tree>, report: &mut Report<'_>) -> Self {
        if english.is_none()
            && let Some(title) = workflow.text("title")
        {
            let message = "the workflow has no English texts";
            report.warning(MISSING_TRANSLATION, title.span, message, "write `texts/en.yaml` beside it");
        }
        Self { english }
    }

    pub(super) fn workflow(&self, tree: &Tree) -> Sentence {
        let da = tree.text("title").map(|title| title.text.clone()).unwrap_or_default();
        let en = self.english.and_then(|english| english.text("title")).map(|title| title.text.clone());
        Sentence { en: en.unwrap_or_else(|| da.clone()), da }
    }

    /// What a thing of a section is called; its name with blanks where nobody says.
    pub(super) fn of(&self, section: &str, entry: &Entry, report: &mut Report<'_>) -> Sentence {
        let name = entry.key.as_str();
        let danish = entry.value.text("title");
        let english = self.english.and_then(|english| english.get(section)?.text(name));
        if let (Some(title), Some(_), None) = (danish, self.english, english) {
            let message = format!("`{name}` has no English title");
            let remedy = format!("add `{name}` under `{section}` in `texts/en.yaml`");
            report.warning(MISSING_TRANSLATION, title.span, message, remedy);
        }
        Sentence {
            da: danish.map_or_else(|| spoken(name), |title| title.text.clone()),
            en: english.map_or_else(|| spoken(name), |title| title.text.clone()),
        }
    }

    /// What helps whoever fills in a fact.
    pub(super) fn help(&self, fact: &str, danish: &str) -> Sentence {
        let english = self.english.and_then(|english| english.get("help")?.text(fact));
        Sentence {
            da: danish.to_owned(),
            en: english.map_or_else(|| danish.to_owned(), |text| text.text.clone()),
        }
    }

    /// What a step tells members of staff.
    pub(super) fn notice(&self, step: &str, danish: &str) -> Sentence {
        let english = self.english.and_then(|english| english.get("notices")?.text(step));
        Sentence {
            da: danish.to_owned(),
            en: english.map_or_else(|| danish.to_owned(), |text| text.text.clone()),
        }
    }

    /// What a word of a choice type is called.
    pub(super) fn word(&self, kind: &str, word: &str, danish: Option<&str>) -> Sentence {
        let english = self.english.and_then(|english| english.get("types")?.get(kind)?.text(word));
        Sentence {
            da: danish.map_or_else(|| spoken(word), str::to_owned),
            en: english.map_or_else(|| spoken(word), |title| title.text.clone()),
        }
    }
}

/// Reports words of choices and helps that are written in Danish and not in English. What has no text in Danish either
/// is called by its name in both languages, and nothing is missing.
pub(super) fn untranslated(workflow: &Tree, english: Option<&Tree>, report: &mut Report<'_>) {
    let Some(english) = english else { return };
    for kind in workflow.get("types").map(Tree::entries).unwrap_or_default() {
        let there = english.get("types").and_then(|types| types.get(&kind.key.text));
        for word in kind.value.entries() {
            if there.and_then(|words| words.text(&word.key.text)).is_none() {
                let (kind, word_name) = (kind.key.as_str(), word.key.as_str());
                let message = format!("`{word_name}` of the type `{kind}` has no English title");
                let remedy = format!("add `{word_name}` under `types`, `{kind}` in `texts/en.yaml`");
                report.warning(MISSING_TRANSLATION, word.value.span(), message, remedy);
            }
        }
    }
    for step in steps_of(workflow) {
        let Some(notice) = step.value.get("notify").and_then(|notify| notify.text("text")) else { continue };
        let name = step.key.as_str();
        if english.get("notices").and_then(|notices| notices.text(name)).is_none() {
            let message = format!("what `{name}` tells is not in English");
            let remedy = format!("add `{name}` under `notices` in `texts/en.yaml`");
            report.warning(MISSING_TRANSLATION, notice.span, message, remedy);
        }
    }
    for fact in workflow.get("facts").map(Tree::entries).unwrap_or_default() {
        let Some(help) = fact.value.text("help") else { continue };
        let name = fact.key.as_str();
        if english.get("help").and_then(|helps| helps.text(name)).is_none() {
            let message = format!("the help for `{name}` is not in English");
            let remedy = format!("add `{name}` under `help` in `texts/en.yaml`");
            report.warning(MISSING_TRANSLATION, help.span, message, remedy);
        }
    }
}

/// Reports texts about things that the workflow does not have.
pub(crate) fn check(workflow: &Tree, texts: &Tree, report: &mut Report<'_>) {
    for section in ["events", "types", "roles", "facts", "pause"] {
        let known = keys(workflow.get(section));
        translated(texts.get(section), &known, report);
    }
    translated(texts.get("help"), &keys(workflow.get("facts")), report);
    let stages = super::names::stage_trees(workflow);
    let named: Vec<&str> = stages.iter().flat_map(|stage| keys(stage.get("stages"))).collect();
    translated(texts.get("stages"), &named, report);
    let steps: Vec<&str> = steps_of(workflow).map(|step| step.key.as_str()).collect();
    translated(texts.get("steps"), &steps, report);
    let tells = |step: &&Entry| step.value.get("notify").is_some_and(|notify| notify.get("text").is_some());
    let telling: Vec<&str> = steps_of(workflow).filter(tells).map(|step| step.key.as_str()).collect();
    translated(texts.get("notices"), &telling, report);
    for kind in texts.get("types").map(Tree::entries).unwrap_or_default() {
        let Some(words) = workflow.get("types").and_then(|types| types.get(&kind.key.text)) else { continue };
        let listed = words.texts().into_iter().map(super::super::text::tree::Text::as_str);
        let known: Vec<&str> = listed.chain(keys(Some(words))).collect();
        translated(Some(&kind.value), &known, report);
    }
}

fn translated(section: Option<&Tree>, known: &[&str], report: &mut Report<'_>) {
    for entry in section.map(Tree::entries).unwrap_or_default() {
        if !known.contains(&entry.key.as_str()) {
            report.unknown(UNKNOWN_NAME, &entry.key, "name that the workflow has here", known);
        }
    }
}

fn steps_of(workflow: &Tree) -> impl Iterator<Item = &Entry> {
    let stages = super::names::stage_trees(workflow).into_iter();
    stages.flat_map(|stage| stage.get("steps").map(Tree::entries).unwrap_or_default())
}

fn keys(tree: Option<&Tree>) -> Vec<&str> {
    tree.map(Tree::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str()).collect()
}

/// `joint_assessment` as people say it.
pub(super) fn spoken(name: &str) -> String {
    let plain = name.replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the built-in event is called.
pub(super) fn died() -> Sentence {
    Sentence { da: "Borgeren er død".to_owned(), en: "The citizen has died".to_owned() }
}
