//! The trial of a commit: it fails when a command would, and leaves no trace in the journal.

use journal::{Disk, Fault};

use super::house::House;
use super::running::Running;
use super::script::tell;
use super::{FIRST, by, note};
use crate::survey::{TRIAL_FILE, TrialError};

fn told() -> House {
    let mut house = House::new();
    tell(&mut house, 3);
    house
}

#[test]
fn a_disk_that_fails_or_is_full_fails_the_trial_and_nothing_else() {
    let mut house = told();
    let head = house.core.head();
    let mut failed = 0;
    for fault in [Fault::Io, Fault::NoSpace] {
        for operation in 0.. {
            house.disk.fail_nth(operation, fault);
            let before = house.disk.operations();
            let tried = house.core.trial();
            let has_failed = house.disk.operations() - before > operation;
            house.disk.heal();
            failed += u32::from(tried.is_err());
            if !has_failed {
                assert_eq!(tried, Ok(()));
                break;
            }
            assert!(house.core.trial().is_ok(), "a trial that failed does not spoil the next");
        }
    }
    assert!(failed >= 4, "create, write, sync, rename: {failed}");
    assert_eq!(house.core.head(), head, "nothing was added to the journal");
    house.run("pasi", note(FIRST, "bagefter"));
}

#[test]
fn a_trial_leaves_one_small_file_and_the_directory_opens_again() {
    let house = told();
    for _ in 0..3 {
        house.core.trial().unwrap();
    }
    let names = house.disk.list("").unwrap();
    assert_eq!(names.iter().filter(|name| name.starts_with(TRIAL_FILE)).count(), 1, "{names:?}");
    assert!(house.disk.read_whole(TRIAL_FILE, 64).is_ok());
    let mut house = house.restart();
    house.run("pasi", note(FIRST, "efter genstart"));
}

#[test]
fn when_nothing_is_acknowledged_any_more_the_trial_says_why() {
    let mut house = told();
    house.disk.fail_nth(0, Fault::Io);
    let answer = house.submit(by("pasi", note(FIRST, "går tabt")));
    house.disk.heal();
    assert!(answer.is_err());
    assert!(house.broken.is_some());
    assert!(house.core.trial().is_err(), "the disk is whole again, and the writer is not");
}

#[test]
fn a_trial_goes_through_the_queue_and_fails_when_the_writer_is_gone() {
    let running = Running::counting(told());
    assert_eq!(running.try_commit(), Ok(()));
    running.stop();
    running.forget_trial();
    assert_eq!(running.try_commit(), Err(TrialError::Ended));
}

#[test]
fn what_stands_in_the_index_is_counted() {
    let running = Running::counting(told());
    let survey = running.survey().unwrap();
    assert_eq!((survey.open_cases, survey.quarantined), (1, 0));
    assert!(survey.timers > 0 && survey.next_due_us.is_some(), "{survey:?}");
}
