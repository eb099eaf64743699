//! Every error is a problem as RFC 9457 has it, with a code that is explained.

use helhed::client::Answer;
use serde_json::Value as Json;

use crate::places::root;

/// Holds an answer against the form that every error has; an answer of success passes.
///
/// # Panics
///
/// With everything that is wrong with it.
pub fn check(answer: &Answer) {
    if answer.is_ok() {
        return;
    }
    let text = |name: &str| answer.text(name).unwrap_or_default();
    let code = text("code");
    let mut faults = Vec::new();
    let mut must = |holds: bool, fault: &str| {
        if !holds {
            faults.push(fault.to_owned());
        }
    };
    must(answer.media_type.as_deref() == Some("application/problem+json"), "the media type is another");
    must(answer.body.get("status").and_then(Json::as_u64) == Some(answer.status.into()), "`status` differs");
    must(is_code(code), "`code` is no word of small letters and hyphens");
    must(text("type") == format!("/errors/{code}"), "`type` is not the page of `code`");
    must(has_page(code), "`docs/errors` has no page of the code");
    must(!text("title").is_empty(), "`title` is empty");
    must(!text("detail").trim().is_empty(), "`detail` is empty");
    must(!text("detail_da").trim().is_empty(), "`detail_da` is empty");
    must(text("detail") != text("detail_da"), "`detail_da` is not Danish");
    assert!(faults.is_empty(), "{}\n{:#}", faults.join("\n"), answer.body);
}

fn has_page(code: &str) -> bool {
    root().join("docs/errors").join(format!("{code}.md")).is_file()
}

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
