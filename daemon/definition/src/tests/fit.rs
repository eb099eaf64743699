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
    assert_eq!(loaded.value.is_none(), !loaded.findings.is_empty());
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
