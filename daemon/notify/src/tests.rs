//! A notice says that something waits and nothing else, and is there once.

use model::{DeadlineName, EffectId, EffectKind};

use super::{Address, Notice, Receiver, Spool};

fn notice() -> Notice {
    Notice {
        id: EffectId { epoch: 1, position: 42, ordinal: 0 },
        kind: EffectKind::Remind,
        about: "case-7".to_owned(),
        deadline: Some(DeadlineName::new("assessment")),
        due: "2026-10-05".parse().ok(),
        text: None,
        to: vec![Address { email: Some("lida@example.invalid".to_owned()) }, Address { email: None }],
    }
}

#[test]
fn the_same_notice_twice_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), "http://127.0.0.1:7878/").unwrap();
    assert!(spool.deduplicates(EffectKind::Remind));
    spool.deliver(&notice()).unwrap();
    spool.deliver(&notice()).unwrap();
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["1.42.0.eml"]);
    let text = std::fs::read_to_string(folder.path().join("1.42.0.eml")).unwrap();
    assert!(text.contains("To: lida@example.invalid\r\n"), "{text}");
    assert!(text.contains("http://127.0.0.1:7878/v1/cases/case-7/deadlines/assessment"), "{text}");
    assert!(text.lines().take(4).all(str::is_ascii), "headers are ASCII: {text}");
}

#[test]
fn what_the_workflow_says_stands_in_the_notice_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), "http://127.0.0.1:7878").unwrap();
    let text = Some(("En ny plads\r\ner ledig.".to_owned(), "A new place is free.".to_owned()));
    spool.deliver(&Notice { kind: EffectKind::Notify, text, due: None, ..notice() }).unwrap();
    let text = std::fs::read_to_string(folder.path().join("1.42.0.eml")).unwrap();
    let (headers, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(!headers.contains("ledig"), "{text}");
    assert!(body.starts_with("Nyt om en sag.\r\nEn ny plads er ledig.\r\n"), "{text}");
    assert!(body.contains("News of a case.\r\nA new place is free.\r\n"), "{text}");
}

#[test]
fn nobody_with_an_address_means_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), "http://127.0.0.1:7878").unwrap();
    let silent = Notice { to: vec![Address { email: None }], ..notice() };
    spool.deliver(&silent).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_address_cannot_bring_a_header_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), "http://127.0.0.1:7878").unwrap();
    let to =
        ["lida@example.invalid", "x@example.invalid\r\nBcc: y@example.invalid", "a@b, c@d", "nobody", "æ@b"];
    let to = to.map(|email| Address { email: Some(email.to_owned()) }).to_vec();
    spool.deliver(&Notice { to, ..notice() }).unwrap();
    let text = std::fs::read_to_string(folder.path().join("1.42.0.eml")).unwrap();
    assert!(text.contains("To: lida@example.invalid\r\n"), "{text}");
    assert!(!text.contains("Bcc") && !text.contains("a@b"), "{text}");
}

#[test]
fn every_kind_has_headers_that_mail_systems_read() {
    for kind in [EffectKind::Remind, EffectKind::Announce, EffectKind::TellCitizen, EffectKind::EraseKey] {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path(), "http://127.0.0.1:7878").unwrap();
        spool.deliver(&Notice { kind, ..notice() }).unwrap();
        let text = std::fs::read_to_string(folder.path().join("1.42.0.eml")).unwrap();
        let (headers, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(headers.is_ascii() && headers.lines().all(|line| line.len() <= 998));
        let words = headers.split(' ').filter(|word| word.starts_with("=?"));
        assert!(words.clone().count() == 1 && words.into_iter().all(|word| word.len() <= 75), "{headers}");
        assert!(!body.contains("=?"));
    }
}

#[test]
fn a_spool_that_is_gone_asks_to_try_again_later() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool"), "http://127.0.0.1:7878").unwrap();
    std::fs::remove_dir(folder.path().join("spool")).unwrap();
    assert!(matches!(spool.deliver(&notice()), Err(super::Failure::Later(_))));
}
