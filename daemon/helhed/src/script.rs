//! A scenario played against a daemon over its public API, and what it expects compared with what came of it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use definition::scenario::{Act, ExpectedDeadline, LetterFound, Line, Scenario, letter_differences};
use model::{PersonId, Timestamp, Value};
use serde_json::{Value as Json, json};

use crate::client::{Answer, Ask, NoAnswer};

/// So often is asked whether a plugin has answered: ten seconds, and a call is cut off after fewer.
const ASKS_MAX: u32 = 1_000;

/// How long is waited between two asks.
const BETWEEN_ASKS: core::time::Duration = core::time::Duration::from_millis(10);

/// A scenario under way.
pub struct Play<'s> {
    scenario: &'s Scenario,
    address: SocketAddr,
    admin: String,
    tokens: BTreeMap<PersonId, String>,
    /// The citizen, once registered.
    pub citizen: Option<String>,
    /// The case, once opened.
    pub case: Option<String>,
}

/// Why a play did not go as written.
#[derive(Debug, thiserror::Error)]
pub enum Astray {
    /// No answer.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// A line came out otherwise.
    #[error("line {line}: expected {expected}, got {status} {got}")]
    Line {
        /// In its file.
        line: usize,
        /// What was written.
        expected: String,
        /// The HTTP status.
        status: u16,
        /// The problem.
        got: String,
    },
    /// The daemon could not be prepared.
    #[error("cannot prepare the play: {0}")]
    Preparation(String),
}

impl<'s> Play<'s> {
    /// A play on a daemon with a simulated clock; `admin` is an administrator's token.
    #[must_use]
    pub fn new(scenario: &'s Scenario, address: SocketAddr, admin: &str) -> Self {
        let admin = admin.to_owned();
        Self { scenario, address, admin, tokens: BTreeMap::new(), citizen: None, case: None }
    }

    /// The instant of a line.
    #[must_use]
    pub fn instant(line: &Line) -> Timestamp {
        Timestamp::from_micros(calendar::instant_us(line.at.date(), line.at.time()))
    }

    /// The token of a person; made at first use.
    ///
    /// # Errors
    ///
    /// [`Astray`] if the daemon does not make one.
    pub async fn token(&mut self, person: &PersonId) -> Result<String, Astray> {
        if let Some(token) = self.tokens.get(person) {
            return Ok(token.clone());
        }
        let ask = Ask::post(format!("/v1/people/{person}/tokens"), json!({ "label": "scenario" }));
        let answer = ask.token(&self.admin).send(self.address).await?;
        let Some(token) = answer.text("token").filter(|_| answer.is_ok()) else {
            return Err(Astray::Preparation(format!("no token for `{person}`: {}", answer.body)));
        };
        self.tokens.insert(person.clone(), token.to_owned());
        Ok(token.to_owned())
    }

    /// Lets the clock run to an instant.
    ///
    /// # Errors
    ///
    /// [`Astray`] if the daemon refuses.
    pub async fn advance(&self, to: Timestamp) -> Result<(), Astray> {
        let ask = Ask::post("/v1/clock", json!({ "advance_to": to.to_string() }));
        let answer = ask.token(&self.admin).send(self.address).await?;
        if answer.is_ok() {
            return Ok(());
        }
        Err(Astray::Preparation(format!("the clock does not advance: {}", answer.body)))
    }

    /// Plays one line: the clock runs to its moment, then somebody does something.
    ///
    /// # Errors
    ///
    /// [`Astray::Line`] if it comes out otherwise than written.
    pub async fn line(&mut self, line: &Line) -> Result<(), Astray> {
        self.advance(Self::instant(line)).await?;
        if let Act::Plugin(..) = line.act {
            return self.wait_for_plugins().await;
        }
        let Some(person) = line.by.clone() else { return Ok(()) };
        let token = self.token(&person).await?;
        if let Act::Open { .. } = line.act {
            self.register(&token).await?;
        }
        let Some(mut ask) = self.ask(&line.act, &line.at.date().to_string()) else { return Ok(()) };
        if let Act::CorrectEvent { .. } | Act::CorrectFact { .. } | Act::Close(_) | Act::Reopen(_) = line.act
        {
            let case = self.read("", &token).await?;
            ask = ask.with("if-match", format!("\"v{}\"", case.version.unwrap_or(0)));
        }
        let answer = ask.token(&token).send(self.address).await?;
        let expected = line.refused.as_deref();
        if answer.code() != expected || (expected.is_none() && !answer.is_ok()) {
            return Err(Astray::Line {
                line: line.line,
                expected: expected
                    .map_or_else(|| "that it is done".to_owned(), |code| format!("refused: {code}")),
                status: answer.status,
                got: answer.body.to_string(),
            });
        }
        if let Act::Open { .. } = line.act {
            self.case = answer.text("case").map(str::to_owned);
        }
        Ok(())
    }

