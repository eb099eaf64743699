//! The disk: what kind it is, whether it really syncs, and how much room there is.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Findings;
use super::Health::{Fault, Warning};

/// Writes that are measured: enough for a p99 that means something, over in a second on most disks.
const WRITES: usize = 100;

/// The longest that measuring may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A median below this is faster than a disk that keeps its word: most take 0.1 to 10 ms.
const TOO_FAST: Duration = Duration::from_micros(30);

/// A p99 above this is felt by people.
const TOO_SLOW: Duration = Duration::from_millis(100);

/// Less room than this is soon none: 1 GiB; and 64 MiB is four segments of the journal.
const LITTLE_BYTES: u64 = 1024 * 1024 * 1024;
const NO_BYTES: u64 = 64 * 1024 * 1024;

/// A start, a segment and a month of looks take a dozen files.
const LITTLE_INODES: u64 = 1_000;

/// File systems by the number that the kernel gives them (statfs(2)): those that do not keep what they were told, and
/// those of which we know that they do.
const KINDS: [(u64, &str, bool); 9] = [
    (0x0102_1994, "tmpfs", false),
    (0x8584_58f6, "ramfs", false),
    (0x794c_7630, "overlay", false),
    (0x6969, "nfs", false),
    (0xff53_4d42, "cifs", false),
    (0x6573_5546, "fuse", false),
    (0xef53, "ext4", true),
    (0x5846_5342, "xfs", true),
    (0x9123_683e, "btrfs", true),
];

pub(super) fn look(folder: &Path, findings: &mut Findings) {
    // A directory that is not made yet will lie where the folder above is.
    let folder = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    kind(folder, findings);
    room(folder, findings);
    syncs(folder, findings);
}

fn kind(folder: &Path, findings: &mut Findings) {
    let Ok(about) = rustix::fs::statfs(folder) else { return };
    // The kernel's number has 32 bits, and its type differs by machine.
    let number = u64::try_from(about.f_type).unwrap_or_default() & 0xffff_ffff;
    match KINDS.iter().find(|(known, _, _)| *known == number) {
        Some((_, name, true)) => findings.ok("filesystem", *name, *name),
        Some((_, name, false)) => findings.add(
            ("filesystem", Warning),
            (
                format!("{name}: det skrevne kan være væk efter en genstart, eller synkes et andet sted"),
                format!("{name}: what was written may be gone after a restart, or is synced elsewhere"),
            ),
            ("læg mappen på en lokal disk (ext4, xfs)", "put the directory on a local disk (ext4, xfs)"),
        ),
        None => findings.ok("filesystem", format!("nr. {number:#x}"), format!("number {number:#x}")),
    }
}

fn room(folder: &Path, findings: &mut Findings) {
    let Ok(about) = rustix::fs::statvfs(folder) else { return };
    let bytes = about.f_bavail.saturating_mul(about.f_frsize);
    let mebibytes = bytes / (1024 * 1024);
    let found = (format!("{mebibytes} MiB ledig"), format!("{mebibytes} MiB free"));
    let way_out = (
        "gør plads: uden plads tager dæmonen ingen kommandoer",
        "make room: without it the daemon takes no commands",
    );
    if bytes < NO_BYTES {
        findings.add(("room", Fault), found, way_out);
    } else if bytes < LITTLE_BYTES {
        findings.add(("room", Warning), found, way_out);
    } else {
        findings.ok("room", found.0, found.1);
    }
    // Some file systems make them as they go, and say zero of zero.
    if about.f_files > 0 && about.f_favail < LITTLE_INODES {
        let left = about.f_favail;
        findings.add(
            ("inodes", Warning),
            (format!("{left} filer kan oprettes endnu"), format!("{left} files can still be made")),
            ("slet små filer på samme disk", "delete small files on the same disk"),
        );
    }
}

fn syncs(folder: &Path, findings: &mut Findings) {
    let path = folder.join(format!("doctor-{}.tmp", std::process::id()));
    let measured = measure(&path);
    // It may not have been made at all.
    let _gone = std::fs::remove_file(&path);
    match measured {
        Err(why) => findings.add(
            ("sync", Fault),
            (format!("der kan ikke skrives: {why}"), format!("nothing can be written: {why}")),
            ("se på rettigheder, plads og disk", "look at rights, room and the disk"),
        ),
        Ok(mut times) => {
            times.sort();
            judge(&times, findings);
        }
    }
}

fn judge(times: &[Duration], findings: &mut Findings) {
    let at = |percent: usize| {
        let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or_default()
    };
    let (p50, p99) = (at(50), at(99));
    let found = format!("append + fdatasync: p50 {p50:.1?}, p99 {p99:.1?} (n = {})", times.len());
    if p50 < TOO_FAST {
        findings.add(
            ("sync", Warning),
            (
                format!("{found}: for hurtigt til at være sandt"),
                format!("{found}: too fast to be true"),
            ),
            (
                "disken eller den virtuelle maskine synker måske ikke; et strømsvigt kan koste det, der er kvitteret for",
                "the disk or the virtual machine may not sync at all; a power cut could cost what was acknowledged",
            ),
        );
    } else if p99 > TOO_SLOW {
        findings.add(
            ("sync", Warning),
            (format!("{found}: langsomt"), format!("{found}: slow")),
            (
                "folk venter så længe på hvert svar; se hvem der ellers bruger disken",
                "people wait that long for each answer; see who else uses the disk",
            ),
        );
    } else {
        findings.ok("sync", found.clone(), found);
    }
}

fn measure(path: &Path) -> std::io::Result<Vec<Duration>> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let beginning = Instant::now();
    let mut times = Vec::with_capacity(WRITES);
    while times.len() < WRITES && beginning.elapsed() < PATIENCE {
        let began = Instant::now();
        file.write_all(&[0; 512])?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Findings, Health};
    use super::judge;

    fn judged(micros: u64) -> Health {
        let mut findings = Findings::default();
        judge(&[Duration::from_micros(micros); 100], &mut findings);
        let [finding] = findings.0.as_slice() else { panic!("one line") };
        finding.of().1
    }

    #[test]
    fn a_sync_that_is_too_fast_or_too_slow_is_told() {
        assert_eq!(judged(3), Health::Warning);
        assert_eq!(judged(2_000), Health::Ok);
        assert_eq!(judged(250_000), Health::Warning);
    }
}
