//! Where a case could wait for something that need not come: what may be skipped, refused or never asked.

use model::{RoleName, StageName, StepName};

use super::circles;
use super::names::Names;
use super::order::{self, Order};
use crate::checked::{
    After, Again, Anchor, Awaited, Counted, Definition, Due, Kind, Repeat, Source, Stage, Step, Until,
};
use crate::finding::{DEAD_END, Report, WRONG_SHAPE};
use crate::text::Span;

/// What is looked at: the whole workflow, once each part is known to be right.
struct Ends<'a> {
    names: &'a Names<'a>,
    order: &'a Order,
    definition: &'a Definition,
}

/// Warns of every step and stage that could wait for ever. Where something else is wrong, that is mended first.
pub(super) fn check((names, order): (&Names<'_>, &Order), definition: &Definition, report: &mut Report<'_>) {
    let ends = Ends { names, order, definition };
    let steps = definition.order.iter().filter_map(|name| definition.steps.get(name));
    steps.clone().for_each(|step| ends.nobody_starts(step, report));
    if !report.is_sound() {
        return;
    }
    for step in steps {
        ends.quota(step, report);
        ends.decision(step, report);
        ends.wait(step, report);
        ends.holder(step, report);
    }
    for stage in &definition.stages {
        ends.requires(stage, report);
        ends.until(stage, report);
    }
    circles::check(names, definition, report);
}

impl Ends<'_> {
    fn span(&self, step: &StepName) -> Span {
        self.names.step(step.as_str()).map_or_else(Span::default, |(_, step)| step.entry.key.span)
    }

    /// Whether a step may settle without being done, as one sees it that needs it: beside it, in the same stage, the stage
    /// has begun for certain, and what ends it may be the one that needs it.
    fn may_be_skipped(&self, step: &Step, own: &Step) -> bool {
        let is_same = |one: Option<&feel::Program>, other: Option<&feel::Program>| {
            one.is_none_or(|one| other.is_some_and(|other| one.source() == other.source()))
        };
        let may_not_begin = self.definition.stages_of(step).any(|stage| {
            let is_around = self.definition.is_within(&own.stage, &stage.name);
            let has = |like: &dyn Fn(&Stage) -> bool| self.definition.stages_of(own).any(like);
            let applies = stage.when.is_none() || has(&|own| is_same(stage.when.as_ref(), own.when.as_ref()));
            let is_granted = stage.requires.is_none() || has(&|own| stage.requires == own.requires);
            !(is_around || applies && is_granted)
        });
        let is_ended = self.definition.stages_of(step).any(|stage| {
            let is_of_them = |name: &StepName| *name == step.name || *name == own.name;
            stage.until.iter().any(|until| !matches!(until, Until::Step(name) if is_of_them(name)))
        });
        let may_be_left = self
            .definition
            .stages_of(step)
            .any(|stage| stage.ended_early.is_some() && !self.definition.is_within(&own.stage, &stage.name));
        let is_ruled_out = !is_same(step.when.as_ref(), own.when.as_ref());
        let comes_later = self.comes_later(step, own);
        let may_not_be_drawn = step.sample.is_some();
        comes_later
            || may_be_left
            || may_not_be_drawn
            || is_ruled_out
            || step.optional
            || is_ended
            || may_not_begin
    }

    /// Whether a step begins only when another has settled.
    fn comes_later(&self, step: &Step, own: &Step) -> bool {
        let place = |step: &Step| self.names.step(step.name.as_str()).map(|(at, _)| self.order.step(at));
        place(own).zip(place(step)).is_some_and(|(own, later)| self.order.is_before(own, later))
    }

    /// A role that one person has is given to somebody before anybody can work in it, or beside it. Who coordinates is
    /// appointed to the citizen, too, without a step.
    fn holder(&self, step: &Step, report: &mut Report<'_>) {
        let Some(by) = &step.by else { return };
        let beside = self.definition.roles.get(by).and_then(|rule| rule.with.as_ref());
        for role in [by].into_iter().chain(beside).filter(|role| role.as_str() != "coordinator") {
            let is_one = self.definition.roles.get(role).is_some_and(|rule| rule.one_holder);
            let mut before = self.definition.steps.values().filter(|other| gives(other, role));
            let is_enough =
                |other: &Step| !self.may_be_skipped(other, step) && !self.waits_for_its_stage(other, step);
            if is_one && !before.any(is_enough) {
                let message =
                    format!("nobody can do `{}` before one person is given the role `{role}`", step.name);
                let remedy = format!("let an allocation of `{role}` come before it in every case");
                report.warning(DEAD_END, self.span(&step.name), message, remedy);
            }
        }
    }

    /// Whether a step begins only when the stage is over that another holds back: what else could end that stage need not
    /// come.
    fn waits_for_its_stage(&self, step: &Step, own: &Step) -> bool {
        let (own_entry, entry) = (self.names.step(own.name.as_str()), self.names.step(step.name.as_str()));
        own_entry.zip(entry).is_some_and(|((_, own_entry), (at, _))| {
            let mut around = self.names.outwards(own_entry.stage);
            own.required && around.any(|stage| self.order.is_before(order::end(stage), self.order.step(at)))
        })
    }

    /// What a person has to begin, and is nobody's work, never begins.
    fn nobody_starts(&self, step: &Step, report: &mut Report<'_>) {
        if step.optional && step.by.is_none() {
            let message =
                format!("nobody can start `{}`: a {} is nobody's work", step.name, step.kind.word());
            let remedy = "remove `optional`, and say under `after` or `when` when it comes";
            report.error(WRONG_SHAPE, self.span(&step.name), message, remedy);
        }
    }

    /// What is counted has to come so often.
    fn quota(&self, step: &Step, report: &mut Report<'_>) {
        let Kind::Quota { of: Counted::Step(name), at_least } = &step.kind else { return };
        let Some(counted) = self.definition.steps.get(name) else { return };
        let always = matches!(counted.repeats, Some(Repeat::Always));
        let is_once = counted.repeats.is_none() && counted.again.is_empty();
        if is_once && *at_least > 1 {
            let message = format!("`{}` waits for {at_least} of `{name}`, which comes once", step.name);
            let remedy = format!("let `{name}` come back with `repeats`, or count something else");
            report.warning(DEAD_END, self.span(&step.name), message, remedy);
            return;
        }
        let may_be_fewer = counted.again.iter().all(|again| !matches!(again, Again::Event(_)));
        if self.may_be_skipped(counted, step) || !always && *at_least > 1 && may_be_fewer {
            let message = format!("`{}` may wait for ever: `{name}` need not come so often", step.name);
            let remedy = format!(
                "let `{name}` come without a condition, with `repeats: true` where it is needed more than once"
            );
            report.warning(DEAD_END, self.span(&step.name), message, remedy);
        }
    }

    /// A decision needs a plan.
    fn decision(&self, step: &Step, report: &mut Report<'_>) {
        let Kind::Decision { parts_of, .. } = &step.kind else { return };
        let Some(plan) = self.definition.steps.get(parts_of) else { return };
        if self.may_be_skipped(plan, step) {
            let message = format!("`{parts_of}` may be skipped, and then there is nothing to decide");
            let remedy = format!("give `{}` the same `when`, so that it is skipped too", step.name);
            report.warning(DEAD_END, self.span(&step.name), message, remedy);
        }
    }

    /// A day that is waited for has to come.
    fn wait(&self, step: &Step, report: &mut Report<'_>) {
        let Kind::Wait(Awaited::Day(due)) = &step.kind else { return };
        let Due { anchor, otherwise, .. } = &**due;
        if self.has_a_day(otherwise.as_ref().unwrap_or(anchor), step) {
            return;
        }
        let message = format!("`{}` may wait for ever: `{}` need not have a day", step.name, anchor.text());
        let remedy = "say from when it counts then, such as `2 years after ANCHOR, else opened`";
        report.warning(DEAD_END, self.span(&step.name), message, remedy);
    }

    fn has_a_day(&self, anchor: &Anchor, own: &Step) -> bool {
        let is_done = |name: &StepName| {
            let step = self.definition.steps.get(name);
            step.is_some_and(|step| !self.may_be_skipped(step, own) && self.comes_along(step, own))
        };
        match anchor {
            // An event may happen at any time.
            Anchor::Opened | Anchor::Event(_) | Anchor::Turns(_) => true,
            Anchor::Done(step) | Anchor::Moment(step, _) => is_done(step),
            Anchor::Last(_) => false,
            Anchor::Fact(fact) => {
                let rule = self.definition.facts.get(fact);
                let asks = |step: &&Step| matches!(&step.kind, Kind::Form { ask } if ask.contains(fact));
                let is_asked = || self.definition.steps.values().filter(asks).any(|step| is_done(&step.name));
                rule.is_some_and(|rule| match rule.source {
                    Source::Register => true,
                    Source::Calculated(_) => false,
                    Source::Asked => !rule.optional && rule.when.is_none() && is_asked(),
                })
            }
        }
    }

    /// Whether a step comes again whenever another does: a round counts from nothing that came before it.
    fn comes_along(&self, step: &Step, own: &Step) -> bool {
        let is_with_it = |again: &Again| {
            matches!(again, Again::Step(name) if *name == step.name) || step.again.contains(again)
        };
        let rounds = |step: &Step| self.definition.stages_of(step).find(|stage| stage.repeats);
        let share_rounds = rounds(step).zip(rounds(own)).is_some_and(|(one, other)| one.name == other.name);
        step.name == own.name || share_rounds || own.again.iter().all(is_with_it)
    }

    /// A consent that a stage needs is asked for certain, and a refusal skips the stage.
    fn requires(&self, stage: &Stage, report: &mut Report<'_>) {
        let Some(purpose) = &stage.requires else { return };
        let steps = self.definition.steps.values();
        let is_enough = |step: &Step| {
            let Kind::Consent { ask, refused_skips } = &step.kind else { return false };
            let skips = |skipped: &StageName| self.definition.is_within(&stage.name, skipped);
            let mut around = self.definition.stages_of(step);
            ask.first() == Some(purpose)
                && refused_skips.as_ref().is_some_and(skips)
                && step.when.is_none()
                && step.sample.is_none()
                && !step.optional
                && around.all(|stage| {
                    stage.when.is_none() && stage.until.is_empty() && stage.ended_early.is_none()
                })
        };
        let Some(entry) = self.names.stages.iter().find(|entry| entry.key.text == stage.name.as_str()) else {
            return;
        };
        if !steps.into_iter().any(is_enough) {
            let span = entry.value.text("requires").map_or(entry.key.span, |text| text.span);
            let message = format!("without consent to `{purpose}` the stage `{}` waits for ever", stage.name);
            let remedy = format!(
                "let a step ask for `{purpose}` first and in every case, with `else: skip {}`",
                stage.name
            );
            report.warning(DEAD_END, span, message, remedy);
        }
    }

    /// What ends a stage has to be something that is over one day.
    fn until(&self, stage: &Stage, report: &mut Report<'_>) {
        let is_endless = |step: &&Step| {
            matches!(step.kind, Kind::Review { .. }) || matches!(step.repeats, Some(Repeat::Always))
        };
        let own = self.definition.steps_within(&stage.name);
        // What a stage inside ends is over with that.
        let is_left = |step: &&Step| {
            let inside = self.definition.stages_of(step).take_while(|around| around.name != stage.name);
            inside.into_iter().all(|around| around.until.is_empty() && around.ended_early.is_none())
        };
        let Some(endless) = own.clone().filter(is_left).find(is_endless) else { return };
        let of_until = |until: &Until| match until {
            Until::Event(_) => None,
            Until::Step(name) => own.clone().find(|step| step.name == *name),
        };
        let is_certain = |until: &Until| {
            of_until(until).is_none_or(|step| {
                // What has not begun when the condition of its stage holds no more is passed over.
                let begins_with_it = stage.when.is_none() || step.after == After::Nothing;
                begins_with_it && step.when.is_none() && step.sample.is_none() && !is_endless(&step)
            })
        };
        if !stage.until.is_empty() && stage.ended_early.is_none() && !stage.until.iter().any(is_certain) {
            let message =
                format!("`{}` comes back for ever, and what ends its stage need not come", endless.name);
            let remedy =
                "name a step under `until` that is done once and has no `when`, or an event beside it";
            report.warning(DEAD_END, self.span(&endless.name), message, remedy);
        }
    }
}

/// Whether a step gives somebody a role.
fn gives(step: &Step, role: &RoleName) -> bool {
    #[expect(clippy::wildcard_enum_match_arm, reason = "few kinds give a role")]
    match &step.kind {
        Kind::Allocation { role: given } | Kind::Plugin { proposes: given, .. } => given == role,
        _ => false,
    }
}
