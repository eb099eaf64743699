//! What waits for what: cycles, and what can never begin.

use std::collections::BTreeSet;

use super::names::Names;
use crate::checked::{After, Before};
use crate::finding::{CYCLE, DEAD_END, NOT_SUPPORTED_YET, Report, UNKNOWN_NAME, UNREACHABLE_STEP};
use crate::text::{Span, Text, Tree};
use model::{StageName, StepName};

/// One thing that must have settled, and where the file says so.
type Edge = (usize, Option<Span>);

/// The order of a workflow: stages begin, stages end and steps, each waiting for others.
#[derive(Debug)]
pub(crate) struct Order {
    stages: usize,
    /// For each place, what it needs: all of these, each met by any of its edges.
    needs: Vec<Vec<Vec<Edge>>>,
    /// Whether each place can ever begin.
    begins: Vec<bool>,
    /// For each place, what must have settled before it begins.
    before: Vec<BTreeSet<usize>>,
}

impl Order {
    /// Reads every `after` and reports cycles, dead ends and what can never begin.
    pub(super) fn read(names: &Names<'_>, report: &mut Report<'_>) -> Self {
        let stages = names.stages.len();
        let places = 2 * stages + names.steps.len();
        let mut order = Self {
            stages,
            needs: vec![Vec::new(); places],
            begins: vec![false; places],
            before: vec![BTreeSet::new(); places],
        };
        for (at, stage) in names.stages.iter().enumerate() {
            let needs = order.edges(names, stage.value.get("after"));
            order.put(order.start(at), needs);
            let end = match stage.value.text("until").and_then(|until| until.text.strip_suffix(".done")) {
                Some(step) => names.step(step).map(|(step, _)| order.step(step)).into_iter().collect(),
                None => order.awaited(names, at),
            };
            let needs = end.into_iter().chain([order.start(at)]).map(|place| vec![(place, None)]).collect();
            order.put(order.end(at), needs);
        }
        for (at, step) in names.steps.iter().enumerate() {
            let mut needs = order.edges(names, step.tree().get("after"));
            needs.push(vec![(order.start(step.stage), None)]);
            order.put(order.step(at), needs);
        }
        order.follow(names);
        order.report_cycles(names, report);
        order.report_unreachable(names, report);
        order.report_endless(names, report);
        order
    }

    pub(super) const fn start(&self, stage: usize) -> usize {
        2 * stage
    }

    const fn end(&self, stage: usize) -> usize {
        2 * stage + 1
    }

    pub(super) const fn step(&self, step: usize) -> usize {
        2 * self.stages + step
    }

    /// Whether a place can ever begin.
    pub(super) fn can_begin(&self, place: usize) -> bool {
        self.begins.get(place).copied().unwrap_or(false)
    }

    /// Whether `earlier` must have settled before `later` begins.
    pub(super) fn is_before(&self, earlier: usize, later: usize) -> bool {
        self.before.get(later).is_some_and(|before| before.contains(&earlier))
    }

    fn put(&mut self, place: usize, needs: Vec<Vec<Edge>>) {
        if let Some(slot) = self.needs.get_mut(place) {
            *slot = needs;
        }
    }

