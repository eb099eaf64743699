//! Random people do random things on random days: whatever they do, the laws of the engine hold.
//!
//! A failure prints its seed, and `live` with that seed does the same again.

use std::collections::BTreeSet;

use model::deadline::{DeadlineState, RungState, TimerKind};
use model::step::StepStatus;
use model::{CaseId, CaseState, Command, DeadlineName, Generation, StreamId, Timestamp};

use super::kit::{Office, at};
use super::read;

const SEEDS: u64 = 24;
const LINES: usize = 90;

const PEOPLE: [&str; 9] = ["pasi", "hebr", "lida", "lida", "olma", "anve", "kako", "nabo", "jely"];

/// What can be tried at any time; `DAY` is a day some days ago.
const DEEDS: [&str; 47] = [
    "open referral_received",
    "open referral_received on DAY",
    "complete receive {needs: [debt, housing], plans_held: 1}",
    "complete receive {needs: [family], plans_held: 3} on DAY",
    "complete appoint {person: lida, deputy: olma}",
    "complete appoint {person: anve, deputy: lida} on DAY",
    "complete permission {answer: given, purposes: [joint_assessment, one_plan]}",
    "complete permission {answer: given, purposes: [joint_assessment]} on DAY",
    "complete permission {answer: refused}",
    "claim findings.1",
    "release findings.1",
    "delegate findings.2 to jely",
    "draft findings.2 {finding: x}",
    "complete findings.1 {finding: x}",
    "complete findings.1 {finding: x} on DAY",
    "complete findings.2 {finding: y}",
    "go-on-without findings.2 late",
    "goal sleep",
    "complete draft {measures: [{name: Mentor}, {name: Advice}], facts_used: [{fact: needs, adverse: true}]}",
    "complete draft {goals: [peace], measures: [{name: Mentor}]}",
    "complete agree {answer: agree}",
    "complete hear {text: well}",
    "complete hear {reply: fine}",
    "complete decide {channel: letter, address: Torvet 1, hearing_considered: yes, parts: [{measure: 1, outcome: granted, basis: x}, {measure: 2, outcome: granted, basis: x}]}",
    "complete decide {channel: digital_post, hearing_considered: yes, parts: [{measure: 1, outcome: refused, basis: x, reasons: y, facts: z}]}",
    "complete follow_up {result: continue}",
    "start plan_closed enough",
    "complete plan_closed {closing_note: done}",
    "cancel findings stop",
    "cancel hear stop",
    "cancel follow_up stop",
    "start findings go",
    "start hear go",
    "start follow_up go",
    "pause assessment from DAY: ill",
    "resume assessment to DAY",
    "extend acknowledge until LATER: ill",
    "extend assessment until LATER: ill",
    "answer assessment: so it is",
    "answer acknowledge: so it is",
    "correct-event 1 to DAY: wrong",
    "event complaint_received on DAY",
    "event moved_away on DAY",
    "close enough",
    "reopen again",
    "withdraw joint_assessment on DAY",
    "appoint anve deputy olma: better",
];

/// Chance that can be repeated (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap() % bound
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

/// One life of an office, and which timers have fired.
struct Life {
    office: Office,
    fired: BTreeSet<(CaseId, DeadlineName, TimerKind, Generation)>,
}

impl Life {
    fn submit(&mut self, who: &str, command: &Command) -> bool {
        self.office.submit(&read::actor(who), command).is_ok()
    }

    fn fire_timers(&mut self, until: Timestamp) {
        while let Some((case, timer)) = self.office.next_timer(until) {
            self.office.now = self.office.now.max(timer.at);
            let name = timer.deadline.clone();
            assert!(self.fired.insert((case, name, timer.kind, timer.generation)), "{timer:?} fires twice");
            let command = Command::FireTimer {
                case,
                deadline: timer.deadline,
                timer: timer.kind,
                generation: timer.generation,
            };
            assert!(self.submit("clock", &command));
            self.check_laws();
        }
    }

    /// The kinds of events that came about.
    fn heard(&self) -> BTreeSet<String> {
        let events =
            self.office.records.iter().flat_map(|record| &record.parts).flat_map(|part| &part.events);
        events.map(|event| format!("{:?}", event.0).split([' ', '(']).next().unwrap().to_owned()).collect()
    }

    fn check_laws(&self) {
        for number in 1..=5 {
            if self.office.streams.contains_key(&StreamId::Case(CaseId(number))) {
                check_case(self.office.case(CaseId(number)), self.office.now);
            }
        }
    }
}

