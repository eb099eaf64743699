//! Which names a workflow gives, each to one thing only.

use std::collections::BTreeMap;

use crate::finding::{DUPLICATE_NAME, Report, SEVERAL_KINDS, STEP_WITHOUT_KIND, TOO_LARGE};
use crate::grammar::workflow::{KINDS, KINDS_LATER};
use crate::text::{Entry, Text, Tree};

/// The event that can happen to every case.
pub(super) const DIED: &str = "died";

/// The anchor that every case has.
pub(super) const OPENED: &str = "opened";

/// Names that mean something of their own wherever they stand.
const TAKEN: &[&str] =
    &[OPENED, "today", "now", "citizen", "consent", "facts_used", "limits", "round", "last", "until"];

/// Most steps, and most stages, of one workflow: a person should be able to read it.
const STEPS_MAX: usize = 500;

/// Most stages that stand in each other: whoever reads one should know where it stands.
const STAGES_DEEP_MAX: usize = 4;

/// A step with the stage it stands in.
#[derive(Debug)]
pub(crate) struct StepEntry<'t> {
    /// Place of the stage among the stages.
    pub(super) stage: usize,
    pub(super) entry: &'t Entry,
    /// The one kind it is.
    pub(super) kind: Option<&'static str>,
}

impl<'t> StepEntry<'t> {
    pub(super) fn name(&self) -> &'t str {
        &self.entry.key.text
    }

    pub(super) fn tree(&self) -> &'t Tree {
        &self.entry.value
    }

    /// What stands under the word of its kind.
    pub(super) fn kind_tree(&self) -> Option<&'t Tree> {
        self.kind.and_then(|kind| self.entry.value.get(kind))
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == Some(kind)
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.tree().text(key).is_some_and(|word| word.text == "true")
    }

    /// Whether its stage waits for it.
    pub(super) fn is_awaited(&self) -> bool {
        !self.is_true("optional") && self.is_required()
    }

    /// Whether its stage waits for it, once it has begun.
    pub(super) fn is_required(&self) -> bool {
        self.tree().text("required").is_none_or(|word| word.text != "false")
    }
}

/// Everything that a workflow gives a name to.
#[derive(Debug)]
pub(crate) struct Names<'t> {
    pub(super) events: Vec<&'t Entry>,
    pub(super) types: Vec<&'t Entry>,
    pub(super) roles: Vec<&'t Entry>,
    pub(super) facts: Vec<&'t Entry>,
    /// Each before those that it holds.
    pub(super) stages: Vec<&'t Entry>,
    /// For each stage the place of the one that holds it.
    pub(super) parents: Vec<Option<usize>>,
    pub(super) steps: Vec<StepEntry<'t>>,
    /// Purposes of consent that some step asks for, each once.
    pub(super) purposes: Vec<&'t str>,
}

impl<'t> Names<'t> {
    /// Collects the names and reports those that are given twice.
    pub(super) fn read(tree: &'t Tree, report: &mut Report<'_>) -> Option<Self> {
        let section = |key: &str| -> Vec<&'t Entry> {
            tree.get(key).map(Tree::entries).unwrap_or_default().iter().collect()
        };
        let (stages, parents) = stages(tree, report);
        let mut steps = Vec::new();
        for (at, stage) in stages.iter().enumerate() {
            for entry in stage.value.get("steps").map(Tree::entries).unwrap_or_default() {
                steps.push(StepEntry { stage: at, entry, kind: kind(entry, report) });
            }
        }
        let one_too_many = steps.get(STEPS_MAX).map(|step| &step.entry.key);
        if let Some(key) = one_too_many.or(stages.get(STEPS_MAX).map(|stage| &stage.key)) {
            let message = format!("the workflow has more than {STEPS_MAX} steps or stages");
            report.error(TOO_LARGE, key.span, message, "split it into several workflows");
            return None;
        }
        let mut purposes: Vec<&str> = Vec::new();
        for step in steps.iter().filter(|step| step.is("consent")) {
            for purpose in step.kind_tree().map(|tree| tree.texts_of("ask")).unwrap_or_default() {
                if !purposes.contains(&purpose.as_str()) {
                    purposes.push(&purpose.text);
                }
            }
        }
        let (events, types) = (section("events"), section("types"));
        let (roles, facts) = (section("roles"), section("facts"));
        let names = Self { events, types, roles, facts, stages, parents, steps, purposes };
        names.check_unique(report);
        Some(names)
    }

    fn check_unique(&self, report: &mut Report<'_>) {
        let steps = self.steps.iter().map(|step| ("step", &step.entry.key));
        let given = named("event", &self.events)
            .chain(named("fact", &self.facts))
            .chain(named("stage", &self.stages))
            .chain(steps);
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (noun, key) in given {
            if let Some(other) = seen.insert(&key.text, noun) {
                let message = format!("`{}` already names another thing: the {other} of that name", key.text);
                let remedy =
                    "give one of them another name: events, facts, stages and steps share their names";
                report.error(DUPLICATE_NAME, key.span, message, remedy);
            }
            let is_kind =
                noun == "step" && (KINDS.contains(&key.as_str()) || KINDS_LATER.contains(&key.as_str()));
            if is_kind || TAKEN.contains(&key.as_str()) {
                let message = format!("`{}` is a word of the language", key.text);
                report.error(DUPLICATE_NAME, key.span, message, format!("give the {noun} a name of its own"));
            }
        }
        for role in self.roles.iter().filter(|role| TAKEN.contains(&role.key.as_str())) {
            let message = format!("`{}` is a word of the language", role.key.text);
            report.error(DUPLICATE_NAME, role.key.span, message, "give the role a name of its own");
        }
        for kind in self.types.iter().filter(|kind| super::facts::PLAIN_TYPES.contains(&kind.key.as_str())) {
            let message = format!("`{}` is a type of the language", kind.key.text);
            report.error(DUPLICATE_NAME, kind.key.span, message, "give the choice type a name of its own");
        }
    }

    pub(super) fn step(&self, name: &str) -> Option<(usize, &StepEntry<'t>)> {
        self.steps.iter().enumerate().find(|(_, step)| step.name() == name)
    }

    pub(super) fn stage(&self, name: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.key.text == name)
    }

    /// A stage and those that hold it, by place, from the inside out.
    pub(super) fn outwards(&self, stage: usize) -> impl Iterator<Item = usize> {
        let first = Some(stage).filter(|at| *at < self.stages.len());
        core::iter::successors(first, |at| self.parents.get(*at).copied().flatten())
    }

    /// Whether a stage is another, or is held by it at whatever depth.
    pub(super) fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.outwards(inner).any(|stage| stage == outer)
    }

    /// The stages in which a step stands, from the inside out.
    pub(super) fn stages_of(&self, step: &StepEntry<'_>) -> impl Iterator<Item = &'t Entry> {
        self.outwards(step.stage).filter_map(|at| self.stages.get(at).copied())
    }

    pub(super) fn fact(&self, name: &str) -> Option<&'t Entry> {
        self.facts.iter().find(|fact| fact.key.text == name).copied()
    }

    /// Everything that stands under an `after`.
    pub(super) fn afters(&self) -> impl Iterator<Item = &'t Tree> {
        let stages = self.stages.iter().filter_map(|stage| stage.value.get("after"));
        stages.chain(self.steps.iter().filter_map(|step| step.entry.value.get("after")))
    }

    pub(super) fn event_names(&self) -> Vec<&'t str> {
        keys(&self.events)
    }

    pub(super) fn is_event(&self, name: &str) -> bool {
        self.events.iter().any(|event| event.key.text == name)
    }

    pub(super) fn role_names(&self) -> Vec<&'t str> {
        keys(&self.roles)
    }

    pub(super) fn fact_names(&self) -> Vec<&'t str> {
        keys(&self.facts)
    }

    pub(super) fn stage_names(&self) -> Vec<&'t str> {
        keys(&self.stages)
    }

    /// Steps of a kind, or of any kind.
    pub(super) fn step_names(&self, kind: Option<&str>) -> Vec<&'t str> {
        let wanted = |step: &&StepEntry<'t>| kind.is_none_or(|kind| step.is(kind));
        self.steps.iter().filter(wanted).map(StepEntry::name).collect()
    }
}