    /// The daemon's own plugins answer by themselves, and soon: this waits until none is asked any more.
    async fn wait_for_plugins(&self) -> Result<(), Astray> {
        for _ask in 0..ASKS_MAX {
            let answer = Ask::get("/v1/effects").token(&self.admin).send(self.address).await?;
            if !answer.body.to_string().contains("call_plugin") {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_ASKS).await;
        }
        Err(Astray::Preparation("a plugin does not answer".to_owned()))
    }

    async fn register(&mut self, token: &str) -> Result<(), Astray> {
        if self.citizen.is_some() {
            return Ok(());
        }
        let citizen = &self.scenario.citizen;
        let body = json!({
            "cpr": citizen.cpr,
            "name": citizen.name,
            "birth_date": citizen.born.to_string(),
            "synthetic": true,
            "digital_post": citizen.digital_post,
        });
        let answer = Ask::post("/v1/citizens", body).token(token).send(self.address).await?;
        let Some(number) = answer.text("citizen").filter(|_| answer.is_ok()) else {
            return Err(Astray::Preparation(format!("the citizen is not registered: {}", answer.body)));
        };
        self.citizen = Some(number.to_owned());
        Ok(())
    }

    /// Reads something of the case.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`].
    pub async fn read(&self, what: &str, token: &str) -> Result<Answer, NoAnswer> {
        let case = self.case.as_deref().unwrap_or("case-1");
        Ask::get(format!("/v1/cases/{case}{what}")).token(token).send(self.address).await
    }

    fn ask(&self, act: &Act, today: &str) -> Option<Ask> {
        let case = format!("/v1/cases/{}", self.case.as_deref().unwrap_or("case-1"));
        let day = |on: &Option<model::Date>| on.map_or_else(|| today.to_owned(), |day| day.to_string());
        let post = |path: String, body: Json| Some(Ask::post(path, body));
        match act {
            Act::Open { event, unit, on } => {
                let citizen = self.citizen.as_deref().unwrap_or_default();
                let workflow = self.scenario.workflow.as_str();
                let body = json!({
                    "citizen": citizen, "workflow": workflow, "event": event, "on": day(on), "unit": unit.as_str(),
                });
                post("/v1/cases".to_owned(), body)
            }
            Act::Claim(task) => post(format!("{case}/tasks/{task}/claim"), json!({})),
            Act::Release(task) => post(format!("{case}/tasks/{task}/release"), json!({})),
            Act::Start(step, reason) => {
                post(format!("{case}/steps/{step}/start"), json!({ "reason": reason }))
            }
            Act::Delegate(task, to) => {
                post(format!("{case}/tasks/{task}/delegate"), json!({ "to": to.as_str() }))
            }
            Act::Complete { task, values, on } => post(
                format!("{case}/tasks/{task}/complete"),
                json!({ "values": to_json(values), "on": day(on) }),
            ),
            Act::Draft(task, values) => {
                Some(Ask::put(format!("{case}/tasks/{task}/draft"), json!({ "content": to_json(values) })))
            }
            Act::GoOnWithout(task, reason) => {
                post(format!("{case}/tasks/{task}/go-on-without"), json!({ "reason": reason }))
            }
            Act::Goal(words) => post(format!("{case}/goals"), json!({ "words": words })),
            Act::Note(text) => post(format!("{case}/notes"), json!({ "text": text })),
            Act::Event { event, on, time, channel, about, note } => {
                let on = on.map_or_else(|| today.to_owned(), |day| day.to_string());
                let at = time.and_then(|time| {
                    let day: model::Date = on.parse().ok()?;
                    Some(Timestamp::from_micros(calendar::instant_us(day.0, time)).to_string())
                });
                let about = (!about.is_empty()).then_some(about);
                let body = json!({
                    "event": event, "on": on, "at": at, "channel": channel, "about": about, "note": note,
                });
                post(format!("{case}/events"), body)
            }
            Act::CorrectEvent { .. }
            | Act::CorrectFact { .. }
            | Act::Cancel(..)
            | Act::EndEarly { .. }
            | Act::Settle(..) => put_right(act, &case),
            Act::Pause(deadline, reason) => {
                let body = json!({ "ground": "efter aftale", "reason": reason });
                post(format!("{case}/deadlines/{deadline}/pause"), body)
            }
            Act::Resume(deadline) => post(format!("{case}/deadlines/{deadline}/resume"), json!({})),
            Act::Extend(deadline, until, reason) => {
                let body = json!({ "until": until.to_string(), "ground": "efter aftale", "reason": reason });
                post(format!("{case}/deadlines/{deadline}/extend"), body)
            }
            Act::AnswerMiss(deadline, reason) => {
                post(format!("{case}/deadlines/{deadline}/answer-miss"), json!({ "reason": reason }))
            }
            Act::WithdrawConsent(purposes) => {
                let citizen = self.citizen.as_deref().unwrap_or_default();
                post(format!("/v1/citizens/{citizen}/consents/withdraw"), json!({ "purposes": purposes }))
            }
            Act::Close(reason) => post(format!("{case}/close"), json!({ "reason": reason })),
            Act::Reopen(reason) => post(format!("{case}/reopen"), json!({ "reason": reason })),
            // The daemon has a plugin of its own, which answers by itself.
            Act::Plugin(..) | Act::Wait => None,
        }
    }

