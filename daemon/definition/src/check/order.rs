//! What waits for what.

mod after;
mod report;

use std::collections::BTreeSet;

use super::names::{Names, StepEntry};
use crate::finding::Report;
use crate::text::{Entry, Span, Text, Tree};

pub(super) use after::after;
use after::members;

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
    /// Whether every `after` names something: otherwise what must come before is not known.
    pub(super) is_known: bool,
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
            is_known: names.afters().all(|after| {
                let (_, members) = members(after);
                members.iter().all(|(name, _)| {
                    names.step(name).is_some() || names.stage(name).is_some() || names.is_event(name)
                })
            }),
        };
        for (at, stage) in names.stages.iter().enumerate() {
            let mut needs = order.edges(names, stage.value.get("after"));
            needs.extend(names.parents.get(at).copied().flatten().map(|holder| vec![(start(holder), None)]));
            order.put(start(at), needs);
            let mut needs = order.ends(names, at, &stage.value);
            needs.push(vec![(start(at), None)]);
            order.put(end(at), needs);
        }
        for (at, step) in names.steps.iter().enumerate() {
            let mut needs = order.edges(names, step.tree().get("after"));
            needs.push(vec![(start(step.stage), None)]);
            order.put(order.step(at), needs);
        }
        order.follow(names);
        order.report_cycles(names, report);
        order.report_unreachable(names, report);
        report::endless(names, report);
        order
    }

    pub(super) const fn step(&self, step: usize) -> usize {
        2 * self.stages + step
    }

    /// The step that a place is, if it is one.
    pub(super) fn step_at(&self, place: usize) -> Option<usize> {
        place.checked_sub(2 * self.stages)
    }

    /// Whether a place can ever begin.
    pub(super) fn can_begin(&self, place: usize) -> bool {
        self.begins.get(place).copied().unwrap_or(false)
    }

    /// Whether `earlier` must have settled before `later` begins.
    pub(super) fn is_before(&self, earlier: usize, later: usize) -> bool {
        self.before.get(later).is_some_and(|before| before.contains(&earlier))
    }

    /// How much must have settled before a place begins.
    pub(super) fn count_before(&self, place: usize) -> usize {
        self.before.get(place).map_or(0, BTreeSet::len)
    }

    fn put(&mut self, place: usize, needs: Vec<Vec<Edge>>) {
        if let Some(slot) = self.needs.get_mut(place) {
            *slot = needs;
        }
    }

    fn needs_of(&self, place: usize) -> &[Vec<Edge>] {
        self.needs.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// What ends a stage: any of the steps in its `until`, which an event or a person may forestall, or else all that it
    /// waits for.
    fn ends(&self, names: &Names<'_>, at: usize, stage: &Tree) -> Vec<Vec<Edge>> {
        let until = stage.texts_of("until");
        if stage.get("ended_early").is_some() {
            return Vec::new();
        }
        if until.is_empty() {
            return self.awaited(names, at).into_iter().map(|place| vec![(place, None)]).collect();
        }
        if until.iter().any(|text| names.is_event(&text.text)) {
            return Vec::new();
        }
        let step =
            |text: &&Text| names.step(text.text.strip_suffix(".done")?).map(|(step, _)| self.step(step));
        let edges: Vec<Edge> = until.iter().filter_map(step).map(|place| (place, None)).collect();
        if edges.is_empty() { Vec::new() } else { vec![edges] }
    }

    fn awaited(&self, names: &Names<'_>, stage: usize) -> Vec<usize> {
        let steps = names.steps.iter().enumerate();
        let own = steps.filter(|(_, step)| step.stage == stage && step.is_awaited());
        let held = names.parents.iter().enumerate().filter(|(_, holder)| **holder == Some(stage));
        let begins = |at: usize| names.stages.get(at).is_some_and(|held| !waits_for_an_event(names, held));
        own.map(|(at, _)| self.step(at))
            .chain(held.filter(|(at, _)| begins(*at)).map(|(at, _)| end(at)))
            .collect()
    }

    fn edges(&self, names: &Names<'_>, after: Option<&Tree>) -> Vec<Vec<Edge>> {
        let Some(after) = after else { return Vec::new() };
        let (any, texts) = members(after);
        let place = |text: &(String, Span)| -> Option<Edge> {
            let step = names.step(&text.0).map(|(at, _)| self.step(at));
            step.or_else(|| names.stage(&text.0).map(end)).map(|place| (place, Some(text.1)))
        };
        let edges: Vec<Edge> = texts.iter().filter_map(place).collect();
        // An event may come at any time: where one of several is enough, nothing need come first.
        if any && texts.iter().any(|(name, _)| names.is_event(name)) {
            return Vec::new();
        }
        if any && !edges.is_empty() {
            vec![edges]
        } else {
            edges.into_iter().map(|edge| vec![edge]).collect()
        }
    }

    /// Lets everything begin and settle that can, as often as anything changes.
    fn follow(&mut self, names: &Names<'_>) {
        let goes_on = |place: usize| {
            place.checked_sub(2 * self.stages).and_then(|at| names.steps.get(at)).is_some_and(never_settles)
        };
        let mut changed = true;
        while changed {
            changed = false;
            for place in 0..self.needs.len() {
                let settled = |edge: &Edge| self.can_begin(edge.0) && !goes_on(edge.0);
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

    fn is_review(&self, names: &Names<'_>, place: usize) -> bool {
        place.checked_sub(2 * self.stages).and_then(|at| names.steps.get(at)).is_some_and(never_settles)
    }

    fn name<'t>(&self, names: &Names<'t>, place: usize) -> &'t str {
        match place.checked_sub(2 * self.stages) {
            Some(step) => names.steps.get(step).map_or("", |step| step.name()),
            None => names.stages.get(place / 2).map_or("", |stage| stage.key.text.as_str()),
        }
    }
}

/// Whether a stage may never begin because an event never comes: nothing waits for it that holds it.
fn waits_for_an_event(names: &Names<'_>, stage: &Entry) -> bool {
    let Some(after) = stage.value.get("after") else { return false };
    let (any, members) = members(after);
    let mut events = members.iter().map(|(name, _)| names.is_event(name));
    if any { events.all(|is_event| is_event) } else { events.any(|is_event| is_event) }
}

/// Whether a step comes back for ever: a review does, and what always repeats.
pub(super) fn never_settles(step: &StepEntry<'_>) -> bool {
    step.is("review") || step.is_true("repeats")
}

/// The place where a stage begins.
pub(super) const fn start(stage: usize) -> usize {
    2 * stage
}

/// The place where a stage has settled.
pub(super) const fn end(stage: usize) -> usize {
    2 * stage + 1
}
