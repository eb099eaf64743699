//! The case file: types, sources, calculated values.

mod kind;

use std::collections::{BTreeMap, BTreeSet};

use feel::{Program, Scope, Type};
use model::{DataClass, FactName};

use super::names::Names;
use super::texts::Titles;
use crate::checked::{Choice, FactKind, FactRule, RulePack, Source};
use crate::finding::{
    BAD_VALUE, DUPLICATE_NAME, FACT_NEVER_ASKED, MISSING_KEY, NOT_SUPPORTED_YET, Report, WRONG_ORDER,
    WRONG_TYPE,
};
use crate::text::{Entry, Text, Tree};

/// Types that need no declaration.
pub(super) const PLAIN_TYPES: &[&str] = &["text", "number", "date", "boolean", PERSON];

/// The type of a member of staff, in facts and in conditions.
const PERSON: &str = "person";

/// What stands before the name of a limit of the rule pack in a condition.
pub(super) const LIMITS: &str = "limits.";

/// The fact that says how old the citizen is.
pub(super) const REGISTERED: &str = "birth_date";

/// The fact that says whether the citizen takes Digital Post.
pub(super) const DIGITAL_POST: &str = "digital_post";

/// The facts of a workflow, as far as they could be read.
pub(super) struct Facts<'a> {
    rules: BTreeMap<FactName, FactRule>,
    /// Words of each choice type, with their Danish titles.
    words: BTreeMap<&'a str, Vec<(&'a str, Option<&'a str>)>>,
    /// Steps that ask for each fact, by place.
    asked_by: BTreeMap<&'a str, Vec<usize>>,
    /// Facts that several people contribute: in a condition they are lists.
    contributed: BTreeSet<&'a str>,
    /// Roles that a person can hold.
    roles: Vec<&'a str>,
    /// Limits of the rule pack, as conditions name them; nothing where the pack is not at hand.
    limits: Option<Vec<String>>,
}

impl<'a> Facts<'a> {
    pub(super) fn read(
        names: &Names<'a>,
        titles: &Titles<'_>,
        pack: Option<&RulePack>,
        report: &mut Report<'_>,
    ) -> Self {
        let words = names.types.iter().map(|kind| (kind.key.as_str(), words(&kind.value))).collect();
        let mut asked_by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut contributed = BTreeSet::new();
        for (at, step) in names.steps.iter().enumerate() {
            if !step.is("form") && !step.is("contributions") && !step.is("contact") {
                continue;
            }
            for fact in step.kind_tree().map(|tree| tree.texts_of("ask")).unwrap_or_default() {
                asked_by.entry(&fact.text).or_default().push(at);
                if step.is("contributions") {
                    contributed.insert(fact.as_str());
                }
            }
        }
        // Asked where a person ends the stage: by no step of it.
        for early in names.stages.iter().filter_map(|stage| stage.value.get("ended_early")) {
            for fact in early.texts_of("ask") {
                asked_by.entry(&fact.text).or_default();
            }
        }
        let roles = names.role_names();
        let limits = pack.map(|pack| pack.limits.keys().map(|name| format!("{LIMITS}{name}")).collect());
        let mut facts = Self { rules: BTreeMap::new(), words, asked_by, contributed, roles, limits };
        for entry in &names.facts {
            if let Some(rule) = facts.rule(entry, titles, report) {
                facts.rules.insert(FactName::new(entry.key.as_str()), rule);
            }
        }
        facts
    }

    pub(super) fn get(&self, name: &str) -> Option<&FactRule> {
        self.rules.get(name)
    }

    /// Places of the steps that ask for a fact.
    pub(super) fn asking(&self, name: &str) -> &[usize] {
        self.asked_by.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn all(&self) -> &BTreeMap<FactName, FactRule> {
        &self.rules
    }

    pub(super) fn into_rules(self) -> BTreeMap<FactName, FactRule> {
        self.rules
    }

    pub(super) fn is_contributed(&self, name: &str) -> bool {
        self.contributed.contains(name)
    }

    /// Words of a choice type.
    pub(super) fn words_of(&self, kind: &str) -> Vec<&'a str> {
        self.words.get(kind).into_iter().flatten().map(|(word, _)| *word).collect()
    }

    /// Whether a condition names a limit of a pack that is not at hand: that is reported already.
    pub(super) fn hides(&self, condition: &str) -> bool {
        self.limits.is_none() && condition.contains(LIMITS)
    }

    /// A scope that knows the choice types and the limits of the rule pack.
    pub(super) fn scope(&self) -> Scope {
        // People are compared with each other and with nothing else: no word names one.
        let scope =
            Scope::new().name("today", Type::Date).name("now", Type::DateTime).choice(PERSON, [""; 0]);
        let scope = self.limits.iter().flatten().fold(scope, |scope, limit| scope.name(limit, Type::Number));
        self.words.keys().fold(scope, |scope, kind| scope.choice(*kind, self.words_of(kind)))
    }

