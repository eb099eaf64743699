//! The case of five stages, driven over HTTP as a program of a caseworker would: open it, complete six tasks, the next case.
//!
//! Every answer of 2xx says that something is on disk and that the next task is open, so each of the seven counts as an
//! acknowledgement. Cases that the end of a phase left half way stay so.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::Failure;
use crate::connection::{Answer, Connection, request};
use crate::load::{self, Client};
use crate::measured::Measured;

/// Citizens that cases are opened for, in turn. One may have 200 cases, so a run may open 400,000.
const CITIZENS: u64 = 2_000;

/// Who registers, assesses and decides in `benches/workflows`.
const WORKER: &str = "alma";

/// Acknowledgements of a whole case: opened, and six tasks.
pub const STEPS: u64 = 7;

/// Days until the review that the last task arms.
const REVIEW_DAYS: i64 = 180;

/// A daemon made ready to be measured.
#[derive(Clone)]
pub struct Ready {
    address: SocketAddr,
    headers: Arc<str>,
    today: Arc<str>,
    citizens: u64,
}

/// What was opened and acknowledged, and the journal's position before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// Answers of 2xx.
    pub acknowledged: u64,
    /// Records that the journal has more than before.
    pub recorded: u64,
    /// Cases that ran to their end.
    pub whole_cases: u64,
}

impl Ready {
    /// Makes a token and registers the citizens. Counts as many acknowledgements as it was given.
    ///
    /// # Errors
    ///
    /// If the daemon refuses anything.
    pub async fn make(address: SocketAddr, admin: &str) -> Result<Self, Failure> {
        let mut connection = Connection::open(address).await?;
        let by_admin = format!("authorization: Bearer {}\r\n", admin.trim());
        let path = format!("/v1/people/{WORKER}/tokens");
        let made = post(&mut connection, &path, &by_admin, &json!({ "label": "figures" })).await?;
        let token = made.get("token").and_then(Json::as_str).ok_or("the daemon made no token")?;
        let headers = format!("authorization: Bearer {token}\r\n");
        let clock = get(&mut connection, "/v1/clock", &headers).await?;
        let now = clock.get("now").and_then(Json::as_str).ok_or("the clock shows nothing")?;
        let today = now.split('T').next().unwrap_or_default();
        for number in 0..CITIZENS {
            let citizen = json!({
                "cpr": format!("610190{number:04}"),
                "name": format!("Borger {number}"),
                "birth_date": "1990-01-01",
                "synthetic": true,
                "digital_post": true,
            });
            post(&mut connection, "/v1/citizens", &headers, &citizen).await?;
        }
        Ok(Self { address, headers: headers.into(), today: today.into(), citizens: CITIZENS })
    }

    /// The same daemon after a start: it listens somewhere else.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// What every request carries: whose it is.
    #[must_use]
    pub fn headers(&self) -> &str {
        &self.headers
    }

    /// Lets clients work through cases for a while, and compares what they counted with the journal.
    ///
    /// # Errors
    ///
    /// Any refusal, or a journal that does not hold exactly what was acknowledged.
    pub async fn measure(
        &self,
        clients: u64,
        duration: Duration,
        name: &str,
    ) -> Result<(Measured, Count), Failure> {
        let before = self.position().await?;
        let working = (0..clients).map(|number| Working::new(self, name, (number, clients))).collect();
        let (measured, worked) = load::run(self.address, working, duration).await?;
        let recorded = self.position().await?.saturating_sub(before);
        let count = Count {
            acknowledged: measured.acknowledged,
            recorded,
            whole_cases: worked.iter().map(|client: &Working| client.whole_cases).sum(),
        };
        if count.recorded != count.acknowledged {
            return Err(format!(
                "{} steps were acknowledged and the journal has {} records more: no figure",
                count.acknowledged, count.recorded
            )
            .into());
        }
        for case in worked.iter().filter_map(|client| client.last_whole.as_deref()).take(3) {
            self.check(case).await?;
        }
        Ok((measured, count))
    }

    /// The position of the last record on disk.
    ///
    /// # Errors
    ///
    /// If the daemon does not say.
    pub async fn position(&self) -> Result<u64, Failure> {
        let health = get(&mut Connection::open(self.address).await?, "/health", "").await?;
        Ok(health.get("position").and_then(Json::as_u64).ok_or("the daemon does not say its position")?)
    }

    /// A whole case, as the daemon shows it, is done but for its review, which is due as the workflow says.
    async fn check(&self, case: &str) -> Result<(), Failure> {
        let mut connection = Connection::open(self.address).await?;
        let shown = get(&mut connection, &format!("/v1/cases/{case}"), &self.headers).await?;
        let steps = shown.get("steps").and_then(Json::as_array).ok_or("a case without steps")?;
        let status = |name: &str| {
            let step = steps.iter().find(|step| step.get("name").and_then(Json::as_str) == Some(name));
            step.and_then(|step| step.get("status")).and_then(Json::as_str).unwrap_or("missing").to_owned()
        };
        let expected = [
            ("receive", "done"),
            ("findings", "done"),
            ("draft", "done"),
            ("decide", "done"),
            ("agree", "done"),
            ("follow_up", "active"),
        ];
        for (step, expected) in expected {
            if status(step) != expected {
                return Err(format!("`{step}` of {case} is {}, not {expected}", status(step)).into());
            }
        }
        let deadlines = get(&mut connection, &format!("/v1/cases/{case}/deadlines"), &self.headers).await?;
        let raw =
            deadlines.pointer("/rows/0/raw").and_then(Json::as_str).ok_or("a case without a deadline")?;
        let (today, due) = (days_since_epoch(&self.today)?, days_since_epoch(raw)?);
        // A run may go over midnight.
        if !(REVIEW_DAYS..=REVIEW_DAYS + 1).contains(&due.saturating_sub(today)) {
            return Err(
                format!("the review of {case} is due on {raw}, not {REVIEW_DAYS} days from now").into()
            );
        }
        Ok(())
    }
}