    fn needs_of(&self, place: usize) -> &[Vec<Edge>] {
        self.needs.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    fn awaited(&self, names: &Names<'_>, stage: usize) -> Vec<usize> {
        let steps = names.steps.iter().enumerate();
        steps
            .filter(|(_, step)| step.stage == stage && step.is_awaited())
            .map(|(at, _)| self.step(at))
            .collect()
    }

    fn edges(&self, names: &Names<'_>, after: Option<&Tree>) -> Vec<Vec<Edge>> {
        let Some(after) = after else { return Vec::new() };
        let (any, texts) = members(after);
        let place = |text: &(String, Span)| -> Option<Edge> {
            let step = names.step(&text.0).map(|(at, _)| self.step(at));
            step.or_else(|| names.stage(&text.0).map(|at| self.end(at))).map(|place| (place, Some(text.1)))
        };
        let edges: Vec<Edge> = texts.iter().filter_map(place).collect();
        if any && !edges.is_empty() {
            vec![edges]
        } else {
            edges.into_iter().map(|edge| vec![edge]).collect()
        }
    }

    /// Lets everything begin and settle that can, as often as anything changes.
    fn follow(&mut self, names: &Names<'_>) {
        let never_settles = |place: usize| {
            place
                .checked_sub(2 * self.stages)
                .and_then(|at| names.steps.get(at))
                .is_some_and(|step| step.is("review"))
        };
        let mut changed = true;
        while changed {
            changed = false;
            for place in 0..self.needs.len() {
                let settled = |edge: &Edge| self.can_begin(edge.0) && !never_settles(edge.0);
                if self.can_begin(place) || !self.needs_of(place).iter().all(|need| need.iter().any(settled))
                {
                    continue;
                }
                let mut before = BTreeSet::new();
                for need in self.needs_of(place) {
                    if let [(only, _)] = need.as_slice() {
                        before.insert(*only);
                        before.extend(self.before.get(*only).into_iter().flatten().copied());
                    }
                }
                if let Some(slot) = self.before.get_mut(place) {
                    *slot = before;
                }
                if let Some(slot) = self.begins.get_mut(place) {
                    *slot = true;
                }
                changed = true;
            }
        }
    }

    /// Places that can be reached by following what a place waits for.
    fn behind(&self, place: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            for (next, _) in self.needs_of(place).iter().flatten() {
                if !self.can_begin(*next) && found.insert(*next) {
                    open.push(*next);
                }
            }
        }
        found
    }

    fn in_cycle(&self, place: usize) -> bool {
        !self.can_begin(place) && self.behind(place).contains(&place)
    }

    fn report_cycles(&self, names: &Names<'_>, report: &mut Report<'_>) {
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for place in (0..self.needs.len()).filter(|place| !self.can_begin(*place)) {
            if told.contains(&place) {
                continue;
            }
            let behind = self.behind(place);
            if !behind.contains(&place) {
                continue;
            }
            let ring: BTreeSet<usize> =
                behind.into_iter().filter(|other| self.behind(*other).contains(&place)).collect();
            let edges = ring.iter().flat_map(|member| self.needs_of(*member).iter().flatten());
            let span = edges.filter(|(next, _)| ring.contains(next)).filter_map(|(_, span)| *span).min();
            told.extend(&ring);
            let mut members: Vec<&str> = ring.iter().map(|place| self.name(names, *place)).collect();
            members.dedup();
            let message = match members.as_slice() {
                [only] => format!("`{only}` waits for itself"),
                _ => format!("{} wait for each other", crate::nearest::listing(&members)),
            };
            report.error(
                CYCLE,
                span.unwrap_or_default(),
                message,
                "take one of the `after` away, so that something can begin",
            );
        }
    }

    fn report_unreachable(&self, names: &Names<'_>, report: &mut Report<'_>) {
        let blocker = |place: usize| {
            let stuck = |need: &&Vec<Edge>| {
                !need.iter().any(|(next, _)| self.can_begin(*next) && !self.is_review(names, *next))
            };
            self.needs_of(place)
                .iter()
                .find(stuck)
                .and_then(|need| need.first())
                .map(|(next, _)| self.name(names, *next))
        };
        for (at, stage) in names.stages.iter().enumerate() {
            let place = self.start(at);
            if let (false, false, Some(blocker)) =
                (self.can_begin(place), self.in_cycle(place), blocker(place))
            {
                let message =
                    format!("the stage `{}` can never begin: `{blocker}` never settles", stage.key.text);
                report.error(
                    UNREACHABLE_STEP,
                    stage.key.span,
                    message,
                    "let it come `after` something that can settle",
                );
            }
        }
        for (at, step) in names.steps.iter().enumerate() {
            let place = self.step(at);
            if self.can_begin(self.start(step.stage))
                && let (false, false, Some(blocker)) =
                    (self.can_begin(place), self.in_cycle(place), blocker(place))
            {
                let message =
                    format!("the step `{}` can never begin: `{blocker}` never settles", step.name());
                report.error(
                    UNREACHABLE_STEP,
                    step.entry.key.span,
                    message,
                    "let it come `after` something that can settle",
                );
            }
            let stage_end = names.stages.get(step.stage).and_then(|stage| stage.value.text("until"));
            let last = stage_end.and_then(|until| until.text.strip_suffix(".done"));
            if let Some((last, last_step)) = last.and_then(|name| names.step(name))
                && last_step.stage == step.stage
                && self.is_before(self.step(last), place)
            {
                let message = format!(
                    "the step `{}` can never begin: `{}` ends its stage",
                    step.name(),
                    last_step.name()
                );
                report.error(
                    UNREACHABLE_STEP,
                    step.entry.key.span,
                    message,
                    "move it to a later stage, or before that step",
                );
            }
        }
    }

