//! A letter is shown byte for byte as it was sent, or not at all.

use model::{ContentHash, Date, Event, Private};
use sha2::{Digest, Sha256};

use super::{NotAsSent, as_sent};

const PAGE: &str = "<!DOCTYPE html>\n<p>Kære Mette</p>\n";

fn hash(page: &str) -> String {
    ContentHash(Sha256::digest(page.as_bytes()).into()).to_string()
}

fn sent(html: Private, sha256: Private) -> Event {
    Event::LetterSent {
        number: 1,
        subject: "decision".to_owned(),
        step: Some("decide".into()),
        version: 1,
        template: "letters/decision.html".to_owned(),
        template_hash: ContentHash([0; 32]),
        channel: "digital_post".to_owned(),
        sent_on: "2026-10-20".parse::<Date>().unwrap(),
        by: "lida".into(),
        language: "da".to_owned(),
        recipient: Private::Erased,
        sha256,
        html,
    }
}

#[test]
fn what_was_sent_is_shown() {
    assert_eq!(as_sent(&sent(Private::text(PAGE), Private::text(hash(PAGE)))), Ok(PAGE.to_owned()));
}

#[test]
fn a_page_of_which_one_byte_is_another_is_not_shown() {
    let changed = PAGE.replace("Mette", "Metta");
    let found = as_sent(&sent(Private::text(changed), Private::text(hash(PAGE))));
    assert!(matches!(found, Err(NotAsSent::Damaged(because)) if because.contains("hash")), "{found:?}");
}

#[test]
fn what_is_erased_is_gone_and_what_is_sealed_is_not_shown() {
    assert_eq!(as_sent(&sent(Private::Erased, Private::Erased)), Err(NotAsSent::Erased));
    let sealed = as_sent(&sent(Private::Sealed(vec![1]), Private::text(hash(PAGE))));
    assert!(matches!(sealed, Err(NotAsSent::Damaged(_))), "{sealed:?}");
}
