//! A letter loads nothing, runs nothing, and values stand in its text only.

use super::faults;

fn check(source: &str, said: &str) {
    let found = faults(source);
    assert!(found.iter().any(|fault| fault.contains(said)), "{source}: {found:?}");
}

#[test]
fn a_whole_plain_page_is_welcome() {
    let page = "<!DOCTYPE html>\n<html lang=\"da\"><head><meta charset=\"utf-8\"><title>{{ sender.name }}</title>\
                <style>p { color: #111; }</style></head><body><!-- a note -->\
                <p class=\"x\">{{ count }}<br/><a href=\"https://example.invalid\">her</a></p></body></html>";
    assert_eq!(faults(page), Vec::<String>::new());
}

#[test]
fn nothing_is_loaded_or_run() {
    check("<script>1</script>", "`<script>` is no element");
    check("<img src=\"x.png\">", "`<img>` is no element");
    check("<IFRAME src='x'></IFRAME>", "`<iframe>` is no element");
    check("<p onclick=\"x()\">", "`onclick` is no attribute");
    check("<p onclick=x>", "`onclick` is no attribute");
    check("<p style=\"x\">", "`style` is no attribute");
    check("<a href=\"javascript:x\">x</a>", "is no address");
    check("<a href=javascript:x>x</a>", "is not in quotes");
    check("<a href = 'javascript:x'>x</a>", "is no address");
    check("<a href= javascript:x>x</a>", "is not in quotes");
    check("<style>p { background: URL(x) }</style>", "the style loads something");
    check("<style>@import 'x';</style>", "the style loads something");
    check("<meta http-equiv=\"refresh\" content=\"0\">", "`http-equiv` is no attribute");
}

#[test]
fn a_value_stands_in_text_only() {
    check("<p class=\"{{ sender.name }}\">x</p>", "1:14 letter-forbidden a value stands inside a tag");
    check("<style>{{ sender.name }}</style>", "a value stands inside a tag");
    check("<!-- {{ sender.name }} -->", "a value stands inside a tag");
    check("<p {% if urgent %}class=\"a\"{% else %}>{% endif %}", "a tag is opened in one branch");
    check("{% for part in parts %}<p {% endfor %}>", "a tag is opened in a loop");
    check("<p>text <b", "has no end");
    check("<p>text <b title=\"x", "has no end");
}
