//! The scenarios beside the workflow, played on the engine alone.

use std::collections::BTreeMap;

use definition::scenario::{Act, ExpectedDeadline, LetterFound, Line, Place, PluginWord, letter_differences};
use definition::{Bundle, Scenario, load_scenario};
use model::deadline::{DeadlineState, Recipient, RungState};
use model::{Actor, CaseId, CitizenId, Command, Date, Deadline, EffectKind, Event, StreamId, Timestamp};

use super::kit::Office;
use super::read;

pub(super) const CASE: CaseId = CaseId(1);

const PLACE: Place = Place { citizen: CitizenId(1), case: CASE };

fn load(path: &str) -> Scenario {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    let loaded = load_scenario(&Bundle::read_file(&folder, path).unwrap());
    loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.findings))
}

#[test]
fn every_scenario_beside_the_workflow_comes_out() {
    let workflows = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    let mut paths: Vec<String> = Vec::new();
    for workflow in std::fs::read_dir(&workflows).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(scenarios) = std::fs::read_dir(workflow.join("scenarios")) else { continue };
        let found = scenarios.map(|entry| entry.unwrap().path());
        paths.extend(found.map(|path| path.strip_prefix(&workflows).unwrap().to_str().unwrap().to_owned()));
    }
    paths.sort();
    assert!(paths.contains(&"one-plan/scenarios/s1.yaml".to_owned()), "{paths:?}");
    for path in &paths {
        let scenario = load(path);
        comes_out(&mut Office::with(scenario.workflow.as_str(), &[]), &scenario);
    }
}

pub(super) fn comes_out(office: &mut Office, scenario: &Scenario) {
    let register = scenario.citizen.registration();
    office.submit(&read::actor("pasi"), &register).unwrap();
    for line in &scenario.lines {
        play(office, line, scenario);
    }
    compare(office, scenario);
}

fn play(office: &mut Office, line: &Line, scenario: &Scenario) {
    let now = Timestamp::from_micros(calendar::instant_us(line.at.date(), line.at.time()));
    while let Some((case, timer)) = office.next_timer(now) {
        office.now = timer.at;
        let fire = Command::FireTimer {
            case,
            deadline: timer.deadline,
            timer: timer.kind,
            generation: timer.generation,
        };
        office.submit(&read::actor("clock"), &fire).unwrap();
    }
    office.now = now;
    if let Act::Plugin(_, word) = &line.act {
        answer(office, word);
    }
    let Some(command) = line.act.command(&scenario.workflow, PLACE, office.today()) else { return };
    let actor = line.by.clone().map(Actor::Person).unwrap();
    let refused = office.submit(&actor, &command).err().map(|refusal| refusal.code.to_owned());
    assert_eq!(refused, line.refused, "{}, line {}", scenario.name, line.line);
}

/// Whom each rung of a deadline reached.
pub(super) fn reminded(office: &Office, deadline: &str) -> Vec<(String, Vec<String>)> {
    let rungs = &office.case(CASE).deadlines[deadline].date.rungs;
    let events = office.records.iter().flat_map(|record| &record.parts).flat_map(|part| &part.events);
    let fired = events.filter_map(|event| {
        let Event::RungFired { deadline: of, rung, to, .. } = &event.0 else { return None };
        let name = rungs[usize::try_from(*rung).unwrap()].name.clone();
        (of.as_str() == deadline).then(|| (name, to.iter().map(ToString::to_string).collect()))
    });
    fired.collect()
}

/// The plugin that was asked says what the scenario makes it say.
fn answer(office: &mut Office, word: &PluginWord) {
    let asked = office.case(CASE).effects.iter();
    let id = asked.rev().find(|one| one.effect.kind == EffectKind::CallPlugin).unwrap().id;
    let answer = Command::AnswerPlugin { stream: StreamId::Case(CASE), id, answer: word.answer() };
    office.submit(&read::actor("dispatcher"), &answer).unwrap();
}