/// A caseworker's program.
struct Working {
    ready: Ready,
    name: String,
    citizen: u64,
    /// Citizens are dealt out: no two clients of a phase open cases for the same one.
    stride: u64,
    asked: u64,
    step: u64,
    case: String,
    whole_cases: u64,
    last_whole: Option<String>,
}

impl Working {
    fn new(ready: &Ready, name: &str, (number, clients): (u64, u64)) -> Self {
        Self {
            ready: ready.clone(),
            name: format!("{name}-{number}"),
            citizen: number,
            stride: clients,
            asked: 0,
            step: 0,
            case: String::new(),
            whole_cases: 0,
            last_whole: None,
        }
    }

    fn opening(&self) -> String {
        let citizen = self.citizen.saturating_add(1);
        let today = &self.ready.today;
        format!(
            r#"{{"citizen":"citizen-{citizen}","workflow":"five-stages","event":"referral_received","on":"{today}","unit":"office"}}"#
        )
    }
}

/// The task of a step after the first, and what is written into it. The texts are as long as a short paragraph.
fn task(step: u64) -> (&'static str, &'static str) {
    match step {
        1 => ("receive", r#"{"values":{"needs":["work","health"]}}"#),
        2 => (
            "findings.1",
            r#"{"values":{"finding":"Har været ledig i to år og vil gerne i gang igen; kan begynde med få timer om ugen i en butik, hvor der er ro og en fast person at spørge."}}"#,
        ),
        3 => (
            "findings.2",
            r#"{"values":{"finding":"Søvnbesvær og smerter i ryggen; behandling hos egen læge siden foråret, og genoptræning to gange om ugen. Arbejdet må ikke være stillestående."}}"#,
        ),
        4 => (
            "draft",
            r#"{"values":{"plan_note":"Mentor tre timer om ugen, virksomhedspraktik fra oktober med to gange fire timer, og genoptræningen går uændret videre ved siden af."}}"#,
        ),
        5 => (
            "decide",
            r#"{"values":{"outcome_note":"Bevilget som beskrevet i planen fra den første i næste måned; borgeren er hørt og har ikke bemærkninger til oplysningerne."}}"#,
        ),
        _last => (
            "agree",
            r#"{"values":{"agreement":"Vi taler sammen igen om et halvt år, eller før hvis noget ændrer sig; borgeren ringer selv, hvis praktikken ikke går."}}"#,
        ),
    }
}

impl Client for Working {
    fn next(&mut self) -> Vec<u8> {
        self.asked = self.asked.saturating_add(1);
        let (auth, name, asked) = (&self.ready.headers, &self.name, self.asked);
        let headers = format!("{auth}idempotency-key: {name}-{asked}\r\n");
        if self.step == 0 {
            return request("POST", "/v1/cases", &headers, &self.opening());
        }
        let (task, body) = task(self.step);
        request("POST", &format!("/v1/cases/{}/tasks/{task}/complete", self.case), &headers, body)
    }

    fn answered(&mut self, answer: Answer<'_>) -> Result<(), Failure> {
        if !answer.is_ok() {
            let body = String::from_utf8_lossy(answer.body);
            return Err(format!("step {} was answered {}: {body}", self.step, answer.status).into());
        }
        if self.step == 0 {
            let body: Json = serde_json::from_slice(answer.body)?;
            body.get("case")
                .and_then(Json::as_str)
                .ok_or("opened without a case")?
                .clone_into(&mut self.case);
        }
        self.step = self.step.saturating_add(1);
        if self.step == STEPS {
            self.step = 0;
            self.whole_cases = self.whole_cases.saturating_add(1);
            self.last_whole = Some(std::mem::take(&mut self.case));
            let next = self.citizen.saturating_add(self.stride);
            self.citizen = if next < self.ready.citizens { next } else { next % self.stride };
        }
        Ok(())
    }
}

async fn post(connection: &mut Connection, path: &str, headers: &str, body: &Json) -> Result<Json, Failure> {
    exchange(connection, &request("POST", path, headers, &body.to_string())).await
}

async fn get(connection: &mut Connection, path: &str, headers: &str) -> Result<Json, Failure> {
    exchange(connection, &request("GET", path, headers, "")).await
}

async fn exchange(connection: &mut Connection, request: &[u8]) -> Result<Json, Failure> {
    let answer = connection.exchange(request).await?;
    if !answer.is_ok() {
        return Err(format!("{}: {}", answer.status, String::from_utf8_lossy(answer.body)).into());
    }
    Ok(serde_json::from_slice(answer.body)?)
}

/// Days since 1970-01-01 of a date like `2026-08-03`, in the Gregorian calendar.
fn days_since_epoch(date: &str) -> Result<i64, Failure> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let mut next = || parts.next().and_then(Result::ok).ok_or_else(|| format!("`{date}` is no date"));
    let (year, month, day) = (next()?, next()?, next()?);
    // Years begin in March, so that the leap day is the last of its year.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Ok(365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

#[cfg(test)]
mod tests;