    /// What is otherwise than the scenario expects; empty if nothing is.
    ///
    /// # Errors
    ///
    /// [`Astray`] if the case cannot be read.
    pub async fn compare(&mut self, reader: &PersonId) -> Result<Vec<String>, Astray> {
        let token = self.token(reader).await?;
        let case = self.read("", &token).await?;
        let deadlines = self.read("/deadlines", &token).await?;
        let expect = &self.scenario.expect;
        let mut differences = Vec::new();
        let mut compare = |what: String, expected: String, found: String| {
            if expected != found {
                differences.push(format!("{what}: expected {expected}, found {found}"));
            }
        };
        if let Some(status) = &expect.case {
            let open = case.body.pointer("/status/state").and_then(Json::as_str).unwrap_or_default();
            compare("case".to_owned(), status.clone(), open.to_owned());
        }
        if let Some(day) = expect.final_from {
            compare("final_from".to_owned(), day.to_string(), text(&case.body, "final_from"));
        }
        let steps = case.body.get("steps").and_then(Json::as_array).cloned().unwrap_or_default();
        for (name, expected) in &expect.steps {
            let step = steps.iter().find(|step| text(step, "name") == *name);
            compare(
                format!("step {name}"),
                expected.clone(),
                step.map(|step| text(step, "status")).unwrap_or_default(),
            );
        }
        for (name, expected) in &expect.values {
            let (of, what) = name.split_once('.').unwrap_or((name, ""));
            let step = steps.iter().find(|step| text(step, "name") == of);
            let left = |step: &Json| {
                let word = step.pointer(&format!("/outputs/{what}"));
                let day = step.pointer(&format!("/moments/{what}"));
                word.or(day).and_then(Json::as_str).unwrap_or_default().to_owned()
            };
            compare(name.clone(), expected.clone(), step.map(left).unwrap_or_default());
        }
        if let Some(expected) = expect.decisions {
            let count = |name: &str| case.body.get(name).and_then(Json::as_array).map_or(0, Vec::len);
            let sent = count("decisions") + count("earlier_decisions");
            compare("decisions".to_owned(), expected.to_string(), sent.to_string());
        }
        let rows = deadlines.body.get("rows").and_then(Json::as_array).cloned().unwrap_or_default();
        for (name, expected) in &expect.deadlines {
            match rows.iter().find(|row| text(row, "name") == name.as_str()) {
                Some(row) => compare_deadline(name.as_str(), expected, row, &mut compare),
                None => compare(format!("deadline {name}"), "set".to_owned(), "not set".to_owned()),
            }
        }
        differences.extend(self.compare_letters(&token).await?);
        Ok(differences)
    }