    pub(super) fn choices(&self, titles: &Titles<'_>) -> BTreeMap<String, Vec<Choice>> {
        let choice = |kind: &str, word: &str, danish| Choice {
            word: word.to_owned(),
            title: titles.word(kind, word, danish),
        };
        let choices = self.words.iter().map(|(kind, words)| {
            ((*kind).to_owned(), words.iter().map(|(word, danish)| choice(kind, word, *danish)).collect())
        });
        choices.collect()
    }

    fn rule(&self, entry: &Entry, titles: &Titles<'_>, report: &mut Report<'_>) -> Option<FactRule> {
        let tree = &entry.value;
        let title = titles.of("facts", entry, report);
        let class = class(&tree.text("class")?.text)?;
        let optional = tree.text("optional").is_some_and(|word| word.text == "true");
        let help = tree.text("help").map(|help| titles.help(&entry.key.text, &help.text));
        let when = tree.text("when").and_then(|when| self.asked_when(when, report));
        if let Some(value) = tree.text("value") {
            for (key, word) in [
                ("from", "asked"),
                ("type", "typed"),
                ("optional", "optional"),
                ("when", "asked on conditions"),
            ] {
                if let Some(other) = tree.entry(key) {
                    let message = format!("a calculated fact is not {word} by hand");
                    report.error(
                        BAD_VALUE,
                        other.key.span,
                        message,
                        format!("remove `{key}`, or remove `value`"),
                    );
                }
            }
            let (kind, program) = self.calculated(value, report)?;
            return Some(FactRule {
                title,
                kind,
                class,
                optional: true,
                source: Source::Calculated(program),
                help,
                when: None,
                earliest: None,
                latest: None,
            });
        }
        let Some(kind) = tree.text("type") else {
            let remedy = "add `type`, or `value` for a calculated fact";
            report.error(MISSING_KEY, entry.key.span, format!("`{}` has no type", entry.key.text), remedy);
            return None;
        };
        let kind = self.kind(kind, tree, report)?;
        let source = match tree.text("from") {
            Some(from) => {
                let is_known = match entry.key.as_str() {
                    REGISTERED => kind == FactKind::Date,
                    DIGITAL_POST => kind == FactKind::Boolean,
                    _other => false,
                };
                if !is_known {
                    let message = "the register knows `birth_date`, a date, and `digital_post`, a boolean, and nothing else";
                    report.error(NOT_SUPPORTED_YET, from.span, message, "ask for it on a form");
                    return None;
                }
                Source::Register
            }
            None => Source::Asked,
        };
        Some(FactRule { title, kind, class, optional, source, help, when, earliest: None, latest: None })
    }

    /// The condition under which a form asks, of facts that stand above.
    fn asked_when(&self, when: &Text, report: &mut Report<'_>) -> Option<Program> {
        let faults = match feel::compile_as(&when.text, &Type::Boolean, &self.above()) {
            Ok(program) => return Some(program),
            Err(faults) => faults,
        };
        for fault in faults {
            report.fault(when, fault);
        }
        None
    }

    /// What a fact may name: those that stand above it.
    fn above(&self) -> Scope {
        self.rules.iter().fold(self.scope(), |scope, (name, rule)| {
            let kind = self.type_of(name.as_str(), &rule.kind);
            let is_there = match &rule.source {
                Source::Calculated(program) => !program.result_type().may_be_missing(),
                Source::Asked | Source::Register => !rule.optional && rule.when.is_none(),
            };
            scope.name(name.as_str(), if is_there { kind } else { kind.or_missing() })
        })
    }

    fn calculated(&self, value: &Text, report: &mut Report<'_>) -> Option<(FactKind, Program)> {
        if self.hides(&value.text) {
            return None;
        }
        match feel::compile(&value.text, &self.above()) {
            Ok(program) => {
                if let Some(kind) = stored(program.result_type()) {
                    Some((kind, program))
                } else {
                    let message = format!("this gives a {}, which no fact can hold", program.result_type());
                    let remedy = "calculate a text, a number, a date, a boolean, a choice or a list of them";
                    report.error(WRONG_TYPE, value.span, message, remedy);
                    None
                }
            }
            Err(faults) => {
                for fault in faults {
                    report.fault(value, fault);
                }
                None
            }
        }
    }

    /// The type of a fact in a condition, when it is there.
    pub(super) fn type_of(&self, name: &str, kind: &FactKind) -> Type {
        let own = in_feel(kind);
        if self.is_contributed(name) { own.list() } else { own }
    }

    /// What is asked on a condition stands after what the condition is about: a form is filled in from above.
    fn check_order(&self, asked: &[&Text], report: &mut Report<'_>) {
        for (at, text) in asked.iter().enumerate() {
            let Some(when) = self.get(&text.text).and_then(|rule| rule.when.as_ref()) else { continue };
            let decides = |later: &&&Text| when.names().iter().any(|name| *name == later.text);
            if let Some(later) = asked.iter().skip(at + 1).find(decides) {
                let message = format!(
                    "whether `{}` is asked depends on `{}`, which stands after it",
                    text.text, later.text
                );
                report.error(WRONG_ORDER, text.span, message, format!("put `{}` before it", later.text));
            }
        }
    }

