//! What roles may say beside what they see and whom they may not be, as it is told and compared.

use super::Files;
use super::changes::check;
use crate::told;
use crate::words::Lang;

/// The text equivalent of the shipped workflow with one text replaced.
fn told_with(old: &str, new: &str, lang: Lang) -> String {
    told(&Files::one_plan().with("workflow.yaml", old, new).definition(), lang).join("\n")
}

const COORDINATOR: &str = "    deputy: required\n";

#[test]
fn how_many_cases_one_person_may_carry() {
    check(
        COORDINATOR,
        "    deputy: required\n    max_cases: 25\n",
        &["rollen `coordinator`: åbne sager pr. person, højst: ingen grænse → 25"],
        &["role `coordinator`: open cases per person, at most: no limit → 25"],
    );
    let limited = "    deputy: required\n    max_cases: 25\n";
    assert!(
        told_with(COORDINATOR, limited, Lang::En).contains("Whoever is chosen has fewer than 25 open cases.")
    );
    assert!(
        told_with(COORDINATOR, limited, Lang::Da).contains("Den, der vælges, har færre end 25 åbne sager.")
    );
}

#[test]
fn what_whoever_is_chosen_has() {
    let needs = "    deputy: required\n    needs: [housing, debt]\n";
    check(
        COORDINATOR,
        needs,
        &["rollen `coordinator` kræver nu `debt`", "rollen `coordinator` kræver nu `housing`"],
        &["role `coordinator` now needs `debt`", "role `coordinator` now needs `housing`"],
    );
    assert!(told_with(COORDINATOR, needs, Lang::En).contains("Whoever is chosen has: debt, housing."));
    assert!(told_with(COORDINATOR, needs, Lang::Da).contains("Den, der vælges, har: debt, housing."));
}

#[test]
fn who_judges_unseen() {
    let specialist = "    title: Fagperson\n";
    let blind = "    title: Fagperson\n    blind: true\n";
    check(
        specialist,
        blind,
        &[
            "rollen `specialist` ser nu intet af, hvad andre i rollen er nået frem til, før egen del er færdig",
        ],
        &[
            "role `specialist` now sees nothing of what others in the role came to before their own part is done",
        ],
    );
    let text = told_with(specialist, blind, Lang::En);
    assert!(text.contains("Judged without seeing what others in the role came to."), "{text}");
}

#[test]
fn beside_whom_somebody_acts() {
    let intake = "    title: Visitation\n";
    check(
        intake,
        "    title: Visitation\n    with: leader\n",
        &["rollen `intake`: kun sammen med: ingen → `leader`"],
        &["role `intake`: only together with: none → `leader`"],
    );
    let text = told_with(intake, "    title: Visitation\n    with: leader\n", Lang::Da);
    assert!(text.contains("Kun sammen med: Teamleder."), "{text}");
}

#[test]
fn in_how_many_cases_a_step_is_done() {
    let closed = "        title: Afslut planen\n";
    let sampled = "        title: Gennemgå planen med borgeren\n        sample: 5 %\n";
    let agree = "        title: Gennemgå planen med borgeren\n";
    assert!(!told_with(closed, closed, Lang::En).contains("drawn by chance"));
    check(
        agree,
        sampled,
        &["trinnet `agree`: udføres i: alle sager → 5 % af sagerne"],
        &["step `agree`: is done in: all cases → 5 % of the cases"],
    );
    let text = told_with(agree, sampled, Lang::En);
    assert!(text.contains("Only in 5 % of the cases, drawn by chance."), "{text}");
}
