//! A case from opening to review through the core: positions, versions, chains, and answers after the sync.

use std::collections::BTreeMap;

use model::deadline::RungState;
use model::{CaseId, CitizenId, ContentHash, StreamId};

use super::script::{story, tell};
use super::{House, by, note};
use crate::answer::Rejected;

#[test]
fn a_case_runs_from_referral_to_review() {
    let mut house = House::new();
    let before = house.core.head().position;
    let mut last = before;
    for line in story() {
        house.run_to(line.at);
        let accepted = house.run(line.by, line.command.clone());
        assert!(accepted.position > last, "{}: {} after {last}", line.command.name(), accepted.position);
        assert_eq!(accepted.position, house.core.head().position, "it is the head, and it is durable");
        assert!(!accepted.repeated);
        last = accepted.position;
        match accepted.case {
            Some(case) => assert_eq!(accepted.version, Some(house.case(case.0).version)),
            None => assert_eq!(accepted.citizen, Some(CitizenId(1))),
        }
        house.deliver();
    }
    let case = house.case(1);
    assert_eq!(case.id, CaseId(1));
    assert!(case.is_open());
    let assessment = case.deadlines.values().find(|deadline| deadline.name.as_str() == "assessment").unwrap();
    assert_eq!(assessment.date.due.to_string(), "2026-10-05");
    let fired = assessment.date.rungs.iter().filter(|rung| matches!(rung.state, RungState::Fired));
    let fired: Vec<_> = fired.map(|rung| rung.day.to_string()).collect();
    assert_eq!(fired, ["2026-09-21"], "one reminder fired, the next was overtaken by the last contribution");
    assert!(house.broken.is_none());
}

#[test]
fn parts_name_the_record_that_touched_their_stream_before() {
    let mut house = House::new();
    tell(&mut house, story().len());
    let mut streams: BTreeMap<StreamId, (u64, ContentHash)> = BTreeMap::new();
    let mut instant = i64::MIN;
    for (position, hash, record) in house.records() {
        assert!(record.recorded_at.micros() >= instant, "order is position");
        instant = record.recorded_at.micros();
        for part in &record.parts {
            let (version, previous) = streams.get(&part.stream).copied().unwrap_or((0, ContentHash([0; 32])));
            assert_eq!(part.version, version + 1, "{} at {position}", part.stream);
            assert_eq!(part.previous, previous, "{} at {position}", part.stream);
            streams.insert(part.stream.clone(), (part.version, ContentHash(hash.0)));
        }
    }
    assert!(streams.len() >= 3, "the municipality, a citizen, a case");
    for (stream, (version, hash)) in streams {
        let state = house.state(&stream);
        assert_eq!((state.version(), state.last_record()), (version, hash), "{stream}");
    }
}

#[test]
fn an_answer_comes_only_after_its_record_is_on_disk() {
    let mut house = House::new();
    tell(&mut house, 3);
    let accepted = house.run("pasi", note(CaseId(1), "Ringet til lægen"));
    house.disk.crash_losing_unsynced();
    let House { disk, index, now, core, .. } = house;
    drop(core);
    let house = House::open(&disk, &index, now).unwrap();
    let (_, _, record) = house.records().into_iter().find(|(at, ..)| *at == accepted.position).unwrap();
    assert_eq!(record.command, "add_note");
    assert_eq!(house.case(1).notes.len(), 1);
}

#[test]
fn commands_on_one_case_in_one_step_see_each_other() {
    let mut house = House::new();
    tell(&mut house, 3);
    let before = house.case(1).version;
    let notes = (0..5).map(|n| by("pasi", note(CaseId(1), &format!("nummer {n}")))).collect();
    let answers = house.submit_all(notes);
    let numbers: Vec<_> = answers.iter().map(|answer| answer.as_ref().unwrap().number.unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let versions: Vec<_> = answers.iter().map(|answer| answer.as_ref().unwrap().version.unwrap()).collect();
    assert_eq!(versions, (before + 1..=before + 5).collect::<Vec<_>>());
}

#[test]
fn who_saw_an_older_version_is_told_and_nothing_is_recorded() {
    let mut house = House::new();
    tell(&mut house, 3);
    let version = house.case(1).version;
    let seen = |version| {
        let mut submission = by("pasi", note(CaseId(1), "set"));
        submission.expected_version = Some(version);
        submission
    };
    let answers = house.submit_all(vec![seen(version), seen(version)]);
    assert_eq!(answers[0].as_ref().unwrap().version, Some(version + 1));
    assert_eq!(answers[1], Err(Rejected::Stale { expected: version, found: version + 1 }));
    let head = house.core.head().position;
    assert_eq!(house.submit(seen(version)), Err(Rejected::Stale { expected: version, found: version + 1 }));
    assert_eq!(house.core.head().position, head);
}
