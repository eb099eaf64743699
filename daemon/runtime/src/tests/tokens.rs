//! Tokens: whose they are, until they are revoked or end.

use model::{Command, ContentHash, PersonId, Timestamp};
use sha2::{Digest, Sha256};

use super::house::House;
use super::running::Running;
use super::{actor, by};

const HOUR_US: i64 = 3_600_000_000;

fn give(running: &Running, person: &str, token: &str, expires_at: Option<Timestamp>) {
    let command = Command::CreateToken {
        person: PersonId::new(person),
        hash: ContentHash(Sha256::digest(token.as_bytes()).into()),
        label: "en arbejdsplads".to_owned(),
        expires_at,
    };
    running.submit_and_wait(by(&administrator(running), command)).unwrap();
}

fn administrator(running: &Running) -> String {
    running.administrator().expect("the municipality has one").as_str().to_owned()
}

#[test]
fn a_revoked_token_stops_at_once() {
    let running = Running::counting(House::new());
    give(&running, "lida", "lidas", None);
    give(&running, "lida", "lidas anden", None);
    give(&running, "pasi", "pasis", None);
    assert_eq!(running.identify_at_once("lidas"), None, "nobody asked for it yet");
    for _ in 0..2 {
        assert_eq!(running.identify("lidas"), Some(actor("lida")));
        assert_eq!(running.identify_at_once("lidas"), Some(actor("lida")));
        assert_eq!(running.identify("lidas anden"), Some(actor("lida")));
        assert_eq!(running.identify("pasis"), Some(actor("pasi")));
        assert_eq!(running.identify("ingens"), None);
    }
    let command = Command::RevokeToken { person: PersonId::new("lida"), number: 1 };
    running.submit_and_wait(by(&administrator(&running), command)).unwrap();
    assert_eq!(running.identify_at_once("lidas"), None);
    assert_eq!(running.identify("lidas"), None);
    assert_eq!(running.identify("lidas anden"), Some(actor("lida")));
    assert_eq!(running.identify("pasis"), Some(actor("pasi")));
}

#[test]
fn a_token_that_was_just_used_ends_at_its_expiry() {
    let running = Running::counting(House::new());
    let end = Timestamp::from_micros(running.now().micros() + HOUR_US);
    give(&running, "lida", "lidas", Some(end));
    assert_eq!(running.identify("lidas"), Some(actor("lida")));
    running.advance_clock(end).unwrap();
    assert_eq!(running.identify_at_once("lidas"), None);
    assert_eq!(running.identify("lidas"), None);
}