fn compare(office: &Office, scenario: &Scenario) {
    let case = office.case(CASE);
    for (name, expected) in &scenario.expect.deadlines {
        let deadline = case.deadlines.get(name).unwrap_or_else(|| panic!("no deadline {name}"));
        compare_deadline(deadline, expected);
    }
    for (step, expected) in &scenario.expect.steps {
        assert_eq!(
            format!("{:?}", case.steps[step.as_str()].status).to_lowercase(),
            *expected,
            "{}: {step}",
            scenario.name
        );
    }
    for (name, expected) in &scenario.expect.values {
        let (step, what) = name.split_once('.').unwrap();
        let state = &case.steps[step];
        let word = state.outputs.get(what).and_then(|value| value.value()).and_then(|value| value.as_text());
        let day = state.moments.get(what).map(ToString::to_string);
        assert_eq!(word.map(str::to_owned).or(day).as_ref(), Some(expected), "{name}");
    }
    if let Some(count) = scenario.expect.decisions {
        assert_eq!(case.decisions_of(&"decide".into()).count(), count, "{}", scenario.name);
    }
    if let Some(day) = scenario.expect.final_from {
        assert_eq!(crate::final_from(case, &"decide".into()), Some(day), "{}", scenario.name);
    }
    compare_letters(office, scenario);
    let status = if case.is_open() { "open" } else { "closed" };
    assert!(scenario.expect.case.as_deref().is_none_or(|expected| expected == status), "{}", scenario.name);
}

fn compare_letters(office: &Office, scenario: &Scenario) {
    let case = office.case(CASE);
    let events = office.records.iter().flat_map(|record| &record.parts).flat_map(|part| &part.events);
    let pages: BTreeMap<u32, &str> = events
        .filter_map(|event| {
            let Event::LetterSent { number, html, .. } = &event.0 else { return None };
            Some((*number, html.as_text().unwrap()))
        })
        .collect();
    assert_eq!(pages.len(), case.letters.len(), "every letter stands in a record");
    for (number, expected) in &scenario.expect.letters {
        let found = case.letters.get(number).map(|letter| LetterFound {
            facts: [
                ("subject", letter.subject.clone()),
                ("version", letter.version.to_string()),
                ("channel", letter.channel.clone()),
                ("sent_on", letter.sent_on.to_string()),
            ],
            html: Some(pages[number]),
        });
        let differences = letter_differences(*number, expected, found.as_ref());
        assert_eq!(differences, Vec::<String>::new(), "{}", scenario.name);
    }
}

fn compare_deadline(deadline: &Deadline, expected: &ExpectedDeadline) {
    let name = &deadline.name;
    let date = &deadline.date;
    assert!(expected.due.is_none_or(|due| due == date.due), "{name} is due {}", date.due);
    assert!(expected.raw.is_none_or(|raw| raw == date.raw), "{name} counts to {}", date.raw);
    let state = match deadline.state {
        DeadlineState::Running => "running",
        DeadlineState::Paused(_) => "paused",
        DeadlineState::Met(_) => "met",
        DeadlineState::Lapsed(_) => "lapsed",
        DeadlineState::Dropped(_) => "dropped",
    };
    assert!(expected.state.as_deref().is_none_or(|expected| expected == state), "{name} is {state}");
    let days = |which: fn(&model::deadline::Rung, Date) -> bool| -> Vec<Date> {
        date.rungs.iter().filter(|rung| which(rung, date.due)).map(|rung| rung.day).collect()
    };
    if let Some(remind) = &expected.remind {
        assert_eq!(
            days(|rung, due| rung.day < due && rung.state != RungState::NotApplicable),
            *remind,
            "{name}"
        );
    }
    if let Some(fired) = &expected.fired {
        assert_eq!(days(|rung, _| rung.state == RungState::Fired), *fired, "{name}");
    }
    let tells_citizen = date.rungs.iter().any(|rung| rung.recipients.contains(&Recipient::Citizen));
    assert_eq!(tells_citizen, name.as_str().starts_with("complaint"), "{name}");
}
