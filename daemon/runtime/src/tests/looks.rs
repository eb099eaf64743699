//! Nothing personal is shown before it is logged who looked, and why.

use model::{CaseId, CitizenId};

use super::house::House;
use super::running::Running;
use super::script::{ASSESSING, CPR, open_case, register, tell};
use super::{FIRST, at, by, note, reader, with_purpose};
use crate::answer::{Reader, Rejected};
use crate::looks::Look;
use crate::query::{CaseFilter, Page, TaskFilter};

fn all() -> Page {
    Page { after: None, limit: 200 }
}

fn world() -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.run("pasi", register("7805920000", "Bent Agger"));
    house.run("pasi", open_case(2, "2026-08-10"));
    house
}

/// Every look, oldest first.
fn looks(running: &Running) -> Vec<Look> {
    let mut looks = running.shared.looks.newest(10_000, |_| true).unwrap();
    looks.reverse();
    looks
}

fn purpose(running: &Running, look: &Look) -> String {
    running.shared.sealer.open_text(&look.purpose).unwrap().as_text().unwrap().to_owned()
}

#[test]
fn each_read_is_one_look_with_who_and_why() {
    let running = Running::counting(world());
    let by = reader("lida");
    running.case(&by, FIRST).unwrap();
    running.history(&by, FIRST, &all()).unwrap();
    running.citizen(&by, CitizenId(1)).unwrap();
    running.cases(&by, &all(), &CaseFilter::default()).unwrap();
    running.find_citizen(&with_purpose("pasi", "ny henvendelse"), "770592-0002").unwrap();
    running.looks(&by, FIRST).unwrap();
    let looks = looks(&running);
    let whats: Vec<_> = looks.iter().map(|look| look.what.as_str()).collect();
    assert_eq!(whats, ["case", "history", "citizen", "list", "find", "looks"]);
    assert!(looks.iter().all(|look| !look.refused));
    assert_eq!(purpose(&running, &looks[0]), "role:coordinator");
    assert_eq!(purpose(&running, &looks[4]), "ny henvendelse");
    assert_eq!(looks[4].citizen, Some(CitizenId(1)));
    assert!(looks[3].cases.contains(&FIRST));
}

#[test]
fn the_same_look_within_a_minute_is_one_and_another_is_another() {
    let running = Running::counting(world());
    let by = reader("lida");
    for _ in 0..3 {
        running.case(&by, FIRST).unwrap();
    }
    assert_eq!(looks(&running).len(), 1);
    running.case(&with_purpose("lida", "klage"), FIRST).unwrap();
    running.case(&reader("hebr"), FIRST).unwrap();
    assert_eq!(looks(&running).len(), 3, "another purpose and another person");
    let now = running.now();
    running.advance_clock(model::Timestamp::from_micros(now.micros() + 60_000_000)).unwrap();
    running.case(&by, FIRST).unwrap();
    assert_eq!(looks(&running).len(), 4, "a minute later");
}

#[test]
fn looking_at_one_citizen_and_then_at_another_is_two_looks() {
    let running = Running::counting(world());
    let by = with_purpose("hebr", "tilsyn");
    running.citizen(&by, CitizenId(1)).unwrap();
    running.citizen(&by, CitizenId(2)).unwrap();
    running.find_citizen(&by, CPR).unwrap();
    running.find_citizen(&by, "7805920000").unwrap();
    for _ in 0..2 {
        assert_eq!(running.find_citizen(&by, "0101010000").unwrap(), None);
    }
    let citizens: Vec<_> = looks(&running).iter().map(|look| look.citizen).collect();
    let (one, two) = (Some(CitizenId(1)), Some(CitizenId(2)));
    assert_eq!(citizens, [one, two, one, two, None, None], "also searches that found nobody");
}

#[test]
fn refused_looks_are_logged_too() {
    let running = Running::counting(world());
    assert!(running.case(&reader("drsy"), FIRST).is_err());
    assert_eq!(running.case(&reader("rebo"), FIRST).err(), Some(Rejected::PurposeRequired));
    assert_eq!(running.citizen(&reader("hebr"), CitizenId(2)).err(), None, "her unit has the case");
    assert_eq!(running.citizen(&reader("drsy"), CitizenId(1)).err(), Some(Rejected::PurposeRequired));
    assert!(running.find_citizen(&reader("drsy"), CPR).is_err());
    let refused: Vec<_> = looks(&running).into_iter().filter(|look| look.refused).collect();
    let who: Vec<_> = refused.iter().map(|look| (look.actor.to_string(), look.what.clone())).collect();
    let expected = [("drsy", "case"), ("rebo", "case"), ("drsy", "citizen"), ("drsy", "find")];
    assert_eq!(who.len(), expected.len(), "{who:?}");
    for ((actor, what), (person, of)) in who.iter().zip(expected) {
        assert!(actor.contains(person) && what == of, "{who:?}");
    }
}

