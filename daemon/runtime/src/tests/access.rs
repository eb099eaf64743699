//! A list shows exactly what the single page would show, for everybody and everything.

use std::collections::BTreeSet;

use model::{CaseId, Command, SystemPart};

use super::house::House;
use super::running::Running;
use super::script::{ASSESSING, appoint, complete_in, open_case, receive, register, task, tell};
use super::{case, reader, with_purpose};
use crate::answer::{Reader, Rejected};
use crate::query::{CaseFilter, Page, TaskFilter};

const CASES: u64 = 6;

/// Cases in every state: assessing, opened, received, closed, erased, with another coordinator.
fn small_world() -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    for (citizen, cpr) in (2..).zip(["7805920000", "7905920004", "8005920006", "8105920001", "8205920003"]) {
        let registered = house.submit(super::by("pasi", register(cpr, "En Borger")));
        let Ok(registered) = registered else { panic!("{cpr}: {registered:?}") };
        assert_eq!(registered.citizen, Some(model::CitizenId(citizen)));
        house.run("pasi", open_case(citizen, "2026-08-10"));
    }
    for number in 3..=CASES {
        house.run("suro", complete_in(number, "receive", receive()));
    }
    house.run("hebr", complete_in(4, "appoint", appoint()));
    house.run("lida", Command::CloseCase { case: CaseId(4), reason: "Flyttet".to_owned() });
    house.give_own(SystemPart::Operator, Command::Erase { stream: case(5), basis: "GDPR 17".to_owned() });
    let other = super::script::record([
        ("person", model::Value::text("anve")),
        ("deputy", model::Value::text("olma")),
    ]);
    house.run("hebr", complete_in(6, "appoint", other));
    house.run("kako", Command::Claim { case: CaseId(1), task: task("findings.1") });
    house
}