/// Every stage, each before those that it holds, and the place of the one that holds it.
fn stages<'t>(tree: &'t Tree, report: &mut Report<'_>) -> (Vec<&'t Entry>, Vec<Option<usize>>) {
    let of = |tree: &'t Tree| tree.get("stages").map(Tree::entries).unwrap_or_default().iter().rev();
    let (mut stages, mut parents) = (Vec::new(), Vec::new());
    let mut open: Vec<(&Entry, Option<usize>, usize)> = of(tree).map(|entry| (entry, None, 1)).collect();
    while let Some((entry, parent, depth)) = open.pop() {
        let at = stages.len();
        stages.push(entry);
        parents.push(parent);
        if depth < STAGES_DEEP_MAX {
            open.extend(of(&entry.value).map(|inner| (inner, Some(at), depth + 1)));
        } else if let Some(inner) = entry.value.entry("stages") {
            let message = format!("stages stand in each other more than {STAGES_DEEP_MAX} deep");
            let remedy = "let what is inside stand beside it, `after` what comes before";
            report.error(TOO_LARGE, inner.key.span, message, remedy);
        }
    }
    (stages, parents)
}

/// A workflow and each of its stages, whatever holds it: the trees in which stages and steps stand.
pub(crate) fn stage_trees(workflow: &Tree) -> Vec<&Tree> {
    let mut trees = vec![workflow];
    let mut at = 0;
    while let Some(tree) = trees.get(at).copied() {
        trees.extend(
            tree.get("stages").map(Tree::entries).unwrap_or_default().iter().map(|entry| &entry.value),
        );
        at += 1;
    }
    trees
}

fn named<'e, 't>(
    noun: &'static str,
    entries: &'e [&'t Entry],
) -> impl Iterator<Item = (&'static str, &'t Text)> + use<'e, 't> {
    entries.iter().map(move |entry| (noun, &entry.key))
}

fn keys<'t>(entries: &[&'t Entry]) -> Vec<&'t str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

/// The one kind of a step.
fn kind(step: &Entry, report: &mut Report<'_>) -> Option<&'static str> {
    let written = |kinds: &[&'static str]| -> Vec<&'static str> {
        kinds.iter().filter(|kind| step.value.get(kind).is_some()).copied().collect()
    };
    let (kinds, later) = (written(KINDS), written(KINDS_LATER));
    match kinds.as_slice() {
        [kind] => Some(kind),
        [] => {
            if later.is_empty() && matches!(step.value, Tree::Map(..)) {
                let message = format!("the step `{}` does not say what it is", step.key.text);
                let remedy = format!("add one of {}", crate::nearest::listing(KINDS));
                report.error(STEP_WITHOUT_KIND, step.key.span, message, remedy);
            }
            None
        }
        [first, second, ..] => {
            let message = format!("the step `{}` is both `{first}` and `{second}`", step.key.text);
            report.error(
                SEVERAL_KINDS,
                step.key.span,
                message,
                "make two steps of it, one `after` the other",
            );
            None
        }
    }
}

/// Whether a workflow or a rule pack may be called so: a name in which `-` is allowed too.
pub(crate) fn is_dashed_name(name: &str) -> bool {
    model::id::is_name(&name.replace('-', "_"))
}