fn check_case(case: &CaseState, now: Timestamp) {
    let closed = !case.is_open();
    for (name, step) in &case.steps {
        let undone = matches!(step.status, StepStatus::Active | StepStatus::Waiting | StepStatus::Cancelled);
        assert!(!(closed && undone), "{name} is {:?} in a closed case", step.status);
        assert_eq!(step.settled_on.is_some(), step.status.is_settled(), "{name}");
        assert!(step.status != StepStatus::Active || step.round > 0, "{name}");
    }
    for deadline in case.deadlines.values() {
        let name = &deadline.name;
        let status = case.steps[&deadline.step].status;
        let stands = matches!(status, StepStatus::Waiting | StepStatus::Active);
        assert!(!deadline.is_open() || stands || name.as_str() == "complaint", "{name} of a step {status:?}");
        let planned = deadline.date.rungs.iter().filter(|rung| rung.state == RungState::Planned);
        assert!(deadline.is_open() || planned.clone().count() == 0, "{name} is over and has planned rungs");
        // No deadline is silent: what runs and is late has said so, or does so at once.
        let late = deadline.is_overdue(now) && deadline.state == DeadlineState::Running;
        let noted = deadline
            .date
            .rungs
            .iter()
            .filter(|rung| rung.missed)
            .all(|rung| rung.at > now || matches!(rung.state, RungState::Fired | RungState::Planned));
        assert!(!late || noted, "{name} is late in silence: {:?}", deadline.date.rungs);
        for rung in &deadline.date.rungs {
            assert_eq!(rung.state == RungState::Fired, rung.fired_at.is_some(), "{name}");
        }
    }
}

/// A deed on one of two cases, with its days filled in.
fn deed(chance: &mut Chance, office: &Office) -> String {
    let days = i64::try_from(chance.below(30)).unwrap();
    let today = office.today().0;
    let day = |days: i64| today.saturating_add(jiff::Span::new().days(days)).to_string();
    let deed = chance.of(&DEEDS).replace("DAY", &day(-days)).replace("LATER", &day(days));
    let is_second = !deed.starts_with("open") && chance.below(3) == 0;
    if is_second && office.streams.contains_key(&StreamId::Case(CaseId(2))) {
        return format!("case-2 {deed}");
    }
    deed
}

fn live(seed: u64) -> BTreeSet<String> {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut life = Life { office: Office::shipped(), fired: BTreeSet::new() };
    life.office.now = at("2026-09-01 09:00");
    let register = read::command("register 770592-0002 1992-05-17 Mette", life.office.today());
    assert!(life.submit("pasi", &register));
    for _ in 0..LINES {
        let days_max = if chance.below(8) == 0 { 45 } else { 3 };
        let minutes = i64::try_from(1 + chance.below(60 * 24 * days_max)).unwrap();
        let now = Timestamp(life.office.now.0 + minutes * 60_000_000);
        // One line in five is taken before the timers that are due: the writer was quicker.
        let quick = chance.below(5) == 0;
        if !quick {
            life.fire_timers(now);
        }
        life.office.now = now;
        // Most deeds are refused at most moments: the first of some that is taken is done.
        for _ in 0..40 {
            let person = chance.of(&PEOPLE);
            let told = deed(&mut chance, &life.office);
            let is_rare = ["open", "close", "event moved", "cancel", "withdraw", "goal"]
                .iter()
                .any(|verb| told.trim_start_matches("case-2 ").starts_with(verb));
            if is_rare && chance.below(6) > 0 {
                continue;
            }
            let command = read::command(&told, life.office.today());
            if life.submit(person, &command) {
                break;
            }
        }
        life.check_laws();
        life.fire_timers(now);
    }
    life.heard()
}

#[test]
fn the_laws_hold_whatever_people_do() {
    let mut heard = BTreeSet::new();
    for seed in 1..=SEEDS {
        let life = std::panic::catch_unwind(|| live(seed));
        let Ok(life) = life else { panic!("seed {seed} broke a law; run `live({seed})` alone") };
        heard.extend(life);
    }
    // The walks come far.
    let far = [
        "CaseReopened",
        "ContributionWaived",
        "ConsentWithdrawn",
        "DecisionSent",
        "DeadlineDropped",
        "DeadlineLapsed",
        "DeadlineMoved",
        "LedgerEntered",
        "MissAnswered",
        "RungFired",
    ];
    let missing: Vec<&str> = far.into_iter().filter(|kind| !heard.contains(*kind)).collect();
    assert!(missing.is_empty(), "no walk came to {missing:?}");
}
