//! A plugin is asked: the intent holds everything that it is told, and nothing that was not granted.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Seeker;
use definition::{Definition, FactKind, Kind, Step};
use model::case::{Fact, FactPlace};
use model::directory::Person;
use model::plugin::Plugin;
use model::{
    CaseId, CaseState, CitizenState, ContentHash, Effect, EffectId, EffectKind, Event, FactName, Number,
    PersonId, Private, RoleName, StreamId, Value,
};
use rust_decimal::Decimal;

use super::view_of;
use crate::refusal::Refusal;
use crate::world::Draft;

/// Most people of the directory in one call: a record has a bound.
const PEOPLE_MAX: usize = 500;

/// Asks the plugin of a step that has just opened. Where there is none, a person does the step at once.
pub(super) fn call(draft: &mut Draft<'_>, id: CaseId, step: &Step) -> Result<(), Refusal> {
    let Kind::Plugin { plugin, reads, otherwise, .. } = &step.kind else { return Ok(()) };
    let known = draft.world.directory.plugins.get(plugin);
    let Some((known, digest)) = known.and_then(|known| Some((known, known.digest?))) else {
        let failed = Event::PluginFailed {
            step: step.name.clone(),
            plugin: plugin.clone(),
            digest: None,
            because: "missing".to_owned(),
            words: None,
            fuel: 0,
            role: Some(otherwise.clone()),
        };
        draft.on_case(id, failed);
        return Ok(());
    };
    let (case, citizen) = view_of(draft, id)?;
    let (definition, _) = draft.rules_of(&case)?;
    let facts: Vec<FactName> = reads.iter().filter(|fact| known.facts.contains(*fact)).cloned().collect();
    let teller = Teller { case: &case, citizen: citizen.as_ref(), definition: &definition, step, draft };
    let input = teller.input((known, digest), &facts);
    drop((case, citizen));
    let at = &draft.world.at;
    let ordinal = u32::try_from(draft.decision.effects.len()).unwrap_or(u32::MAX);
    let effect = EffectId { epoch: at.epoch, position: at.position, ordinal };
    let called =
        Event::PluginCalled { step: step.name.clone(), plugin: plugin.clone(), digest, id: effect, facts };
    draft.on_case(id, called);
    draft.effect(Effect {
        stream: StreamId::Case(id),
        kind: EffectKind::CallPlugin,
        to: Vec::new(),
        deadline: None,
        input: Private::Clear(input),
    });
    Ok(())
}

/// Puts together what a plugin is told.
struct Teller<'a, 'd> {
    case: &'a CaseState,
    citizen: Option<&'a Arc<CitizenState>>,
    definition: &'a Definition,
    step: &'a Step,
    draft: &'a Draft<'d>,
}

impl Teller<'_, '_> {
    fn input(&self, (known, digest): (&Plugin, ContentHash), facts: &[FactName]) -> Value {
        let (case, step, world) = (self.case, self.step, self.draft.world);
        let round = case.steps.get(&step.name).map_or(1, |state| state.round);
        let Kind::Plugin { plugin, proposes, .. } = &step.kind else { return Value::Null };
        let texts = |list: Vec<String>| Value::List(list.into_iter().map(Value::Text).collect());
        // The directory is told only to who may use it.
        let may_see_people = known.interfaces.contains("directory");
        let people = if may_see_people { self.people(proposes) } else { Vec::new() };
        let units =
            world.directory.units.keys().filter(|_| may_see_people).map(ToString::to_string).collect();
        let config = known.config.iter().map(|(key, value)| (key.clone(), Value::text(value.clone())));
        record([
            ("plugin", Value::text(plugin.clone())),
            ("digest", Value::text(digest.to_string())),
            ("case", Value::text(case.id.to_string())),
            ("workflow", Value::text(case.workflow.to_string())),
            ("version", Value::text(case.definition.to_string())),
            ("step", Value::text(step.name.to_string())),
            ("attempt_key", Value::text(format!("{}/{}/{round}", case.id, step.name))),
            ("now", Value::Instant(world.at.recorded_at)),
            ("today", Value::Date(world.today)),
            ("proposes", Value::text(proposes.to_string())),
            ("unit", Value::text(case.unit.to_string())),
            ("config", Value::Record(config.collect())),
            ("facts", Value::Record(facts.iter().filter_map(|fact| self.fact(fact)).collect())),
            ("interfaces", texts(known.interfaces.iter().cloned().collect())),
            ("people", Value::List(people)),
            ("units", texts(units)),
        ])
    }