    /// Checks facts that a step asks for.
    pub(super) fn asked(&self, names: &Names<'_>, asked: &[&Text], report: &mut Report<'_>) -> Vec<FactName> {
        self.check_order(asked, report);
        let mut found = Vec::new();
        for text in asked {
            if names.fact(&text.text).is_none() {
                report.unknown(
                    crate::finding::UNKNOWN_NAME,
                    text,
                    "fact of this workflow",
                    &names.fact_names(),
                );
                continue;
            }
            match self.get(&text.text).map(|rule| &rule.source) {
                Some(Source::Register) => {
                    let message = format!("`{}` comes from the register", text.text);
                    report.error(WRONG_TYPE, text.span, message, "do not ask for it");
                }
                Some(Source::Calculated(_)) => {
                    let message = format!("`{}` is calculated", text.text);
                    report.error(WRONG_TYPE, text.span, message, "do not ask for it");
                }
                Some(Source::Asked) | None => found.push(FactName::new(text.as_str())),
            }
        }
        found
    }

    /// Reports facts that nobody asks for, and words that a type has twice.
    pub(super) fn check_use(&self, names: &Names<'_>, report: &mut Report<'_>) {
        // A step that could not be understood may be the one that asks.
        let all_steps_are_known =
            names.steps.iter().all(|step| matches!(step.kind_tree(), Some(Tree::Map(..) | Tree::Text(_))));
        for entry in names.facts.iter().filter(|_| all_steps_are_known) {
            let is_asked = matches!(self.get(&entry.key.text).map(|rule| &rule.source), Some(Source::Asked));
            if is_asked && !self.asked_by.contains_key(entry.key.as_str()) {
                let message = format!("no step asks for `{}`", entry.key.text);
                let remedy = "add it to the `ask` of a form, or remove it";
                report.error(FACT_NEVER_ASKED, entry.key.span, message, remedy);
            }
        }
        let mut seen = BTreeSet::new();
        for kind in &names.types {
            for word in kind.value.texts() {
                if PLAIN_TYPES.contains(&word.as_str()) || matches!(word.as_str(), "true" | "false" | "null")
                {
                    let message = format!("`{}` is a word of the language", word.text);
                    report.error(DUPLICATE_NAME, word.span, message, "choose another word");
                }
                seen.insert(word.as_str());
            }
        }
        for fact in names.facts.iter().filter(|fact| seen.contains(fact.key.as_str())) {
            let message = format!("`{}` is a word of a choice type too", fact.key.text);
            let remedy = "give the fact another name: in a condition nobody could tell them apart";
            report.error(DUPLICATE_NAME, fact.key.span, message, remedy);
        }
    }
}

fn words(kind: &Tree) -> Vec<(&str, Option<&str>)> {
    let titled =
        kind.entries().iter().map(|word| (word.key.as_str(), word.value.as_text().map(Text::as_str)));
    kind.texts().into_iter().map(|word| (word.as_str(), None)).chain(titled).collect()
}

fn class(word: &str) -> Option<DataClass> {
    match word {
        "P0" => Some(DataClass::P0),
        "P1" => Some(DataClass::P1),
        "P2" => Some(DataClass::P2),
        "P3" => Some(DataClass::P3),
        "P4" => Some(DataClass::P4),
        "P5" => Some(DataClass::P5),
        _ => None,
    }
}

/// The type of a fact in conditions.
pub(super) fn in_feel(kind: &FactKind) -> Type {
    match kind {
        FactKind::Text => Type::Text,
        FactKind::Number { .. } => Type::Number,
        FactKind::Date => Type::Date,
        FactKind::Boolean => Type::Boolean,
        FactKind::Choice(name) => Type::Choice(name.clone()),
        FactKind::Person { .. } => Type::Choice(PERSON.to_owned()),
        FactKind::List { of, .. } => in_feel(of).list(),
    }
}

/// The type of a fact that holds what a condition gives.
pub(super) fn stored(kind: &Type) -> Option<FactKind> {
    match kind.when_present() {
        Type::Boolean => Some(FactKind::Boolean),
        Type::Number => Some(FactKind::Number { min: None, max: None }),
        Type::Text => Some(FactKind::Text),
        Type::Date => Some(FactKind::Date),
        Type::Choice(name) if name == PERSON => Some(FactKind::Person { holding: None }),
        Type::Choice(name) => Some(FactKind::Choice(name.clone())),
        Type::List(of) if of.may_be_missing() => None,
        Type::List(of) => Some(FactKind::List { of: Box::new(stored(of)?), min: None, max: None }),
        Type::Null
        | Type::DateTime
        | Type::LocalDateTime
        | Type::ZonedTime
        | Type::Time
        | Type::DayDuration
        | Type::MonthDuration
        | Type::Context(_)
        | Type::Range(_)
        | Type::Optional(_) => None,
    }
}