fn listed(running: &Running, by: &Reader, limit: usize) -> Result<BTreeSet<u64>, Rejected> {
    let mut all = BTreeSet::new();
    let mut page = Page { after: None, limit };
    loop {
        let part = running.cases(by, &page, &CaseFilter::default())?;
        assert!(part.rows.len() <= limit);
        all.extend(part.rows.iter().map(|row| row.id.0));
        match part.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}

fn worked(running: &Running, by: &Reader, limit: usize) -> Result<Vec<(u64, String)>, Rejected> {
    let mut all = Vec::new();
    let mut page = Page { after: None, limit };
    loop {
        let part = running.tasks(by, &page, &TaskFilter::default())?;
        all.extend(part.rows.iter().map(|row| (row.case.0, row.task.to_string())));
        match part.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}

#[test]
fn lists_show_exactly_the_cases_whose_page_answers() {
    let running = Running::counting(small_world());
    let people: Vec<_> = running.shared.in_force().directory.people.keys().cloned().collect();
    assert!(people.len() > 10);
    let mut seen_by_somebody = BTreeSet::new();
    for person in &people {
        for by in [reader(person.as_str()), with_purpose(person.as_str(), "tilsyn 2026/4")] {
            let open: BTreeSet<u64> =
                (1..=CASES).filter(|number| running.case(&by, CaseId(*number)).is_ok()).collect();
            let says_why = (1..=CASES)
                .any(|number| running.case(&by, CaseId(number)).err() == Some(Rejected::PurposeRequired));
            if says_why {
                assert_eq!(listed(&running, &by, 200), Err(Rejected::PurposeRequired), "{person}");
                continue;
            }
            for limit in [1, 2, 200] {
                assert_eq!(listed(&running, &by, limit).unwrap(), open, "{person}, by {limit}");
            }
            let tasks = worked(&running, &by, 200).unwrap();
            assert!(tasks.iter().all(|(number, _)| open.contains(number)), "{person}: {tasks:?}");
            assert_eq!(worked(&running, &by, 1).unwrap(), tasks, "{person}: page by page is the same");
            seen_by_somebody.extend(open);
        }
    }
    assert_eq!(seen_by_somebody.len(), 6);
    let of_kako = worked(&running, &reader("kako"), 200).unwrap();
    assert!(of_kako.contains(&(1, "findings.1".to_owned())), "{of_kako:?}");
    assert!(listed(&running, &reader("drsy"), 200).unwrap().is_empty(), "an administrator works on no case");
}

#[test]
fn a_cursor_from_elsewhere_leads_nowhere_else() {
    let running = Running::counting(small_world());
    let by = reader("lida");
    let whole = running.history(&by, CaseId(1), &Page { after: None, limit: 200 }).unwrap().rows.len();
    for cursor in ["", "00", "0000", "xyz", "ff", "æ", &"00".repeat(40)] {
        let page = Page { after: Some(cursor.to_owned()), limit: 200 };
        let history = running.history(&by, CaseId(1), &page).unwrap();
        assert!(history.rows.len() <= whole, "{cursor}");
        assert!(history.rows.iter().all(|row| !row.events.is_empty()), "only records of this case: {cursor}");
        running.cases(&by, &page, &CaseFilter::default()).unwrap();
        running.tasks(&by, &page, &TaskFilter::default()).unwrap();
    }
}

#[test]
fn history_comes_page_by_page_without_gap() {
    let running = Running::counting(small_world());
    let by = reader("lida");
    let all = running.history(&by, CaseId(1), &Page { after: None, limit: 200 }).unwrap().rows;
    let mut page = Page { after: None, limit: 2 };
    let mut positions = Vec::new();
    loop {
        let part = running.history(&by, CaseId(1), &page).unwrap();
        positions.extend(part.rows.iter().map(|row| row.position));
        let Some(next) = part.next else { break };
        page.after = Some(next);
    }
    assert_eq!(positions, all.iter().map(|row| row.position).collect::<Vec<_>>());
}

#[test]
fn the_history_says_in_words_why_something_is_over() {
    let running = Running::counting(small_world());
    let history = running.history(&reader("lida"), CaseId(4), &Page { after: None, limit: 200 }).unwrap();
    let said: Vec<_> = history.rows.iter().flat_map(|row| &row.sentences).collect();
    let closed = said.iter().find(|one| one.en.starts_with("The case was closed")).unwrap();
    assert!(closed.en.ends_with("(by a member of staff)."), "{}", closed.en);
    assert!(closed.da.ends_with("(af en medarbejder)."), "{}", closed.da);
    let left = said.iter().filter(|one| one.en.contains("was closed (")).collect::<Vec<_>>();
    assert!(!left.is_empty(), "{said:?}");
    assert!(left.iter().all(|one| one.en.ends_with("(the case ended).")), "{left:?}");
}

#[test]
fn the_load_that_decides_an_appointment_counts_every_open_case_once() {
    let house = small_world();
    let in_force = house.core.shared().in_force();
    let load = |person: &str| in_force.directory.load.get(person).copied().unwrap_or(0);
    assert_eq!((load("lida"), load("anve")), (1, 1), "the closed case counts no more");
    let house = house.restart();
    let again = house.core.shared().in_force();
    assert_eq!(again.directory.load, in_force.directory.load);
}

/// A contribution given to one specialist with a word, another taken; consent given; a clock paused.
fn two_specialists() -> Running {
    let mut house = small_world();
    house.run("jely", Command::Claim { case: CaseId(1), task: task("findings.2") });
    house.run(
        "lida",
        Command::Delegate {
            case: CaseId(1),
            task: task("findings.1"),
            to: "nabo".into(),
            note: Some("Hun er bange for mænd".to_owned()),
        },
    );
    house.run(
        "lida",
        Command::PauseDeadline {
            case: CaseId(1),
            deadline: "assessment".into(),
            from: None,
            ground: "Indlagt på psykiatrisk".to_owned(),
            reason: "Indlagt til den 1.".to_owned(),
        },
    );
    Running::counting(house)
}

#[test]
fn who_contributes_reads_no_word_to_another_and_no_ground_in_the_history() {
    let running = two_specialists();
    let page = Page { after: None, limit: 200 };
    let told = |person: &str| {
        let rows = running.history(&reader(person), CaseId(1), &page).unwrap().rows;
        let mut told = Vec::new();
        for event in rows.into_iter().flat_map(|row| row.events) {
            match event {
                model::Event::TaskClaimed { note: Some(note), .. } => {
                    told.extend(note.as_text().map(str::to_owned));
                }
                model::Event::LedgerEntered { entry, .. } => {
                    told.extend(entry.ground.as_text().map(str::to_owned));
                    told.extend(entry.reason.as_text().map(str::to_owned));
                }
                _ => {}
            }
        }
        told.retain(|text| !text.is_empty());
        told
    };
    assert_eq!(told("jely"), Vec::<String>::new());
    assert_eq!(told("nabo"), ["Hun er bange for mænd"], "it was said to her");
    assert_eq!(told("lida"), ["Hun er bange for mænd", "Indlagt på psykiatrisk", "Indlagt til den 1."]);
}

#[test]
fn a_citizen_shows_no_case_and_no_consent_that_the_reader_could_not_open() {
    let running = two_specialists();
    let seen = |by: &Reader| {
        let state = running.citizen(by, model::CitizenId(1)).unwrap().state;
        assert_eq!(state.cpr.as_text(), Some(super::script::CPR), "the register entry itself");
        let cases: Vec<u64> = state.cases.iter().map(|case| case.0).collect();
        (cases, !state.consents.is_empty())
    };
    assert_eq!(seen(&reader("lida")), (vec![1], true));
    assert_eq!(seen(&reader("hebr")), (vec![1], true));
    assert_eq!(seen(&with_purpose("rebo", "tilsyn 2026/4")), (vec![1], true));
    assert_eq!(seen(&reader("nabo")), (vec![1], false), "one contribution is no reason to see consents");
    assert_eq!(seen(&with_purpose("pesk", "ny henvendelse")), (Vec::new(), false));
}

#[test]
fn who_looked_at_the_register_entry_stands_among_the_looks_at_the_case() {
    let running = two_specialists();
    running.citizen(&with_purpose("pesk", "nysgerrig"), model::CitizenId(1)).unwrap();
    running.find_citizen(&with_purpose("pesk", "nysgerrig"), super::script::CPR).unwrap();
    running.citizen(&with_purpose("pesk", "en anden"), model::CitizenId(2)).unwrap();
    let looks = running.looks(&reader("lida"), CaseId(1)).unwrap();
    let by_pesk = looks.iter().filter(|look| look.actor == super::actor("pesk"));
    let whats: Vec<_> = by_pesk.map(|look| (look.what.as_str(), look.purpose.as_str())).collect();
    assert!(whats.contains(&("citizen", "nysgerrig")), "{whats:?}");
    assert!(whats.iter().all(|(_, purpose)| *purpose == "nysgerrig"), "none of another citizen: {whats:?}");
}