    /// A fact as a plugin is told it: choices as lists of words, what several people contributed as a list.
    fn fact(&self, name: &FactName) -> Option<(String, Value)> {
        let is_given =
            |(place, known): &(&FactPlace, &Fact)| place.0 == *name && !super::is_empty(&known.value);
        let given = self.case.facts.iter().filter(is_given);
        let given: Vec<&Value> = given.filter_map(|(_, fact)| fact.value.value()).collect();
        let kind = self.definition.facts.get(name).map(|rule| &rule.kind);
        let value = match (given.as_slice(), kind) {
            ([], _) => return None,
            ([one], Some(FactKind::Choice(_))) => Value::List(vec![(*one).clone()]),
            ([one], _) => (*one).clone(),
            (many, _) => Value::List(many.iter().map(|value| (*value).clone()).collect()),
        };
        Some((name.to_string(), value))
    }

    /// Who holds the role: those of the case's unit first.
    fn people(&self, role: &RoleName) -> Vec<Value> {
        let holds = |person: &&Person| person.roles.iter().any(|(held, _)| held == role);
        let mut people: Vec<&Person> = self.draft.world.directory.people.values().filter(holds).collect();
        let is_of_unit =
            |person: &Person| person.roles.iter().any(|(held, unit)| held == role && *unit == self.case.unit);
        // Who has not what the role needs, or no room, cannot be proposed, so nobody is tempted to.
        let has_room = |person: &&Person| {
            let seeker = Seeker { person: &person.id, directory: self.draft.world.directory };
            let place = (self.case, self.definition);
            access::qualifies(seeker, role, place).is_ok()
                && (self.holds_now(&person.id, role) || access::has_room(seeker, role, place, 1).is_ok())
        };
        people.retain(has_room);
        people.sort_by_key(|person| (!is_of_unit(person), person.id.clone()));
        people.into_iter().take(PEOPLE_MAX).map(|person| self.person(person, role)).collect()
    }

    fn person(&self, person: &Person, role: &RoleName) -> Value {
        let world = self.draft.world;
        let roles = person.roles.iter().filter(|(held, _)| held == role);
        let roles = roles.map(|(role, unit)| {
            record([("role", Value::text(role.to_string())), ("unit", Value::text(unit.to_string()))])
        });
        let load = world.directory.load.get(&person.id).copied().unwrap_or(0);
        let months = person.employed_since.map(|since| months_between(since, world.today));
        let words = person.competences.iter().cloned().map(Value::Text).collect();
        let attributes = [
            Some(("load", number(i64::from(load)))),
            person.weekly_hours.map(|hours| ("weekly_hours", number(i64::from(hours)))),
            months.map(|months| ("months_employed", number(months))),
            Some(("competences", Value::List(words))),
            Some(("holds_now", Value::Boolean(self.holds_now(&person.id, role)))),
        ];
        let deputy = person.deputy.as_ref().map_or(Value::Null, |deputy| Value::text(deputy.to_string()));
        record([
            ("id", Value::text(person.id.to_string())),
            ("roles", Value::List(roles.collect())),
            ("deputy", deputy),
            ("attributes", record(attributes.into_iter().flatten())),
        ])
    }

    /// Whether somebody has the role for this citizen already: continuity.
    fn holds_now(&self, person: &PersonId, role: &RoleName) -> bool {
        let of_case = self.case.holders.get(role);
        let is_citizens = role.as_str() == crate::decide::COORDINATOR;
        let of_citizen =
            self.citizen.filter(|_| is_citizens).and_then(|citizen| citizen.coordinator.as_ref());
        of_case.into_iter().chain(of_citizen).any(|holder| holder.person == *person)
    }
}

fn record<'k>(fields: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    Value::Record(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<BTreeMap<_, _>>())
}

fn number(whole: i64) -> Value {
    Value::Number(Number(Decimal::from(whole)))
}

/// Whole months from one day to another; none before it.
fn months_between(since: model::Date, today: model::Date) -> i64 {
    let months = |date: model::Date| i64::from(date.0.year()) * 12 + i64::from(date.0.month());
    let whole = months(today) - months(since) - i64::from(today.0.day() < since.0.day());
    whole.max(0)
}
