use super::*;

fn owner(person: &str) -> Owner {
    Owner { person: PersonId::new(person), expires_at: None }
}

fn hash(number: u64) -> ContentHash {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&number.to_be_bytes());
    ContentHash(hash)
}

fn person(person: &str) -> StreamId {
    StreamId::Person(PersonId::new(person))
}

fn is_remembered(tokens: &Tokens, number: u64) -> bool {
    tokens.owner(hash(number), || None).is_some()
}

#[test]
fn a_change_forgets_whom_it_is_about() {
    let tokens = Tokens::default();
    for (number, person) in (0..).zip(["lida", "pasi"]) {
        tokens.owner(hash(number), || Some(owner(person)));
    }
    tokens.forget([StreamId::Case(model::CaseId(1)), person("lida")].iter());
    assert!(!is_remembered(&tokens, 0) && is_remembered(&tokens, 1));
    tokens.forget([StreamId::Organisation].iter());
    assert!(!is_remembered(&tokens, 1), "another municipality file has other people");
}

#[test]
fn what_was_looked_up_before_a_change_is_not_remembered_after_it() {
    let tokens = Tokens::default();
    let found = tokens.owner(hash(0), || {
        tokens.forget([person("lida")].iter());
        Some(owner("lida"))
    });
    assert_eq!(found, Some(owner("lida")));
    assert!(!is_remembered(&tokens, 0));
}

#[test]
fn what_is_remembered_has_a_bound() {
    let tokens = Tokens::default();
    for number in 0..=u64::try_from(TOKENS_MAX).unwrap() {
        tokens.owner(hash(number), || Some(owner("lida")));
    }
    assert_eq!(tokens.remembered().owners.len(), 1);
}
