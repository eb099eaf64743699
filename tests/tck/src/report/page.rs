//! The page of figures, `docs/feel-conformance.md`.

use std::collections::BTreeMap;

use super::{Score, directories, levels, put};
use crate::folder::Run;
use crate::judge::{Came, Judged, Verdict};
use crate::profile::{FUNCTIONS, Profile};

const HEAD: &str = "\
# How much of DMN and FEEL

Cases of the [DMN Technology Compatibility Kit](../tests/tck/data/README.md) that `feel`, `table` and `dmn` pass. Each decision table is decided a second time by the runner itself, and the two must
agree. This page is written by the test of the package `tck` under `UPDATE=1`;
`cargo run -p tck -- --failures` shows what fails, `--only NAME` runs one directory.

FEEL is taken as a **typed profile**: what DMN finds out when it evaluates, and answers with null, is refused here when the text is loaded, wherever that can be known. So a case that expects
null, or an error, also passes if the text is refused for its meaning (a wrong type, an unknown name), or if the evaluation ends with an error about the values (a division by zero).
A text that is refused as no FEEL does not pass, nor does one that calls a built-in function which is missing. A case passes only if all its result nodes agree.
";

const COUNTED: &str = "\
Level 2 is counted against all its cases. Level 3 is counted against those that use no functions of their own, knowledge models, decision services or other files: the profile has none of these, and the
runner finds them in the model, through all that a decision needs. The cases of level 3 here are those of every other directory of the kit.
";

/// The page, as it must stand in the repository.
#[must_use]
pub fn page(run: &Run, profile: &Profile) -> String {
    let mut text = String::new();
    put(&mut text, HEAD);
    put(
        &mut text,
        "| level | passed | of | share | failed inside the profile | of these out of the profile |",
    );
    put(&mut text, "|---|--:|--:|--:|--:|--:|");
    for (level, score) in levels(run) {
        let (share, Score { counted_passed, counted, failed, .. }) = (score.per_mille(), score);
        let out = counted.saturating_sub(counted_passed + failed);
        let (whole, tenth) = (share / 10, share % 10);
        put(
            &mut text,
            &format!("| {level} | {counted_passed} | {counted} | {whole}.{tenth} % | {failed} | {out} |"),
        );
    }
    put(&mut text, &format!("\n{COUNTED}"));
    put(&mut text, &nulls(run));
    outside(&mut text, run, profile);
    by_directory(&mut text, run);
    format!("{}\n", text.trim_end())
}

/// How the passes that expect null came about.
fn nulls(run: &Run) -> String {
    let passed = run.cases.iter().filter(|judged| judged.verdict == Verdict::Pass);
    let nodes = passed.flat_map(|judged| &judged.nodes).filter(|node| node.expected.starts_with("null"));
    let (mut null, mut refused, mut failed) = (0, 0, 0);
    for node in nodes {
        match &node.came {
            Came::Refused(_) => refused += 1,
            Came::Failed(_) => failed += 1,
            Came::Value(_) | Came::Unsupported(_) => null += 1,
        }
    }
    let all = null + refused + failed;
    format!(
        "Of the passes, {all} results expect null: {null} gave it, {refused} were refused when they were loaded, \
         {failed} ended with an error about the values.\n"
    )
}

fn outside(text: &mut String, run: &Run, profile: &Profile) {
    put(text, "## Out of the profile\n");
    put(text, "| reason | cases | why | where |");
    put(text, "|---|--:|---|---|");
    for (reason, sentence) in &profile.reasons {
        let cases: Vec<&Judged> = run.cases.iter().filter(|judged| is_out_for(judged, reason)).collect();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for judged in &cases {
            *places.entry(judged.directory.as_str()).or_default() += 1;
        }
        let places: Vec<String> =
            places.iter().map(|(directory, count)| format!("{directory} ({count})")).collect();
        put(text, &format!("| `{reason}` | {} | {sentence} | {} |", cases.len(), places.join(", ")));
    }
    put(
        text,
        &format!(
            "\n`{FUNCTIONS}` is found in the model; the others are listed in `tests/tck/profile.toml`.\n"
        ),
    );
}

fn is_out_for(judged: &Judged, reason: &str) -> bool {
    match &judged.verdict {
        Verdict::OutOfProfile(own) => own == reason,
        Verdict::Pass | Verdict::Fail => false,
    }
}

fn by_directory(text: &mut String, run: &Run) {
    put(text, "## By directory\n");
    put(text, "| level | directory | passed | failed | out |");
    put(text, "|---|---|--:|--:|--:|");
    for ((level, directory), score) in directories(run) {
        let Score { passed, failed, out, .. } = score;
        put(text, &format!("| {level} | {directory} | {passed} | {failed} | {out} |"));
    }
}
