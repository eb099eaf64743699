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
