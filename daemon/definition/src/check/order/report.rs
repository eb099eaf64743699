//! Cycles, dead ends, and what can never begin.

use std::collections::BTreeSet;

use super::super::names::{Names, StepEntry};
use super::{Order, start};
use crate::finding::{CYCLE, DEAD_END, Report, UNREACHABLE_STEP};

impl Order {
    pub(super) fn report_cycles(&self, names: &Names<'_>, report: &mut Report<'_>) {
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

    pub(super) fn report_unreachable(&self, names: &Names<'_>, report: &mut Report<'_>) {
        let remedy = "let it come `after` something that can settle";
        for (at, stage) in names.stages.iter().enumerate() {
            if let Some(blocker) = self.blocker(names, start(at)) {
                let message =
                    format!("the stage `{}` can never begin: `{blocker}` never settles", stage.key.text);
                report.error(UNREACHABLE_STEP, stage.key.span, message, remedy);
            }
        }
        for (at, step) in names.steps.iter().enumerate() {
            let place = self.step(at);
            if let Some(blocker) = self.blocker(names, place) {
                let message =
                    format!("the step `{}` can never begin: `{blocker}` never settles", step.name());
                report.error(UNREACHABLE_STEP, step.entry.key.span, message, remedy);
            }
            self.report_ended(names, (at, step), report);
        }
    }

    /// A step that waits for what ends a stage around it.
    fn report_ended(&self, names: &Names<'_>, (at, step): (usize, &StepEntry<'_>), report: &mut Report<'_>) {
        for stage in names.outwards(step.stage) {
            let until = names.stages.get(stage).and_then(|stage| stage.value.text("until"));
            let last = until.and_then(|until| names.step(until.text.strip_suffix(".done")?));
            if let Some((last_at, last)) = last
                && names.is_within(last.stage, stage)
                && self.is_before(self.step(last_at), self.step(at))
            {
                let message =
                    format!("the step `{}` can never begin: `{}` ends its stage", step.name(), last.name());
                let remedy = "move it to a later stage, or before that step";
                report.error(UNREACHABLE_STEP, step.entry.key.span, message, remedy);
                return;
            }
        }
    }

    /// What keeps a place from ever beginning; nothing where that is told elsewhere: a cycle, or a place before it.
    fn blocker<'t>(&self, names: &Names<'t>, place: usize) -> Option<&'t str> {
        if self.can_begin(place) || self.in_cycle(place) {
            return None;
        }
        let settles = |place: usize| self.can_begin(place) && !self.is_review(names, place);
        let stuck = self.needs_of(place).iter().find(|need| !need.iter().any(|(next, _)| settles(*next)))?;
        let (blocker, _) = stuck.first()?;
        let is_stage_end = *blocker < 2 * self.stages && blocker % 2 == 1;
        let told = if is_stage_end { blocker - 1 } else { *blocker };
        let is_told = !self.can_begin(told) && !self.in_cycle(told);
        (!is_told).then(|| self.name(names, *blocker))
    }
}

/// A review comes back for ever, and so does what always repeats: something has to end its stage. What somebody begins by
/// choice is waited for once it has begun.
pub(super) fn endless(names: &Names<'_>, report: &mut Report<'_>) {
    for step in names.steps.iter().filter(|step| super::never_settles(step) && step.is_required()) {
        if names
            .stages_of(step)
            .all(|stage| ["until", "ended_early"].into_iter().all(|key| stage.value.get(key).is_none()))
        {
            let begun = if step.is_true("optional") { "once it is begun, " } else { "" };
            let message = format!("{begun}`{}` comes back for ever, and nothing ends its stage", step.name());
            let remedy = "add `until: STEP.done` to the stage, with a step that somebody can complete";
            report.warning(DEAD_END, step.entry.key.span, message, remedy);
        }
    }
}
