use super::{Candidate, Case, propose};

fn candidate(id: &str, load: i64) -> Candidate {
    Candidate {
        id: id.to_owned(),
        deputy: None,
        load,
        weekly_hours: 37,
        months_employed: None,
        competences: Vec::new(),
        holds_now: false,
    }
}

fn check(candidates: &[Candidate], needs: &[&str], expected: Result<(&str, &str), &str>) {
    let needs: Vec<String> = needs.iter().map(|need| (*need).to_owned()).collect();
    let case = Case { needs: &needs, limit: 30 };
    let found = propose(candidates, &case);
    let again: Vec<Candidate> = candidates.iter().rev().cloned().collect();
    assert_eq!(found, propose(&again, &case), "the order in which people come must not matter");
    match (found, expected) {
        (Ok(found), Ok((person, deputy))) => {
            assert_eq!((found.person.as_str(), found.deputy.as_str()), (person, deputy), "{}", found.en);
        }
        (Err(nobody), Err(why)) => assert!(nobody.en.contains(why), "{}", nobody.en),
        (found, expected) => panic!("{found:?} instead of {expected:?}"),
    }
}

#[test]
fn the_least_loaded_is_proposed() {
    check(&[candidate("a", 12), candidate("b", 4), candidate("c", 9)], &["debt"], Ok(("b", "c")));
}

#[test]
fn of_equals_the_first_identifier_is_proposed() {
    check(&[candidate("b", 4), candidate("a", 4)], &["debt"], Ok(("a", "b")));
}

#[test]
fn competence_goes_before_load() {
    let able = Candidate { competences: vec!["debt".to_owned()], ..candidate("c", 20) };
    check(&[candidate("a", 1), able], &["debt"], Ok(("c", "a")));
}

#[test]
fn who_coordinates_already_goes_on() {
    let known = Candidate { holds_now: true, ..candidate("d", 25) };
    check(&[candidate("a", 1), known], &["debt"], Ok(("d", "a")));
}

#[test]
fn continuity_does_not_break_a_limit() {
    let known = Candidate { holds_now: true, ..candidate("d", 40) };
    check(&[candidate("a", 1), candidate("b", 2), known], &["debt"], Ok(("a", "b")));
}

#[test]
fn part_time_and_new_people_have_less_room() {
    let part = Candidate { weekly_hours: 18, ..candidate("a", 14) };
    let new = Candidate { months_employed: Some(1), ..candidate("b", 18) };
    check(&[part, new, candidate("c", 25), candidate("d", 26)], &["debt"], Ok(("c", "d")));
}

#[test]
fn the_own_deputy_goes_before_the_next_best() {
    let chosen = Candidate { deputy: Some("c".to_owned()), ..candidate("a", 1) };
    check(&[chosen, candidate("b", 2), candidate("c", 29)], &["debt"], Ok(("a", "c")));
}

#[test]
fn without_room_a_person_decides() {
    check(&[candidate("a", 30), candidate("b", 31)], &["debt"], Err("has room"));
    check(&[candidate("a", 3)], &["debt"], Err("nobody can be the deputy"));
    check(&[], &["debt"], Err("None of 0"));
}

#[test]
fn a_case_about_many_needs_weighs_more() {
    let needs = ["debt", "housing", "family", "somatic"];
    check(&[candidate("a", 28), candidate("b", 29)], &needs, Err("nobody can be the deputy"));
    check(&[candidate("a", 28), candidate("b", 29)], &["debt", "housing"], Ok(("a", "b")));
}
