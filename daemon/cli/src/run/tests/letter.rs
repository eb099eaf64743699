//! Letters on the command line: the page goes out as it came, what it lacks is said beside it, no file is overwritten.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::daemon::{Daemon, Reply};
use super::tell;

const PAGE: &str = "<!DOCTYPE html>\n<p>Kære Mette &amp; Åge</p>";

#[test]
fn a_letter_goes_out_byte_for_byte() {
    let daemon = Daemon::that([Reply::text(200, PAGE)]);
    let told = tell(&daemon.url, "case letter 17 2", "");
    assert_eq!((told.code, told.out.as_str(), told.err.as_str()), (0, PAGE, ""));
}

#[test]
fn a_letter_goes_into_a_new_file_that_only_its_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.html");
    let line = format!("case letter 17 2 --out {}", file.display());
    let daemon = Daemon::that([Reply::text(200, PAGE), Reply::text(200, "another")]);
    let told = tell(&daemon.url, &line, "");
    assert_eq!((told.code, told.out.as_str()), (0, ""), "{}", told.err);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = tell(&daemon.url, &line, "");
    assert_ne!(again.code, 0);
    assert!(again.err.contains("choose a new file"), "{}", again.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), PAGE);
}

#[test]
fn a_preview_shows_the_page_and_says_what_is_missing() {
    let missing = ["parts/1/reasons: the reasons for part 2 (FVL §22)"];
    let daemon = Daemon::that([Reply::json(200, &json!({ "html": PAGE, "missing": missing }))]);
    let told = tell(&daemon.url, "task preview 17 decide --value channel=digital_post", "");
    assert_eq!((told.code, told.out.as_str()), (0, PAGE));
    assert_eq!(told.err.trim_end(), "missing: parts/1/reasons: the reasons for part 2 (FVL §22)");
    let heard = daemon.heard().remove(0);
    assert_eq!(heard.line, "POST /v1/cases/case-17/tasks/decide/letter-preview HTTP/1.1");
    assert_eq!(heard.json(), json!({ "values": { "channel": "digital_post" } }));
    // Nothing happens by it, so there is nothing to repeat safely.
    assert_eq!(heard.header("idempotency-key"), "");
}

#[test]
fn a_preview_that_lacks_nothing_says_so() {
    let daemon = Daemon::that([Reply::json(200, &json!({ "html": PAGE, "missing": [] }))]);
    let told = tell(&daemon.url, "task preview 17 decide", "");
    assert_eq!((told.code, told.err.trim_end()), (0, "nothing is missing: the letter can be sent"));
}