    /// A review comes back for ever: something has to end its stage.
    fn report_endless(&self, names: &Names<'_>, report: &mut Report<'_>) {
        for step in names.steps.iter().filter(|step| step.is("review") && step.is_awaited()) {
            let Some(stage) = names.stages.get(step.stage) else { continue };
            if stage.value.get("until").is_none() {
                let message = format!("`{}` comes back for ever, and nothing ends its stage", step.name());
                let remedy = "add `until: STEP.done` to the stage, with a step that somebody can complete";
                report.warning(DEAD_END, step.entry.key.span, message, remedy);
            }
        }
    }

    fn is_review(&self, names: &Names<'_>, place: usize) -> bool {
        place
            .checked_sub(2 * self.stages)
            .and_then(|at| names.steps.get(at))
            .is_some_and(|step| step.is("review"))
    }

    fn name<'t>(&self, names: &Names<'t>, place: usize) -> &'t str {
        match place.checked_sub(2 * self.stages) {
            Some(step) => names.steps.get(step).map_or("", |step| step.name()),
            None => names.stages.get(place / 2).map_or("", |stage| stage.key.text.as_str()),
        }
    }
}

/// What is written under `after`: whether any is enough, and the names with their places.
fn members(after: &Tree) -> (bool, Vec<(String, Span)>) {
    let whole = |text: &&Text| (text.text.clone(), text.span);
    let Some(text) = after.as_text() else { return (false, after.texts().iter().map(whole).collect()) };
    let Some(list) = text.text.strip_prefix("any of") else { return (false, vec![whole(&text)]) };
    let list = list.trim().trim_start_matches('[').trim_end_matches(']');
    (true, list.split(',').map(|name| (name.trim().to_owned(), text.span)).collect())
}

/// Reads what stands under `after`, and reports names that are neither step nor stage.
pub(super) fn after(names: &Names<'_>, tree: Option<&Tree>, report: &mut Report<'_>) -> After {
    let Some(tree) = tree else { return After::Nothing };
    let (any, written) = members(tree);
    let mut found = Vec::new();
    for (text, span) in written {
        if names.step(&text).is_some() {
            found.push(Before::Step(StepName::new(text)));
        } else if names.stage(&text).is_some() {
            found.push(Before::Stage(StageName::new(text)));
        } else if text.contains(['.', '(', ' ']) {
            let message = format!("`{text}` is more than a name");
            report.error(
                NOT_SUPPORTED_YET,
                span,
                message,
                "name steps or stages; conditions stand under `when`",
            );
        } else {
            let known: Vec<&str> = names.step_names(None).into_iter().chain(names.stage_names()).collect();
            report.unknown(UNKNOWN_NAME, &Text { text, span, quoted: false }, "step or stage", &known);
        }
    }
    match (found.is_empty(), any) {
        (true, _) => After::Nothing,
        (false, true) => After::Any(found),
        (false, false) => After::All(found),
    }
}
