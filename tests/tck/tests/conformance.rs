//! The goals: what share of the kit passes, and that nothing fails inside the profile.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has to stop")]

use std::path::PathBuf;

use tck::{Profile, Run, report};

/// The least share of level 2, in tenths of a percent.
const LEVEL_2_PER_MILLE: usize = 850;

/// The least share of level 3.
const LEVEL_3_PER_MILLE: usize = 700;

fn own(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn profile() -> Profile {
    Profile::read(&std::fs::read_to_string(own("profile.toml")).unwrap()).unwrap()
}

fn whole_run(profile: &Profile) -> Run {
    tck::run(&own("data"), profile, None).unwrap()
}

#[test]
fn the_kit_passes_as_far_as_the_page_says() {
    let profile = profile();
    let run = whole_run(&profile);
    let page = own("../../docs/feel-conformance.md");
    let written = report::page(&run, &profile);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &written).unwrap();
    }
    assert!(run.unread.is_empty(), "files that cannot be read:\n{}", run.unread.join("\n"));
    assert!(run.stale.is_empty(), "entries of the profile that say nothing:\n{}", run.stale.join("\n"));
    assert_eq!(report::failures(&run), "", "failures inside the profile");
    let levels = report::levels(&run);
    let (two, three) = (levels[&2], levels[&3]);
    assert!(two.per_mille() >= LEVEL_2_PER_MILLE, "level 2: {}", two.said());
    assert!(three.per_mille() >= LEVEL_3_PER_MILLE, "level 3: {}", three.said());

    let committed = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        written == committed,
        "`docs/feel-conformance.md` is not what the kit gives; rewrite it with UPDATE=1, and read the diff"
    );
}
