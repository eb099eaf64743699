//! Citizens, the log of looks, tokens, workflows, effects.

use std::collections::{BTreeMap, BTreeSet};

use access::{Seeker, may_manage, may_run, see};
use definition::Finding;
use engine::{Ruleset, StreamState};
use model::deadline::Sentence;
use model::effect::PendingEffect;
use model::organisation::Token;
use model::{
    Actor, CaseId, CitizenId, CitizenState, ContentHash, Date, EventName, PersonId, StreamId, Timestamp,
    UnitId, WorkflowName,
};
use sha2::{Digest, Sha256};

use super::given;
use crate::answer::{Reader, Rejected};
use crate::core::shared::InForce;
use crate::pump::Runtime;
use crate::tokens::Owner;

/// Rows of the outbox shown at most.
const EFFECTS_MAX: usize = 200;

/// A citizen as somebody sees them.
#[derive(Clone, Debug)]
pub struct CitizenView {
    /// The citizen, opened.
    pub state: CitizenState,
}

/// A workflow that is in force.
#[derive(Clone, Debug)]
pub struct WorkflowView {
    /// Its name.
    pub name: WorkflowName,
    /// What it is called.
    pub title: Sentence,
    /// Its identity.
    pub definition: ContentHash,
    /// Its rule pack.
    pub rule_pack: String,
    /// Whether new cases take it.
    pub in_force: bool,
    /// The day from which new cases take another version that was ordered, and that version.
    pub coming: Option<(Date, ContentHash)>,
    /// What the checker said when it came into force.
    pub findings: Vec<Finding>,
    /// Events that open a case.
    pub opens: Vec<EventName>,
    /// Units of the municipality.
    pub units: Vec<UnitId>,
}

/// A look at a case, as its log tells it.
#[derive(Clone, Debug)]
pub struct LookRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Why.
    pub purpose: String,
    /// Whether it was refused.
    pub refused: bool,
    /// What was looked at.
    pub what: String,
}

/// Whether the municipality file gives somebody a reason to see people at all.
fn has_role(in_force: &InForce, person: &PersonId) -> bool {
    let known = in_force.directory.people.get(person);
    known.is_some_and(|person| !person.roles.is_empty() || person.auditor)
}

impl Runtime {
    /// One citizen.
    ///
    /// # Errors
    ///
    /// [`Rejected`]: they do not exist, the reader works on none of their cases, or the look could not be logged.
    pub fn citizen(&self, by: &Reader, id: CitizenId) -> Result<CitizenView, Rejected> {
        let Some(StreamState::Citizen(citizen)) = self.state_of(&StreamId::Citizen(id))? else {
            return Err(Rejected::NotFound { what: id.to_string() });
        };
        let purpose = self.purpose_for(by, &citizen)?;
        self.log(by, (Vec::new(), Some(id)), &purpose, (false, "citizen"))?;
        let mut state = *citizen;
        self.hide_beside_the_register(by, &mut state)?;
        self.shared.sealer.open(&mut state).map_err(|error| super::internal(&error))?;
        Ok(CitizenView { state })
    }

    /// Leaves the cases that the reader could open, as a list of cases would show them; and consents, which tell of
    /// treatment, to who works on one of them and to auditors.
    fn hide_beside_the_register(&self, by: &Reader, state: &mut CitizenState) -> Result<(), Rejected> {
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let is_auditor = in_force.directory.people.get(&person).is_some_and(|person| person.auditor);
        let (mut cases, mut sees_consents) = (BTreeSet::new(), is_auditor);
        for id in &state.cases {
            let Some(case) = self.case_state(*id)? else { continue };
            // A case whose workflow cannot be read is on no list either.
            let Ok(definition) = self.definition_of(&case) else { continue };
            let Ok(sight) = see(seeker, &case, &definition) else { continue };
            cases.insert(*id);
            sees_consents = sees_consents || sight.works_on_case;
        }
        state.cases = cases;
        if !sees_consents {
            state.consents.clear();
        }
        Ok(())
    }

    /// Who works on a case of the citizen sees them by that role; intake and others say why.
    fn purpose_for(&self, by: &Reader, citizen: &CitizenState) -> Result<String, Rejected> {
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        for case in &citizen.cases {
            let Some(case) = self.case_state(*case)? else { continue };
            if let Ok(definition) = self.definition_of(&case)
                && let Ok(sight) = see(seeker, &case, &definition)
                && let Ok(purpose) = Self::purpose(by, &sight)
            {
                return Ok(purpose);
            }
        }
        let purpose = match given(by) {
            Some(purpose) if has_role(&in_force, &person) => Ok(purpose.to_owned()),
            Some(_) | None => Err(Rejected::PurposeRequired),
        };
        if purpose.is_err() {
            let purpose = given(by).unwrap_or_default();
            self.log(by, (Vec::new(), Some(citizen.id)), purpose, (true, "citizen"))?;
        }
        purpose
    }

