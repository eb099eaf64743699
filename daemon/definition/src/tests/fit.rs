//! Whether a workflow fits a municipality.

use super::{folder, line};
use crate::{Bundle, load_municipality, load_workflow};

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

/// What is said about numbers that nobody has verified, where the rule pack and the municipality file say otherwise.
fn unconfirmed(pack: (&str, &str), municipality: (&str, &str)) -> Vec<String> {
    let folder = folder();
    let change = |bundle: &Bundle, file: &str, (old, new): (&str, &str)| {
        let text = bundle.text(file).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        Bundle::of(file, text.replacen(old, new, 1).as_bytes())
    };
    let pack = change(&folder.packs["dk-2026-07"].bundle, "rules/dk-2026-07.yaml", pack);
    let pack = crate::load_rule_pack(&pack).value.unwrap();
    let municipality = change(&folder.municipality.bundle, "municipality.yaml", municipality);
    let municipality = load_municipality(&municipality).value.unwrap();
    let loaded = load_workflow(&folder.workflows["one-plan"].bundle, &pack, Some(&municipality));
    let found = loaded.findings.iter().filter(|finding| finding.code == "unconfirmed-number");
    found.map(|finding| format!("{}; {}", finding.message, finding.remedy)).collect()
}

const SAME: (&str, &str) = ("confirmed:", "confirmed:");

/// The complaint deadline as nobody has verified it.
const KNOWN: (&str, &str) = ("basis: RSL §67\n    mark: F", "basis: RSL §67\n    mark: K");

#[test]
fn a_number_that_a_letter_shows_is_confirmed_with_its_value() {
    assert_eq!(unconfirmed(("mark: F", "mark: F"), SAME), Vec::<String>::new());
    let [said] = unconfirmed(KNOWN, SAME).try_into().unwrap();
    assert!(said.contains("the number `complaint` (4 weeks)"), "{said}");
    assert!(said.contains("`complaint: { value: 4 weeks, by: WHO, on: DATE }`"), "{said}");
    let confirm = |value: &str| {
        format!("confirmed:\n  deadlines:\n    complaint: {{ value: {value}, by: Jura, on: 2026-07-01 }}")
    };
    assert_eq!(unconfirmed(KNOWN, ("confirmed:", &confirm("4 weeks"))), Vec::<String>::new());
    let [said] = unconfirmed(KNOWN, ("confirmed:", &confirm("6 weeks"))).try_into().unwrap();
    assert!(said.contains("what was confirmed on 2026-07-01 was `6 weeks`"), "{said}");
}

#[test]
fn a_text_and_a_channel_are_confirmed_too() {
    let changed = ("Sig til, hvis du vil det.", "Sig til, hvis du gerne vil.");
    let [said] = unconfirmed(changed, SAME).try_into().unwrap();
    assert!(said.contains("the text `access`") && said.contains("was `1aea05a5`"), "{said}");
    let channel = ("basis: Vejledning 9533/2018\n    mark: F", "basis: Vejledning 9533/2018\n    mark: C");
    let [said] = unconfirmed(channel, SAME).try_into().unwrap();
    assert!(said.contains("`letter` arriving after 6 working days"), "{said}");
}

#[test]
fn a_limit_is_confirmed_where_a_letter_shows_it_or_what_is_calculated_by_it() {
    let folder = folder();
    let shipped = &folder.workflows["one-plan"].bundle;
    let found = |fact: &str, letter: &str| {
        let mut bundle = shipped.clone();
        let mut change = |file: &str, old: &str, new: &str| {
            let text = bundle.text(file).unwrap();
            assert!(text.contains(old), "{file} has no `{old}`");
            let text = text.replacen(old, &format!("{old}{new}"), 1);
            bundle.files.insert(file.to_owned(), text.into_bytes());
        };
        change("workflow.yaml", "    value: years(birth_date, today)\n    class: P1\n", fact);
        change("letters/decision.html", "{{ texts.access }}", letter);
        let pack = &folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
        let loaded = load_workflow(&bundle, pack, folder.municipality.loaded.value.as_ref());
        let found = loaded.findings.iter().filter(|finding| finding.severity == crate::Severity::Error);
        found.map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    let fact = "  tried:\n    value: age > limits.mentor_refusals\n    class: P1\n  tired:\n    value: tried\n    class: P1\n";
    assert_eq!(found(fact, ""), Vec::<String>::new(), "no letter shows it");
    assert_eq!(found("", "{{ limits.clarification_age }}"), Vec::<String>::new(), "it was found in the law");
    let [said] = found("", "{{ limits.mentor_refusals }}").try_into().unwrap();
    assert!(said.contains("the number `mentor_refusals` (3)"), "{said}");
    let count = "  times:\n    value: age * limits.mentor_refusals\n    class: P1\n  again:\n    value: times + 1\n    class: P1\n";
    let [said] = found(count, "{% if facts.again %}{{ facts.again }}{% endif %}").try_into().unwrap();
    assert!(said.contains("the number `mentor_refusals` (3)"), "{said}");
}

#[test]
fn a_linked_case_is_one_of_a_workflow_that_is_there() {
    let found = |linked: &str| {
        let copy = tempfile::tempdir().unwrap();
        let from = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
        copy_folder(&from, copy.path());
        let path = copy.path().join("one-plan/workflow.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let step = format!("      helper:\n        case: {linked}\n        by: caseworker\n      receive:\n");
        std::fs::write(&path, text.replacen("      receive:\n", &step, 1)).unwrap();
        let folder = crate::load_folder(copy.path()).unwrap();
        let loaded = &folder.workflows["one-plan"].loaded;
        let errors = loaded.findings.iter().filter(|finding| finding.severity == crate::Severity::Error);
        let errors: Vec<_> = errors.map(line).collect();
        assert_eq!(loaded.value.is_none(), !errors.is_empty());
        errors
    };
    assert_eq!(found("{ workflow: mentor, event: mentor_wanted }"), Vec::<String>::new());
    let [said] = found("{ workflow: mentro, event: mentor_wanted }").try_into().unwrap();
    assert!(said.contains("`mentro` is no workflow of this folder"), "{said}");
    let [said] = found("{ workflow: mentor, event: moved_away }").try_into().unwrap();
    assert!(said.contains("`moved_away` is no event that opens a case of `mentor`"), "{said}");
    let [said] = found("{ workflow: a/b, event: mentor_wanted }").try_into().unwrap();
    assert!(said.contains("cannot be the name of a workflow"), "{said}");
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
