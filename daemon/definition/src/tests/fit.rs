//! Whether a workflow fits a municipality.

use super::{folder, line};
use crate::load_workflow;

/// The findings of `one-plan` in a municipality that is changed first.
fn findings(change: impl Fn(&mut crate::Municipality)) -> Vec<String> {
    let folder = folder();
    let mut municipality = folder.municipality.loaded.value.clone().unwrap();
    change(&mut municipality);
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    let loaded = load_workflow(&folder.workflows["one-plan"].bundle, pack, Some(&municipality));
    let has_error = loaded.findings.iter().any(|finding| finding.severity == crate::Severity::Error);
    assert_eq!(loaded.value.is_none(), has_error);
    loaded.findings.iter().map(line).collect()
}

#[test]
fn a_role_that_nobody_holds_is_told() {
    let found = findings(|municipality| {
        for person in municipality.people.values_mut() {
            person.roles.retain(|(role, _)| role.as_str() != "specialist");
        }
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("role-nobody-holds: nobody in Eksempelby Kommune holds the role `specialist`"));
}

#[test]
fn an_escalation_that_reaches_nobody_is_told() {
    let found = findings(|municipality| {
        municipality.units.get_mut("intake_office").unwrap().leader = None;
    });
    // Who appoints coordinators leads that unit too: the second step whose miss nobody would hear of.
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].contains("ladder-without-recipient: nobody hears of the rung `missed` of `acknowledge`")
    );
    assert!(found[0].contains("the unit `intake_office` has no leader"));
}

#[test]
fn a_coordinator_without_the_required_deputy_is_told() {
    let found = findings(|municipality| municipality.people.get_mut("lida").unwrap().deputy = None);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("`coordinator` needs a deputy, and `lida` has none"));
}

#[test]
fn letters_of_nobody_are_told() {
    let found = findings(|municipality| municipality.sender = None);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("letter-missing-part: the municipality does not say who its letters are from"));
}

#[test]
fn a_letter_about_which_nobody_can_be_called_is_told() {
    let without = |municipality: &mut crate::Municipality, unit_too: bool| {
        municipality.people.get_mut("olma").unwrap().phone = None;
        if unit_too {
            municipality.units.get_mut("holistic_team").unwrap().phone = None;
        }
    };
    assert_eq!(findings(|municipality| without(municipality, false)), Vec::<String>::new());
    let found = findings(|municipality| without(municipality, true));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("`olma` signs such letters, and nobody can be called about them"),
        "{found:#?}"
    );
}

#[test]
fn a_letter_that_no_step_sends_is_told() {
    let folder = folder();
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    let mut bundle = folder.workflows["one-plan"].bundle.clone();
    bundle.files.insert("letters/spare.html".to_owned(), b"<p>Hej</p>".to_vec());
    let loaded = load_workflow(&bundle, pack, None);
    let found: Vec<String> = loaded.findings.iter().map(line).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("letters/spare.html") && found[0].contains("no step sends this letter"),
        "{found:#?}"
    );
    assert!(loaded.value.is_some(), "it stops nothing");
    assert_ne!(bundle.hash(), folder.workflows["one-plan"].bundle.hash(), "letters are part of the identity");
}
