//! What a call is told, as the intent records it: one value with everything in it.

use std::collections::{BTreeMap, BTreeSet};

use model::{Date, Timestamp, Value};

/// What a call is told.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// The case, by its number.
    pub case: String,
    /// The workflow.
    pub workflow: String,
    /// Hash of the definition.
    pub version: String,
    /// The step.
    pub step: String,
    /// The same for every attempt.
    pub attempt_key: String,
    /// The time of the intent: the plugin's clock stands there.
    pub now: Timestamp,
    /// Its civil date in Denmark, `2026-08-03`.
    pub today: String,
    /// The role that is to be filled.
    pub proposes: String,
    /// The unit that owns the case.
    pub unit: String,
    /// What the municipality configured.
    pub config: BTreeMap<String, String>,
    /// Granted facts.
    pub facts: BTreeMap<String, Value>,
    /// Granted capabilities.
    pub interfaces: BTreeSet<String>,
    /// The directory as it stood.
    pub people: Vec<Member>,
    /// Units of the municipality.
    pub units: Vec<String>,
}

/// A member of staff, without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: String,
    /// Roles, each with its unit.
    pub roles: Vec<(String, String)>,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Everything else by key.
    pub attributes: BTreeMap<String, Value>,
}

/// Why a value is no input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is missing or of the wrong kind")]
pub struct NotAnInput(pub &'static str);

impl Input {
    /// Reads what the intent recorded, or what `plugin try` was given.
    ///
    /// # Errors
    ///
    /// [`NotAnInput`] names the first key that is missing or wrong.
    pub fn read(value: &Value) -> Result<Self, NotAnInput> {
        let text = |key: &'static str| {
            value.field(key).and_then(Value::as_text).map(str::to_owned).ok_or(NotAnInput(key))
        };
        let record = |key: &'static str| match value.field(key) {
            None => Ok(BTreeMap::new()),
            Some(found) => found.as_record().cloned().ok_or(NotAnInput(key)),
        };
        let list = |key: &'static str| match value.field(key) {
            None => Ok(Vec::new()),
            Some(found) => found.as_list().map(<[Value]>::to_vec).ok_or(NotAnInput(key)),
        };
        let config = record("config")?;
        let people = list("people")?;
        Ok(Self {
            case: text("case")?,
            workflow: text("workflow")?,
            version: text("version").unwrap_or_default(),
            step: text("step")?,
            attempt_key: text("attempt_key").unwrap_or_default(),
            now: now(value)?,
            today: today(value)?,
            proposes: text("proposes")?,
            unit: text("unit")?,
            config: config
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), value.as_text()?.to_owned())))
                .collect(),
            facts: record("facts")?,
            interfaces: list("interfaces")?.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
            people: people.iter().map(member).collect::<Option<_>>().ok_or(NotAnInput("people"))?,
            units: list("units")?.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        })
    }
}

fn now(value: &Value) -> Result<Timestamp, NotAnInput> {
    match value.field("now") {
        Some(Value::Instant(at)) => Ok(*at),
        None => Ok(Timestamp::default()),
        Some(_other) => Err(NotAnInput("now")),
    }
}

fn today(value: &Value) -> Result<String, NotAnInput> {
    match value.field("today") {
        Some(Value::Date(day)) => Ok(day.to_string()),
        Some(Value::Text(day)) => {
            day.parse::<Date>().map(|day| day.to_string()).map_err(|_| NotAnInput("today"))
        }
        _other => Err(NotAnInput("today")),
    }
}

fn member(value: &Value) -> Option<Member> {
    let id = value.field("id")?.as_text()?.to_owned();
    let roles = value.field("roles").and_then(Value::as_list).unwrap_or_default();
    let roles = roles.iter().map(|role| {
        Some((role.field("role")?.as_text()?.to_owned(), role.field("unit")?.as_text()?.to_owned()))
    });
    Some(Member {
        id,
        roles: roles.collect::<Option<_>>()?,
        deputy: value.field("deputy").and_then(Value::as_text).map(str::to_owned),
        attributes: value.field("attributes").and_then(Value::as_record).cloned().unwrap_or_default(),
    })
}
