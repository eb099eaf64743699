//! Putting a folder into force while the daemon works: what is shown, what is refused, what is then true.

use std::fs;
use std::path::{Path, PathBuf};

use model::{Command, Date};

use super::house::House;
use super::running::Running;
use super::{actor, by};
use crate::activation::{Difference, Offer, Wanted, What};
use crate::answer::{Reader, Rejected};

const ADMIN: &str = "drsy";

/// The shipped folder, copied so that it can be changed, and a daemon that works over it.
struct Town {
    folder: tempfile::TempDir,
    daemon: Running,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows"), folder.path());
        let daemon = Running::over(House::new(), folder.path());
        Self { folder, daemon }
    }

    /// Changes a file; says nothing of who reads it.
    fn write(&self, file: &str, old: &str, new: &str) {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    fn offer(&self) -> Offer {
        self.daemon.offer(&Reader { actor: actor(ADMIN), purpose: None }).unwrap()
    }

    fn wanted(&self) -> Wanted {
        Wanted { seen: self.offer().digest, what: What::Everything, from: None, accepts_warnings: false }
    }

    fn put(&self, wanted: &Wanted) -> Result<(), &'static str> {
        self.put_as(ADMIN, wanted)
    }

    fn put_as(&self, who: &str, wanted: &Wanted) -> Result<(), &'static str> {
        let code = |why: Rejected| why.code();
        let command = self.daemon.activation(&actor(who), wanted).map_err(code)?;
        self.daemon.submit_and_wait(by(who, command)).map(|_| ()).map_err(code)
    }

    fn difference(&self, workflow: &str) -> Difference {
        self.offer().workflows.iter().find(|offered| offered.name.as_str() == workflow).unwrap().difference
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::write(to, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

const SHORTER: (&str, &str) = ("due: assessment after permission", "due: 6 weeks after permission");

#[test]
fn what_is_shown_is_what_comes_into_force() {
    let town = Town::new();
    assert!(town.offer().workflows.iter().all(|offered| offered.difference == Difference::Same));
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    let offer = town.offer();
    let changed: Vec<_> = offer.workflows.iter().filter(|it| it.difference != Difference::Same).collect();
    let [one_plan] = changed.as_slice() else { panic!("{changed:?}") };
    assert!(one_plan.changes[0].en.contains("6 weeks after `permission`"), "{:?}", one_plan.changes);
    let before = town.daemon.workflows();
    town.put(&town.wanted()).unwrap();
    assert_eq!(town.difference("one-plan"), Difference::Same);
    let is_other = |name: &str| {
        let of =
            |all: &[crate::WorkflowView]| all.iter().find(|it| it.name.as_str() == name).unwrap().definition;
        of(&before) != of(&town.daemon.workflows())
    };
    assert!(is_other("one-plan"));
    assert!(!is_other("mentor"));
}

#[test]
fn files_that_were_saved_meanwhile_are_not_put_into_force_unseen() {
    let town = Town::new();
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    let wanted = town.wanted();
    town.write("one-plan/workflow.yaml", SHORTER.1, "due: 5 weeks after permission");
    assert_eq!(town.put(&wanted), Err("not-as-shown"));
    assert_eq!(town.difference("one-plan"), Difference::Changed);
}

#[test]
fn only_an_administrator_sees_and_orders() {
    let town = Town::new();
    let refused = town.daemon.offer(&Reader { actor: actor("lida"), purpose: None }).unwrap_err();
    assert_eq!(refused.code(), "not-an-administrator");
    assert_eq!(town.put_as("lida", &town.wanted()), Err("not-an-administrator"));
}

#[test]
fn one_broken_file_does_not_keep_the_others_back() {
    let town = Town::new();
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    town.write("mentor/workflow.yaml", "by: coordinator", "by: cordinator");
    assert_eq!(town.difference("mentor"), Difference::Refused);
    assert_eq!(town.put(&town.wanted()), Err("workflows-have-errors"));
    let only = |name: &str| Wanted { what: What::Workflows(vec![name.into()]), ..town.wanted() };
    assert_eq!(town.put(&only("mentor")), Err("workflows-have-errors"));
    assert_eq!(town.put(&only("nothing")), Err("unknown-workflow"));
    town.put(&only("one-plan")).unwrap();
    assert_eq!(town.difference("one-plan"), Difference::Same);
    assert_eq!(town.daemon.workflows().len(), 3, "mentor goes on as it was");
}

#[test]
fn warnings_are_accepted_once() {
    let town = Town::new();
    town.write("mentor/texts/en.yaml", "  mentor_wanted: A mentor is wanted\n", "");
    let wanted = town.wanted();
    assert_eq!(town.put(&wanted), Err("warnings-not-accepted"));
    town.put(&Wanted { accepts_warnings: true, ..wanted }).unwrap();
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    town.put(&town.wanted()).expect("what was accepted is not asked again");
}

#[test]
fn from_a_day_on_and_withdrawn() {
    let town = Town::new();
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    town.write("municipality.yaml", "phone: 99 01 00 00", "phone: 99 01 00 01");
    let day: Date = "2026-09-01".parse().unwrap();
    let wanted = Wanted { from: Some(day), ..town.wanted() };
    town.put(&wanted).unwrap();
    let offer = town.offer();
    assert_eq!(offer.municipality, Difference::Changed, "only workflows wait for a day");
    let coming =
        |offer: &Offer| offer.workflows.iter().find(|it| it.name.as_str() == "one-plan").unwrap().coming;
    assert_eq!(coming(&offer), Some((day, true)));
    let listed = town.daemon.workflows();
    let one_plan = listed.iter().find(|it| it.name.as_str() == "one-plan").unwrap();
    assert!(one_plan.coming.is_some_and(|(from, other)| from == day && other != one_plan.definition));
    let withdraw = || {
        town.daemon.submit_and_wait(by(ADMIN, Command::WithdrawActivation { workflow: "one-plan".into() }))
    };
    withdraw().unwrap();
    assert_eq!(coming(&town.offer()), None);
    assert_eq!(withdraw().unwrap_err().code(), "nothing-ordered");
}

#[test]
fn without_the_municipality_file_a_workflow_has_to_fit_the_one_in_force() {
    let town = Town::new();
    // A role that only the new municipality file gives to somebody.
    town.write("mentor/workflow.yaml", "\nroles:\n", "\nroles:\n  guide: { title: Guide }\n");
    let (old, new) = ("{ mentor: holistic_team }", "{ mentor: holistic_team, guide: holistic_team }");
    town.write("municipality.yaml", old, new);
    let whole = Wanted { accepts_warnings: true, ..town.wanted() };
    let only = Wanted { what: What::Workflows(vec!["mentor".into()]), ..whole.clone() };
    assert_eq!(town.put(&only), Err("workflows-have-errors"), "nobody holds the role today");
    town.put(&whole).expect("the new file gives it to somebody");
    assert_eq!(town.difference("mentor"), Difference::Same);
}

#[test]
fn staff_come_into_force_alone_and_nothing_that_is_ordered_with_them() {
    let town = Town::new();
    town.write("one-plan/workflow.yaml", SHORTER.0, SHORTER.1);
    let day: Date = "2026-09-01".parse().unwrap();
    town.put(&Wanted { from: Some(day), ..town.wanted() }).unwrap();
    town.write("mentor/workflow.yaml", "title: Mentorforløb", "title: Mentorforløb 2");
    town.write("municipality.yaml", "phone: 99 01 00 00", "phone: 99 01 00 01");
    town.put(&Wanted { what: What::Office, ..town.wanted() }).unwrap();
    let offer = town.offer();
    assert_eq!(offer.municipality, Difference::Same);
    assert_eq!(town.difference("mentor"), Difference::Changed);
    town.put(&town.wanted()).unwrap();
    assert_eq!(town.difference("mentor"), Difference::Same);
    assert_eq!(town.difference("one-plan"), Difference::Changed, "it waits for its day");
    let coming = town.offer().workflows.into_iter().find(|it| it.name.as_str() == "one-plan").unwrap().coming;
    assert_eq!(coming, Some((day, true)));
}

#[test]
fn staff_without_whom_nobody_does_the_work_do_not_come_into_force() {
    let town = Town::new();
    for deputy in ["sigr", "mato"] {
        let (old, new) = ("{ mentor: holistic_team }", "{ specialist: holistic_team }");
        let deputy = format!("\n    deputy: {deputy}");
        town.write("municipality.yaml", &format!("{old}{deputy}"), &format!("{new}{deputy}"));
    }
    let office = Wanted { what: What::Office, ..town.wanted() };
    assert_eq!(town.put(&office), Err("workflows-have-errors"));
}

#[test]
fn an_order_that_was_made_for_another_municipality_file_puts_no_old_one_back() {
    let town = Town::new();
    town.write("mentor/workflow.yaml", "title: Mentorforløb", "title: Mentorforløb 2");
    let only = Wanted { what: What::Workflows(vec!["mentor".into()]), ..town.wanted() };
    let late = town.daemon.activation(&actor(ADMIN), &only).unwrap();
    town.write("municipality.yaml", "phone: 99 01 00 00", "phone: 99 01 00 01");
    town.put(&Wanted { what: What::Office, ..town.wanted() }).unwrap();
    let refused = town.daemon.submit_and_wait(by(ADMIN, late)).unwrap_err();
    assert_eq!(refused.code(), "not-as-shown");
    assert_eq!(town.offer().municipality, Difference::Same, "the new file stays in force");
}

#[test]
fn an_unfinished_municipality_file_does_not_keep_a_workflow_back() {
    let town = Town::new();
    town.write("mentor/workflow.yaml", "title: Mentorforløb", "title: Mentorforløb 2");
    town.write("municipality.yaml", "municipality: 901", "municipality: many");
    let only = Wanted { what: What::Workflows(vec!["mentor".into()]), ..town.wanted() };
    town.put(&only).unwrap();
    let all = Wanted { from: "2026-09-01".parse().ok(), ..town.wanted() };
    assert_eq!(town.put(&all), Err("workflows-have-errors"), "nothing is left out unsaid");
}
