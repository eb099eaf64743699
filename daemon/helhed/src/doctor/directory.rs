//! The data directory: whose it is, who else can read it, what lies in it that should not.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use journal::{DirectoryLock, Manifest};

use super::Health::{Fault, Warning};
use super::{Finding, Findings};
use crate::config::Config;
use crate::place::Place;

/// What others may do, in a mode.
const OTHERS: u32 = 0o077;

/// Answers whether a daemon runs on it.
pub(super) fn look(config: &Config, findings: &mut Findings) -> bool {
    let folder = &config.data.directory;
    let shown = folder.display();
    let Ok(place) = Place::find(folder) else {
        findings.add(
            ("directory", Warning),
            (
                format!("der er ingen data i `{shown}` endnu"),
                format!("there is no data directory at `{shown}` yet"),
            ),
            (
                "`helhed serve` laver den; eller nævn den rigtige med --data",
                "`helhed serve` makes it; or name the right one with --data",
            ),
        );
        return false;
    };
    mode(folder, findings);
    match Manifest::load(&**place.disk(), runtime::REQUIRED) {
        Ok(manifest) => findings.ok(
            "format",
            format!("kan læses af dette program; kommune {}, epoke {}", manifest.partition, manifest.epoch),
            format!(
                "this program can read it; municipality {}, epoch {}",
                manifest.partition, manifest.epoch
            ),
        ),
        Err(why) => findings.add(
            ("format", Fault),
            (format!("kan ikke læses: {why}"), format!("cannot be read: {why}")),
            (
                "brug programmet, der skrev den, eller gendan en sikkerhedskopi",
                "use the program that wrote it, or restore a backup",
            ),
        ),
    }
    secrets(&place, findings);
    leftovers(folder, findings);
    let is_running = matches!(DirectoryLock::take(&**place.disk()), Err(journal::Error::Locked { .. }));
    if is_running {
        findings.ok("lock", "en dæmon kører på mappen", "a daemon runs on it");
    } else {
        findings.ok("lock", "ingen dæmon kører på mappen", "no daemon runs on it");
    }
    is_running
}

fn mode(folder: &Path, findings: &mut Findings) {
    let Ok(about) = folder.metadata() else { return };
    let (mode, owner) = (about.permissions().mode() & 0o777, about.uid());
    let me = rustix::process::geteuid().as_raw();
    if mode & OTHERS != 0 {
        findings.add(
            ("directory", Fault),
            (
                format!("andre kan komme ind i mappen (mode {mode:04o})"),
                format!("others can get into it (mode {mode:04o})"),
            ),
            ("chmod 700", "chmod 700"),
        );
    } else if owner != me {
        findings.add(
            ("directory", Warning),
            (
                format!("den tilhører bruger {owner}, og du er {me}"),
                format!("it belongs to user {owner}, and you are {me}"),
            ),
            (
                "kør denne kommando som den bruger, dæmonen kører som",
                "run this command as the user of the daemon",
            ),
        );
    } else {
        findings.ok(
            "directory",
            format!("din alene (mode {mode:04o})"),
            format!("yours alone (mode {mode:04o})"),
        );
    }
}

fn secrets(place: &Place, findings: &mut Findings) {
    let mut open = Vec::new();
    for name in ["wrapping.key", "first-token", "recovery-code"] {
        let about = place.path(name).metadata();
        if about.is_ok_and(|about| about.permissions().mode() & OTHERS != 0) {
            open.push(name);
        }
    }
    if open.is_empty() {
        findings.ok("secrets", "ingen andre kan læse dem", "nobody else can read them");
    } else {
        let names = open.join(", ");
        findings.add(
            ("secrets", Fault),
            (format!("andre kan læse {names}"), format!("others can read {names}")),
            (
                "chmod 600, og skift det, som andre kan have læst",
                "chmod 600, and change what others may have read",
            ),
        );
    }
    if let Err(why) = place.wrapping() {
        findings.add(
            ("key", Fault),
            (format!("nøglen kan ikke bruges: {why}"), format!("the key cannot be used: {why}")),
            (
                "hent den fra dit gemmested; uden den kan intet læses",
                "fetch it from where you keep it; without it nothing can be read",
            ),
        );
    }
    warn_of(
        place,
        "wrapping.key",
        findings,
        (
            "nøglen ligger ved siden af det, den åbner: en kopi af mappen åbner alt",
            "the key lies beside what it opens: a copy of the directory opens everything",
            "giv den til service manageren før den første rigtige sag (docs/guides/operate.md)",
            "give it to the service manager before the first real case (docs/guides/operate.md)",
        ),
    );
    warn_of(
        place,
        "first-token",
        findings,
        (
            "den første administrators token ligger her endnu",
            "the first administrator's token still lies here",
            "gem det et andet sted, og slet filen",
            "keep it elsewhere, and delete the file",
        ),
    );
    warn_of(
        place,
        "recovery-code",
        findings,
        (
            "nøglens kode til papir ligger her endnu",
            "the key's code for paper still lies here",
            "print den, læg den i et pengeskab, og slet filen",
            "print it, put it into a safe, and delete the file",
        ),
    );
}

/// Warns of a file that should not be there.
fn warn_of(
    place: &Place,
    name: &'static str,
    findings: &mut Findings,
    (da, en, way_out_da, way_out_en): (&str, &str, &str, &str),
) {
    if place.path(name).exists() {
        findings.add((name, Warning), (da.to_owned(), en.to_owned()), (way_out_da, way_out_en));
    }
}

fn leftovers(folder: &Path, findings: &mut Findings) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let damaged = names.filter(|name| name.starts_with("index.damaged-")).count();
    if damaged > 0 {
        findings.add(
            ("index", Warning),
            (format!("{damaged} indeks er lagt til side"), format!("{damaged} index(es) were put aside")),
            (
                "sker det igen, så se på disken; slet dem, når du ikke skal bruge dem",
                "if it happens again look at the disk; delete them when you need them no more",
            ),
        );
    }
}

impl Finding {
    #[cfg(test)]
    pub(super) fn of(&self) -> (&'static str, super::Health) {
        (self.check, self.health)
    }
}