#[test]
fn an_auditor_says_why_on_every_page_and_list() {
    let running = Running::counting(world());
    for by in [reader("rebo"), with_purpose("rebo", ""), with_purpose("rebo", "  ")] {
        let required = Some(Rejected::PurposeRequired);
        assert_eq!(running.case(&by, FIRST).err(), required);
        assert_eq!(running.history(&by, FIRST, &all()).err(), required);
        assert_eq!(running.citizen(&by, CitizenId(1)).err(), required);
        assert_eq!(running.find_citizen(&by, CPR).err(), required);
        assert_eq!(running.looks(&by, FIRST).err(), required);
        assert_eq!(running.cases(&by, &all(), &CaseFilter::default()).err(), required);
        let role = TaskFilter { role: Some("specialist".into()), ..TaskFilter::default() };
        assert_eq!(running.tasks(&by, &all(), &role).err(), required);
    }
    let by = with_purpose("rebo", "tilsyn 2026/4");
    running.case(&by, FIRST).unwrap();
    assert_eq!(running.cases(&by, &all(), &CaseFilter::default()).unwrap().rows.len(), 2);
    running.citizen(&by, CitizenId(1)).unwrap();
    assert_eq!(running.looks(&by, FIRST).unwrap()[0].purpose, "tilsyn 2026/4");
}

type Read = fn(&Running, &Reader) -> Option<Rejected>;

#[test]
fn when_a_look_cannot_be_logged_nothing_is_answered() {
    let reads: [(&str, Read); 6] = [
        ("lida", |running, by| running.case(by, FIRST).err()),
        ("lida", |running, by| running.history(by, FIRST, &all()).err()),
        ("lida", |running, by| running.citizen(by, CitizenId(1)).err()),
        ("lida", |running, by| running.cases(by, &all(), &CaseFilter::default()).err()),
        ("kako", |running, by| running.tasks(by, &all(), &TaskFilter::default()).err()),
        ("lida", |running, by| running.find_citizen(by, CPR).err()),
    ];
    for (person, read) in reads {
        let house = world();
        let disk = house.disk.clone();
        let running = Running::counting(house);
        disk.fail_all(journal::Fault::Io);
        for _ in 0..2 {
            let said = read(&running, &reader(person));
            assert!(matches!(said, Some(Rejected::ReadOnly { .. })), "{said:?}");
        }
        disk.heal();
        let said = read(&running, &reader(person));
        assert!(
            matches!(said, Some(Rejected::ReadOnly { .. })),
            "a failed sync is never tried again: {said:?}"
        );
        assert!(running.broken().is_some() && running.is_mendable(), "opening the directory again helps");
        let refused = running.submit_and_wait(by("lida", note(FIRST, "Ringet"))).err();
        assert!(matches!(refused, Some(Rejected::ReadOnly { .. })), "{refused:?}");
        assert!(running.case(&reader("drsy"), FIRST).is_err());
    }
}

#[test]
fn looks_need_room_only_until_there_is_some_again() {
    let house = world();
    let disk = house.disk.clone();
    let running = Running::counting(house);
    running.case(&reader("lida"), FIRST).unwrap();
    running.advance_clock(at("2026-09-01T09:00:00Z")).unwrap();
    // A new month is a new segment.
    disk.fail_all(journal::Fault::NoSpace);
    for _ in 0..2 {
        let said = running.case(&reader("lida"), FIRST).err();
        assert!(matches!(said, Some(Rejected::ReadOnly { .. })), "{said:?}");
    }
    disk.heal();
    running.case(&reader("lida"), FIRST).unwrap();
    assert_eq!(looks(&running).len(), 2);
}

#[test]
fn looks_outlive_a_power_cut_and_can_be_verified() {
    let house = world();
    let (disk, index, now) = (house.disk.clone(), std::sync::Arc::clone(&house.index), house.now);
    let running = Running::counting(house);
    running.case(&reader("lida"), FIRST).unwrap();
    assert!(running.case(&reader("drsy"), CaseId(2)).is_err());
    let kept = disk.fork();
    drop(running);
    kept.crash_losing_unsynced();
    let manifest = journal::Manifest::load(&kept, crate::REQUIRED).unwrap();
    assert_eq!(journal::verify_looks(&kept, &manifest, None).unwrap().records, 2);
    let running = Running::counting(House::open(&kept, &index, now).unwrap());
    assert_eq!(looks(&running).len(), 2);
}