    /// The citizen with a CPR number. Looking somebody up is a look.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if the look could not be logged, or the reader has no role.
    pub fn find_citizen(&self, by: &Reader, cpr: &str) -> Result<Option<CitizenId>, Rejected> {
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let known = in_force.directory.people.get(&person);
        let purpose = match given(by) {
            Some(purpose) if has_role(&in_force, &person) => Some(purpose),
            // Whoever has a role in the work registers people; an auditor says why.
            None if known.is_some_and(|person| !person.roles.is_empty()) => Some("registration"),
            Some(_) | None => None,
        };
        let Some(purpose) = purpose else {
            self.log(by, (Vec::new(), None), given(by).unwrap_or_default(), (true, "find"))?;
            return Err(Rejected::PurposeRequired);
        };
        let found = self.shared.applier.citizen_with(&engine::cpr_digits(cpr));
        let found = found.map_err(|error| super::internal(&error))?;
        self.log(by, (Vec::new(), found), purpose, (false, "find"))?;
        Ok(found)
    }

    /// Who looked at a case or at its citizen's register entry, newest first, the last 200. For who works on it, and
    /// for auditors.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn looks(&self, by: &Reader, id: CaseId) -> Result<Vec<LookRow>, Rejected> {
        let (seen, purpose) = self.see(by, id, "looks")?;
        let person = Self::person_of(by)?;
        let is_outside = !seen.sight.works_on_case && !seen.sight.needs_purpose;
        if is_outside {
            self.log(by, (vec![id], None), &purpose, (true, "looks"))?;
            let in_force = self.in_force();
            may_manage(Seeker { person: &person, directory: &in_force.directory }, &seen.state)?;
        }
        self.log(by, (vec![id], None), &purpose, (false, "looks"))?;
        let citizen = Some(seen.state.citizen);
        let newest = self
            .shared
            .looks
            .newest(super::PAGE_MAX, |look| look.cases.contains(&id) || look.citizen == citizen);
        let mut rows = Vec::new();
        for look in newest.map_err(|error| super::internal(&error))? {
            let purpose =
                self.shared.sealer.open_text(&look.purpose).map_err(|error| super::internal(&error))?;
            rows.push(LookRow {
                at: look.at,
                actor: look.actor,
                purpose: purpose.as_text().unwrap_or_default().to_owned(),
                refused: look.refused,
                what: look.what,
            });
        }
        Ok(rows)
    }

    /// Who a token belongs to, if it is live.
    #[must_use]
    pub fn identify(&self, token: &str) -> Option<Actor> {
        let hash = ContentHash(Sha256::digest(token.as_bytes()).into());
        let owner = self.shared.tokens.owner(hash, || self.owner_of(hash))?;
        self.if_live(owner)
    }

    /// The same of a token that was used since its stream last changed. Never waits for a disk; nothing means that
    /// [`Runtime::identify`] has to look.
    #[must_use]
    pub fn identify_at_once(&self, token: &str) -> Option<Actor> {
        let hash = ContentHash(Sha256::digest(token.as_bytes()).into());
        let owner = self.shared.tokens.remembered_owner(hash)?;
        self.if_live(owner)
    }

    fn if_live(&self, owner: Owner) -> Option<Actor> {
        let is_live = owner.expires_at.is_none_or(|at| at > self.now());
        let is_known = self.in_force().directory.people.contains_key(&owner.person);
        (is_live && is_known).then_some(Actor::Person(owner.person))
    }

    /// Who a token belongs to, as the index has it, unless it was revoked.
    fn owner_of(&self, hash: ContentHash) -> Option<Owner> {
        let applier = &self.shared.applier;
        let prefix = applier.keys.attributes(b"token", &hash.0);
        let range = prefix.range();
        let rows = applier.index.scan(&range.from, &range.to, 1).ok()?;
        let tail = prefix.tail(&rows.first()?.0)?;
        let (number, person) = tail.split_first_chunk::<4>()?;
        let person = PersonId::new(core::str::from_utf8(person).ok()?);
        let Ok(Some(StreamState::Person(state))) = self.state_of(&StreamId::Person(person.clone())) else {
            return None;
        };
        let token = state.tokens.get(&u32::from_be_bytes(*number))?;
        token.revoked_at.is_none().then_some(Owner { person, expires_at: token.expires_at })
    }

    /// The tokens of a person: theirs to see, and an administrator's.
    ///
    /// # Errors
    ///
    /// [`Rejected`] for anybody else.
    pub fn tokens(&self, by: &Reader, person: &PersonId) -> Result<Vec<(u32, Token)>, Rejected> {
        let reader = Self::person_of(by)?;
        let in_force = self.in_force();
        if reader != *person {
            may_run(Seeker { person: &reader, directory: &in_force.directory })?;
        }
        Ok(match self.state_of(&StreamId::Person(person.clone()))? {
            Some(StreamState::Person(state)) => state.tokens.into_iter().collect(),
            Some(StreamState::Case(_) | StreamState::Citizen(_) | StreamState::Organisation(_)) | None => {
                Vec::new()
            }
        })
    }

    /// Whether somebody may run the system.
    ///
    /// # Errors
    ///
    /// [`Rejected`] naming who may.
    pub fn may_run(&self, by: &Reader) -> Result<(), Rejected> {
        let reader = Self::person_of(by)?;
        let in_force = self.in_force();
        Ok(may_run(Seeker { person: &reader, directory: &in_force.directory })?)
    }

    /// Effects that have not ended. For administrators.
    ///
    /// # Errors
    ///
    /// [`Rejected`] for anybody else.
    pub fn effects(&self, by: &Reader) -> Result<Vec<PendingEffect>, Rejected> {
        let reader = Self::person_of(by)?;
        let in_force = self.in_force();
        may_run(Seeker { person: &reader, directory: &in_force.directory })?;
        let applier = &self.shared.applier;
        let range = applier.keys.outbox_rows().range();
        let rows = applier
            .index
            .scan(&range.from, &range.to, EFFECTS_MAX)
            .map_err(|error| super::internal(&error))?;
        let mut streams: Vec<StreamId> = Vec::new();
        for (_, stream) in rows {
            let text = String::from_utf8_lossy(&stream).into_owned();
            let stream = text.parse().map(StreamId::Case).or_else(|_| text.parse().map(StreamId::Citizen));
            streams.extend(stream.ok());
        }
        streams.dedup();
        let mut pending = Vec::new();
        for stream in streams {
            if let Some(state) = self.state_of(&stream)? {
                pending.extend(state.effects().iter().cloned());
            }
        }
        Ok(pending)
    }

    /// The last record of the backup that the directory came out of, while effects are held for it.
    #[must_use]
    pub fn restored_from(&self) -> Option<u64> {
        self.in_force().organisation.effects_held.as_ref().map(|held| held.position)
    }

    /// Whether an effect waits for an operator, because the directory came out of a backup.
    #[must_use]
    pub fn holds(&self, pending: &PendingEffect) -> bool {
        self.in_force().organisation.holds(pending)
    }

    /// A member of staff, if the municipality file has them.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<model::directory::Person> {
        self.in_force().directory.people.get(id).cloned()
    }

    /// The first administrator of the municipality file.
    #[must_use]
    pub fn administrator(&self) -> Option<PersonId> {
        self.in_force().directory.people.values().find(|person| person.admin).map(|person| person.id.clone())
    }

    /// Workflows in force, and those of the last start that have an error.
    #[must_use]
    pub fn workflows(&self) -> Vec<WorkflowView> {
        let in_force = self.in_force();
        let units: Vec<UnitId> = in_force.directory.units.keys().cloned().collect();
        let today = self.today();
        let organisation = &in_force.organisation;
        let later: BTreeMap<_, _> =
            organisation.coming(today).map(|(name, later, day)| (name, (later, day))).collect();
        let now: BTreeMap<_, _> = organisation.in_force(today).collect();
        let names: BTreeSet<_> = now.keys().chain(later.keys()).collect();
        let found = names.into_iter().filter_map(|name| {
            let coming = later.get(name);
            let activated = now.get(name).copied().or(coming.map(|(later, _)| *later))?;
            let (definition, pack) =
                self.shared.rules.definition(&activated.definition, &activated.rule_pack)?;
            Some(WorkflowView {
                name: (*name).clone(),
                title: definition.title.clone(),
                definition: activated.definition,
                rule_pack: pack.name.clone(),
                in_force: now.contains_key(name),
                coming: coming.map(|(later, day)| (*day, later.definition)),
                findings: self.shared.rules.findings(
                    &activated.definition,
                    &activated.rule_pack,
                    organisation.municipality.as_ref(),
                ),
                opens: definition.opens.clone(),
                units: units.clone(),
            })
        });
        found.chain(self.refused.iter().cloned()).collect()
    }

    /// What the municipality is called; empty before the first activation.
    #[must_use]
    pub fn municipality(&self) -> String {
        self.in_force().name.clone()
    }
}
