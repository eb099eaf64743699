//! What a page shows, held against what came.

/// Stands for whatever: in a line for any part of it, alone on a line for any number of lines.
pub const GAP: &str = "…";

/// Fewer hexadecimal digits than this may be a word or a number; so many are a digest or a token.
const DIGEST_DIGITS_MIN: usize = 10;

/// Whether what a page shows is what came, but for its gaps, times of day, digests and microseconds.
#[must_use]
pub fn is_shown(shown: &[String], got: &str) -> bool {
    let shown: Vec<String> = shown.iter().map(|line| plain(line.trim_end())).collect();
    let got: Vec<String> = got.trim_end().lines().map(|line| plain(line.trim_end())).collect();
    lines(&shown, &got)
}

fn lines(shown: &[String], got: &[String]) -> bool {
    match (shown, got) {
        ([], []) => true,
        ([gap, rest @ ..], _) if gap.trim() == GAP => {
            let mut ends = (0..=got.len()).filter_map(|skip| got.get(skip..));
            ends.any(|got| lines(rest, got))
        }
        ([one, shown @ ..], [other, got @ ..]) => line(one, other) && lines(shown, got),
        ([], [_, ..]) | ([_, ..], []) => false,
    }
}

fn line(shown: &str, got: &str) -> bool {
    let Some((start, rest)) = shown.split_once(GAP) else { return shown == got };
    let Some(mut got) = got.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split(GAP).collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, rest)) = got.split_once(part) else { return false };
        got = rest;
    }
    got.ends_with(end)
}

/// A line without what differs from run to run.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let (length, instead) = token(rest, out.chars().next_back()).unwrap_or((letter.len_utf8(), ""));
        let (taken, next) = rest.split_at(length);
        out.push_str(if instead.is_empty() { taken } else { instead });
        rest = next;
    }
    out
}

/// What stands at the start of a text and differs from run to run: its length, and what to write instead.
fn token(text: &str, before: Option<char>) -> Option<(usize, &'static str)> {
    if before.is_some_and(|letter| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let run = |of: fn(&u8) -> bool| text.bytes().take_while(of).count();
    let digits = run(u8::is_ascii_digit);
    if digits > 0 && text[digits..].starts_with(" µs") {
        return Some((digits, "0"));
    }
    if digits == 2 && text.as_bytes().get(2) == Some(&b':') {
        let minutes = text[3..].bytes().take_while(u8::is_ascii_digit).count();
        return (minutes == 2).then_some((5, "00:00"));
    }
    let hex = run(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte));
    let ends = !text[hex..].starts_with(|letter: char| letter.is_ascii_alphanumeric());
    (hex >= DIGEST_DIGITS_MIN && ends).then_some((hex, "digest"))
}

#[cfg(test)]
mod tests {
    use super::{is_shown, plain};

    fn shown(page: &str, got: &str) -> bool {
        is_shown(&page.lines().map(str::to_owned).collect::<Vec<_>>(), got)
    }

    #[test]
    fn times_digests_and_microseconds_may_differ_and_nothing_else() {
        assert!(shown("  07:27  pasi", "  08:20  pasi"));
        assert!(!shown("  07:27  pasi", "  08:20  hebr"));
        assert!(shown("digest  385e09285f6db120 x", "digest  0123456789ab x"));
        assert!(shown("fuel 5, 1073 µs", "fuel 5, 9 µs"));
        assert!(!shown("fuel 5, 1073 µs", "fuel 6, 9 µs"));
        assert_eq!(
            plain("1.17.4c931a7f369fe1672e; 2026-08-03, case-1234567890x"),
            "1.17.digest; 2026-08-03, case-1234567890x"
        );
    }

    #[test]
    fn a_gap_stands_for_any_lines_or_any_part_of_a_line() {
        assert!(shown("a\n…\nd", "a\nb\nc\nd\n"));
        assert!(shown("a\n…\nd", "a\nd"));
        assert!(!shown("a\n…\nd", "a\nb"));
        assert!(shown("{\"a\":1,…,\"z\":2}", "{\"a\":1,\"b\":3,\"z\":2}"));
        assert!(!shown("{\"a\":1,…,\"z\":2}", "{\"a\":1,\"b\":3,\"z\":3}"));
        assert!(shown("hh_f105ca59…", "hh_f105ca59…") && !shown("hh_…", "xx_1"));
        assert!(!shown("a", "a\nb") && !shown("a\nb", "a"));
    }
}
