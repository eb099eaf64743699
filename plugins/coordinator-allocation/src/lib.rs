//! Proposes a coordinator and a deputy from the organisation directory, by continuity, competence and weighted load.
//!
//! Deterministic: the same directory and the same facts give the same proposal. A leader confirms it, changes it with
//! a reason, or declines it.

mod allocate;
mod manifest;

use helhed_plugin::{
    Attributes, Call, HostError, Manifest, Outcome, Plugin, PluginError, Proposal, directory, export,
    hand_over,
};

use allocate::{Candidate, Case, propose};

/// Weighted cases of a full-time coordinator, where the municipality configured none: inside the guideline of
/// Dansk Socialrådgiverforening for activity-ready citizens and resource programmes, 25 to 40.
const LIMIT: i64 = 30;

struct CoordinatorAllocation;

impl Plugin for CoordinatorAllocation {
    fn describe() -> Manifest {
        manifest::manifest()
    }

    fn run(call: &Call) -> Result<Outcome, PluginError> {
        let Some(role) = call.text("proposes") else {
            return Err(PluginError::Misconfigured(
                "the step does not say which role it proposes".to_owned(),
            ));
        };
        let limit = call.context.config.as_slice().number("limit").unwrap_or(LIMIT);
        if !(1..=500).contains(&limit) {
            return Err(PluginError::Misconfigured(format!("`limit` is {limit}; write 1 to 500")));
        }
        let of_unit = directory::members(role, call.text("unit")).map_err(refused)?;
        let people =
            if of_unit.is_empty() { directory::members(role, None).map_err(refused)? } else { of_unit };
        let candidates: Vec<Candidate> = people.iter().map(candidate).collect();
        let case = Case { needs: call.words("needs"), limit };
        Ok(match propose(&candidates, &case) {
            Ok(proposed) => Proposal::because(proposed.da, proposed.en)
                .reference("person", proposed.person)
                .reference("deputy", proposed.deputy)
                .into(),
            Err(nobody) => hand_over(nobody.da, nobody.en),
        })
    }
}

fn candidate(person: &directory::Person) -> Candidate {
    Candidate {
        id: person.id.clone(),
        deputy: person.deputy.clone(),
        load: person.number("load").unwrap_or(0),
        weekly_hours: person.number("weekly_hours").unwrap_or(allocate::FULL_TIME_HOURS),
        months_employed: person.number("months_employed"),
        competences: person.words("competences").to_vec(),
        holds_now: person.is("holds_now"),
    }
}

fn refused(why: HostError) -> PluginError {
    match why {
        HostError::Denied(what) => {
            PluginError::Misconfigured(format!("the directory is not granted: {what}"))
        }
        HostError::NotFound => {
            PluginError::Misconfigured("the unit of the case is not in the directory".to_owned())
        }
        HostError::Limit(what) | HostError::Invalid(what) => PluginError::Permanent(what),
    }
}

export!(CoordinatorAllocation);
