//! The clock: whether it goes evenly, whether the journal is from the future, whether something keeps it right.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::Findings;
use super::Health::Warning;

/// The wall clock may be corrected a little while we look; more is a jump.
const JUMP: Duration = Duration::from_millis(500);

/// What systemd-timesyncd leaves when it has set the clock.
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";

/// The two clocks at one moment.
pub(super) struct Moment {
    wall: SystemTime,
    even: Instant,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { wall: SystemTime::now(), even: Instant::now() }
    }
}

pub(super) fn look(folder: &Path, before: &Moment, findings: &mut Findings) {
    let now = Moment::now();
    let even = now.even.duration_since(before.even);
    let wall = now.wall.duration_since(before.wall).unwrap_or_default();
    let way_out = (
        "se på maskinens ur og dets tidstjeneste; frister regnes efter det",
        "look at the machine's clock and its time service; deadlines are counted by it",
    );
    if even.abs_diff(wall) > JUMP {
        let found = (
            format!("uret sprang: {wall:.1?} gik, mens der gik {even:.1?}"),
            format!("the clock jumped: it counted {wall:.1?} while {even:.1?} passed"),
        );
        findings.add(("clock", Warning), found, way_out);
    } else if let Some(ahead) =
        newest(&folder.join("journal")).and_then(|at| at.duration_since(now.wall).ok())
        && ahead > JUMP
    {
        let found = (
            format!(
                "journalen er skrevet {ahead:.0?} ude i fremtiden: uret går for langsomt nu, eller gik for hurtigt"
            ),
            format!("the journal was written {ahead:.0?} in the future: the clock is slow now, or was fast"),
        );
        findings.add(("clock", Warning), found, way_out);
    } else if Path::new(SYNCHRONIZED).exists() {
        findings.ok(
            "clock",
            "går jævnt og stilles af tidstjenesten",
            "goes evenly, and the time service keeps it right",
        );
    } else {
        findings.ok(
            "clock",
            "går jævnt; om en tidstjeneste stiller det, kan ikke ses herfra",
            "goes evenly; whether a time service keeps it right cannot be seen from here",
        );
    }
    let zones = calendar::tzdb_version();
    findings.ok("time zones", format!("tzdb {zones}, indbygget"), format!("tzdb {zones}, built in"));
}

/// When something in a folder was last written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries.filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok()).max()
}
