//! A case from referral to review as commands with their instants, after the scenario that is shipped.

use std::collections::BTreeMap;

use model::value::Number;
use model::{CitizenId, Command, Date, EventName, TaskName, Timestamp, UnitId, Value, WorkflowName};

use super::{FIRST, House, at};

pub(super) struct Line {
    pub(super) at: Timestamp,
    pub(super) by: &'static str,
    pub(super) command: Command,
}

pub(super) fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Record(
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
    )
}

pub(super) fn texts<const N: usize>(texts: [&str; N]) -> Value {
    Value::List(texts.into_iter().map(Value::text).collect())
}

pub(super) fn number(number: i64) -> Value {
    Value::Number(Number(number.into()))
}

pub(super) fn task(name: &str) -> TaskName {
    name.parse().unwrap()
}

pub(super) fn register(cpr: &str, name: &str) -> Command {
    Command::RegisterCitizen {
        cpr: cpr.to_owned(),
        name: name.to_owned(),
        birth_date: "1992-05-17".parse().unwrap(),
        synthetic: true,
        digital_post: true,
    }
}

pub(super) const CPR: &str = "7705920002";

pub(super) fn open_case(citizen: u64, on: &str) -> Command {
    Command::OpenCase {
        citizen: CitizenId(citizen),
        workflow: WorkflowName::new("one-plan"),
        event: EventName::new("referral_received"),
        on: on.parse::<Date>().unwrap(),
        unit: UnitId::new("holistic_team"),
        note: None,
    }
}

pub(super) fn complete(name: &str, values: Value) -> Command {
    complete_in(1, name, values)
}

pub(super) fn complete_in(case: u64, name: &str, values: Value) -> Command {
    Command::Complete { case: model::CaseId(case), task: task(name), values, on: None }
}

fn measure(name: &str, basis: &str) -> Value {
    record([
        ("name", Value::text(name)),
        ("goal", number(1)),
        ("basis", Value::text(basis)),
        ("department", Value::text("Jobcenter")),
    ])
}

fn fact_used(slot: i64, adverse: bool) -> Value {
    record([
        ("fact", Value::text("finding")),
        ("slot", number(slot)),
        ("adverse", Value::Boolean(adverse)),
        ("known_to_party", Value::Boolean(!adverse)),
    ])
}

pub(super) fn receive() -> Value {
    record([
        ("needs", texts(["mental_health", "substance_use"])),
        ("plans_held", number(3)),
        ("referral_note", Value::text("Egen læge beder om en samlet indsats.")),
    ])
}

pub(super) fn appoint() -> Value {
    record([("person", Value::text("lida")), ("deputy", Value::text("olma"))])
}

pub(super) fn consents() -> Value {
    let purposes = texts(["joint_assessment", "one_plan", "share_alcohol_clinic"]);
    record([("answer", Value::text("given")), ("purposes", purposes)])
}

/// The whole story. Reminders fire between the lines.
pub(super) fn story() -> Vec<Line> {
    let goal = Command::AddGoal { case: FIRST, words: "Jeg vil sove om natten".to_owned(), on: None };
    let claim = |slot: &str| Command::Claim { case: FIRST, task: task(slot) };
    let finding = || record([("finding", Value::text("Søvnbesvær gennem to år."))]);
    let plan = record([
        ("measures", Value::List(vec![measure("Mentor", "LAB §167"), measure("Støtte", "SEL §85")])),
        ("facts_used", Value::List(vec![fact_used(1, false), fact_used(2, true)])),
    ]);
    let part = |measure: i64, outcome: &str, basis: &str| {
        record([
            ("measure", number(measure)),
            ("outcome", Value::text(outcome)),
            ("basis", Value::text(basis)),
            ("reasons", Value::text("Tre timer om ugen dækker behovet.")),
            ("facts", Value::text("Du klarer selv det meste i hjemmet.")),
        ])
    };
    let decision = record([
        ("channel", Value::text("digital_post")),
        ("hearing_considered", Value::text("Borgerens svar er indgået.")),
        ("parts", Value::List(vec![part(1, "granted", "LAB §167"), part(2, "partly", "SEL §85")])),
    ]);
    let review = record([("result", Value::text("continue")), ("note", Value::text("Målet holder."))]);
    let lines = [
        ("2026-08-03T07:10:00Z", "pasi", register(CPR, "Mette Lyngkær")),
        ("2026-08-03T07:20:00Z", "pasi", open_case(1, "2026-08-03")),
        ("2026-08-04T08:05:00Z", "pasi", complete("receive", receive())),
        ("2026-08-06T11:30:00Z", "hebr", complete("appoint", appoint())),
        ("2026-08-10T08:10:00Z", "lida", complete("permission", consents())),
        ("2026-08-10T08:25:00Z", "lida", goal),
        ("2026-08-17T06:45:00Z", "kako", claim("findings.1")),
        ("2026-09-02T12:00:00Z", "kako", complete("findings.1", finding())),
        ("2026-09-10T07:00:00Z", "nabo", claim("findings.2")),
        ("2026-09-28T13:10:00Z", "nabo", complete("findings.2", finding())),
        ("2026-09-30T08:00:00Z", "lida", complete("draft", plan)),
        ("2026-09-30T09:00:00Z", "lida", complete("agree", record([("answer", Value::text("agree"))]))),
        (
            "2026-10-01T07:00:00Z",
            "lida",
            complete("hear", record([("text", Value::text("Sig din mening."))])),
        ),
        ("2026-10-09T10:40:00Z", "lida", complete("hear", record([("reply", Value::text("Hjælp mig."))]))),
        ("2026-10-20T11:00:00Z", "lida", complete("decide", decision)),
        ("2027-01-20T09:30:00Z", "lida", complete("follow_up", review)),
    ];
    lines.into_iter().map(|(instant, by, command)| Line { at: at(instant), by, command }).collect()
}

/// Tells the first lines of the story.
pub(super) fn tell(house: &mut House, lines: usize) {
    for line in story().into_iter().take(lines) {
        house.run_to(line.at);
        house.run(line.by, line.command);
        house.deliver();
    }
}

/// Registered, opened, received, with a coordinator.
pub(super) const APPOINTED: usize = 4;
/// Consented: the assessment with its deadline is open.
pub(super) const ASSESSING: usize = 5;
