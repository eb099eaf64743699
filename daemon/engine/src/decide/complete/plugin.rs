//! A person confirms what a plugin proposed, takes somebody else with a reason, puts it aside, or does it by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::plugin::{Proposal, ProposalState, Verdict};
use model::{Event, PersonId, Private, RoleName, Value};

use super::super::citizen::{Appointment, appoint};
use super::super::plugin::named;
use super::Completing;
use crate::refusal::Refusal;
use crate::values::Answers;
use crate::world::{Draft, reason};

/// What the person filled in.
struct Choice {
    confirms: bool,
    declines: Option<String>,
    person: Option<PersonId>,
    deputy: Option<PersonId>,
    reason: Option<String>,
    over_limit: Option<String>,
}

impl Choice {
    fn read(values: &Value) -> Result<Self, Refusal> {
        let mut answers = Answers::new(values);
        let confirms = answers.flag("confirm");
        let declines = answers.optional_text("decline");
        let person = answers.optional_text("person").map(PersonId::new);
        let deputy = answers.optional_text("deputy").map(PersonId::new);
        let reason = answers.optional_text("reason");
        let over_limit = answers.optional_text("over_limit");
        // What an appointment by hand calls it.
        let note = answers.optional_text("note");
        let ways = [confirms, declines.is_some(), person.is_some()].into_iter().filter(|way| *way).count();
        match ways {
            0 => answers.fault("person: is missing; or write `confirm: true`, or `decline` with a reason"),
            1 => {}
            _several => answers.fault("confirm: one of `confirm`, `decline` and `person`, not several"),
        }
        answers.finish()?;
        Ok(Self { confirms, declines, person, deputy, reason: reason.or(note), over_limit })
    }
}

impl Completing<'_> {
    pub(super) fn plugin(
        &self,
        draft: &mut Draft<'_>,
        (role, otherwise): (&RoleName, &RoleName),
    ) -> Result<(), Refusal> {
        let choice = Choice::read(self.values)?;
        let state = draft.case(self.id)?.steps.get(&self.step.name);
        let proposal = state.and_then(|state| state.proposal.clone());
        let proposed = proposal.filter(|proposal| proposal.state == ProposalState::Proposed);
        if let Some(why) = &choice.declines {
            let proposed = proposed.ok_or_else(no_proposal)?;
            let settled = self.settled(&proposed, Verdict::Declined, (Some(reason(why)?), Some(otherwise)));
            draft.on_case(self.id, settled);
            return Ok(());
        }
        let (person, deputy) = match (&choice.person, &proposed) {
            (Some(person), _) => (person.clone(), choice.deputy.clone()),
            (None, Some(proposed)) => match proposed_people(proposed) {
                (Some(person), deputy) => (person, deputy),
                (None, _) => return Err(no_proposal()),
            },
            (None, None) => return Err(no_proposal()),
        };
        let verdict = proposed.as_ref().map(|proposed| {
            let is_same = proposed_people(proposed) == (Some(person.clone()), deputy.clone());
            if choice.confirms || is_same { Verdict::Confirmed } else { Verdict::Changed }
        });
        let why = match (verdict, &choice.reason) {
            (Some(Verdict::Changed), why) => Some(reason(why.as_deref().unwrap_or_default())?),
            (_, why) => why.as_deref().map(reason).transpose()?,
        };
        let confirmed = proposed.as_ref().filter(|_| verdict == Some(Verdict::Confirmed));
        let appointment = Appointment {
            citizen: draft.case(self.id)?.citizen,
            case: Some(self.id),
            role,
            person: &person,
            deputy: deputy.as_ref(),
            from: self.on,
            reason: why.clone(),
            by: verdict.is_some().then_some(self.by),
            component: confirmed.and_then(|proposed| proposed.digest),
            over_limit: choice.over_limit.as_deref(),
        };
        appoint(draft, &appointment, &[Arc::clone(&self.definition)])?;
        if let (Some(proposed), Some(verdict)) = (&proposed, verdict) {
            draft.on_case(self.id, self.settled(proposed, verdict, (why, None)));
        }
        let mut outputs = BTreeMap::from([
            ("to".to_owned(), Private::text(person.as_str())),
            ("by_hand".to_owned(), Private::Clear(Value::Boolean(confirmed.is_none()))),
        ]);
        outputs.extend(choice.over_limit.map(|why| ("over_limit".to_owned(), Private::text(why))));
        self.done(draft, outputs);
        Ok(())
    }

    fn settled(
        &self,
        proposed: &Proposal,
        verdict: Verdict,
        (why, role): (Option<Private>, Option<&RoleName>),
    ) -> Event {
        Event::ProposalSettled {
            step: self.step.name.clone(),
            by: self.by.clone(),
            verdict,
            reason: why,
            plugin: proposed.plugin.clone(),
            digest: proposed.digest,
            role: role.cloned(),
        }
    }
}

fn proposed_people(proposed: &Proposal) -> (Option<PersonId>, Option<PersonId>) {
    let content = proposed.content.as_ref().and_then(Private::value);
    content.and_then(|content| content.field("set")).map_or((None, None), named)
}

fn no_proposal() -> Refusal {
    Refusal::conflict(
        "no-proposal",
        "Der er intet forslag at bekræfte eller afvise; vælg selv en person.",
        "there is no proposal to confirm or decline; name a person yourself",
    )
    .missing(["person"])
}
