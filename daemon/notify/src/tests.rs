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
    assert!(text.lines().take(4).all(|line| line.is_ascii()), "headers are ASCII: {text}");
}

#[test]
fn nobody_with_an_address_means_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), "http://127.0.0.1:7878").unwrap();
    let silent = Notice { to: vec![Address { email: None }], ..notice() };
    spool.deliver(&silent).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