    async fn compare_letters(&self, token: &str) -> Result<Vec<String>, Astray> {
        let mut differences = Vec::new();
        for (number, expected) in &self.scenario.expect.letters {
            let letters = self.read("/letters", token).await?;
            let rows = letters.body.get("rows").and_then(Json::as_array).cloned().unwrap_or_default();
            let is_it = |row: &&Json| row.get("number").and_then(Json::as_u64) == Some((*number).into());
            let page = self.read(&format!("/letters/{number}"), token).await?;
            let found = rows.iter().find(is_it).map(|row| LetterFound {
                facts: [
                    ("subject", text(row, "subject")),
                    ("version", row.get("version").map(ToString::to_string).unwrap_or_default()),
                    ("channel", text(row, "channel")),
                    ("sent_on", text(row, "sent_on")),
                ],
                html: page.body.as_str(),
            });
            differences.extend(letter_differences(*number, expected, found.as_ref()));
        }
        Ok(differences)
    }
}

fn compare_deadline(
    name: &str,
    expected: &ExpectedDeadline,
    row: &Json,
    compare: &mut impl FnMut(String, String, String),
) {
    let days = |wanted: &dyn Fn(&Json) -> bool| {
        let rungs = row.get("rungs").and_then(Json::as_array).cloned().unwrap_or_default();
        rungs.iter().filter(|rung| wanted(rung)).map(|rung| text(rung, "day")).collect::<Vec<_>>().join(" ")
    };
    let listed = |days: &[model::Date]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    if let Some(day) = expected.due {
        compare(format!("{name} due"), day.to_string(), text(row, "due"));
    }
    if let Some(day) = expected.raw {
        compare(format!("{name} raw"), day.to_string(), text(row, "raw"));
    }
    if let Some(state) = &expected.state {
        compare(format!("{name} state"), state.clone(), text(row, "state"));
    }
    if let Some(days_expected) = &expected.remind {
        let due = text(row, "due");
        let before = |rung: &Json| text(rung, "day") < due && text(rung, "state") != "not_applicable";
        compare(format!("{name} remind"), listed(days_expected), days(&before));
    }
    if let Some(days_expected) = &expected.fired {
        compare(format!("{name} fired"), listed(days_expected), days(&|rung| text(rung, "state") == "fired"));
    }
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// What puts right what was recorded, or stops what was begun.
#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `ask`")]
fn put_right(act: &Act, case: &str) -> Option<Ask> {
    let (path, body) = match act {
        Act::CorrectEvent { number, on, reason } => {
            (format!("{case}/events/{number}/correct"), json!({ "on": on.to_string(), "reason": reason }))
        }
        Act::CorrectFact { fact, slot, value, reason } => (
            format!("{case}/facts/{fact}/correct"),
            json!({ "value": to_json(value), "slot": slot, "reason": reason }),
        ),
        Act::Cancel(step, reason) => (format!("{case}/steps/{step}/cancel"), json!({ "reason": reason })),
        Act::EndEarly { stage, values, reason } => {
            (format!("{case}/stages/{stage}/end"), json!({ "values": to_json(values), "reason": reason }))
        }
        Act::Settle(number, finding) => {
            (format!("{case}/concerns/{number}/settle"), json!({ "finding": finding }))
        }
        _other => return None,
    };
    Some(Ask::post(path, body))
}

/// A value as JSON.
#[must_use]
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Number(number) => number.0.to_string().parse().map_or(Json::Null, Json::Number),
        Value::Text(text) => Json::String(text.clone()),
        Value::Date(day) => Json::String(day.to_string()),
        Value::Instant(at) => Json::String(at.to_string()),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Record(fields) => {
            Json::Object(fields.iter().map(|(name, value)| (name.clone(), to_json(value))).collect())
        }
    }
}
