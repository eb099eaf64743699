//! `helhed backup`, `helhed backup-key` and `helhed restore`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use backup::{Contents, Identity, Recipient};
use cli::{BackupArgs, RestoreArgs};
use journal::{
    Chance, ClockMode, KeyRing, Manifest, SystemChance, WrappingKey, from_recovery, read_erased_list,
};
use model::Timestamp;
use runtime::Core;
use scheduler::{Clock, Reading, SystemClock};
use serde_json::json;

use crate::config::Data;
use crate::first;
use crate::place::Place;
use crate::serve::Failure;

/// How often it is said how far a long work has come.
const SAY_EVERY: Duration = Duration::from_secs(2);

/// An identity or a recovery code is a few lines.
const SECRET_BYTES_MAX: u64 = 64 * 1024;

/// `helhed backup-key`: a new pair of keys.
///
/// # Errors
///
/// If the file exists or cannot be written.
pub fn make_keys(file: &Path, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if file.exists() {
        return Err(format!("`{}` exists already, and is not overwritten", file.display()).into());
    }
    let (identity, recipient) = Identity::generate();
    first::write_secret(file, &identity)?;
    if json {
        return Ok(writeln!(out, "{:#}", json!({ "recipient": recipient.to_string() }))?);
    }
    writeln!(out, "{recipient}")?;
    eprint_line(&format!(
        "That is the recipient: give it to `helhed backup --recipient`. The identity in {} opens every backup made for it; \
         keep it in a safe and away from the machine that is backed up. Without it no backup opens.",
        file.display()
    ));
    Ok(())
}

/// `helhed backup`: a copy of the directory, sealed, beside the daemon that uses it.
///
/// # Errors
///
/// Damage by name, or what the disk refused; there is no file then.
pub fn make(args: &BackupArgs, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let place = Place::find(&args.data)?;
    let recipient: Recipient = args.recipient.parse()?;
    let now = SystemClock::new().read().wall.micros();
    let mut said = Said::new("copied");
    let made = backup::make(&**place.disk(), &args.to, (&recipient, now), &mut |done, _| said.tell(done))?;
    // What can be known without the identity, for who keeps the file: it names nobody.
    let beside = json!({
        "format": made.contents.format,
        "made_at": Timestamp::from_micros(now).to_string(),
        "store": store_of(&made.contents),
        "journal": made.contents.journal,
        "looks": made.contents.looks,
        "state_at": made.contents.state.as_ref().map(|state| state.position),
        "bytes": made.bytes,
        "sha256": made.sha256,
    });
    let page = backup::beside(&args.to, ".json");
    fs::write(&page, format!("{beside:#}\n"))
        .map_err(|why| format!("the backup is whole, but `{}` cannot be written: {why}", page.display()))?;
    if json {
        return Ok(writeln!(out, "{beside:#}")?);
    }
    let (position, files) = (made.head.position, made.contents.files.len());
    writeln!(out, "{}: {} in {files} files, {} records.", args.to.display(), mib(made.bytes), position)?;
    writeln!(out, "The head is {}; keep it elsewhere.", made.contents.journal)?;
    if let Some(state) = &made.contents.state {
        writeln!(out, "A restore can be compared with the state at record {}.", state.position)?;
    }
    Ok(())
}

/// `helhed restore`: a backup into an empty directory, or a look into it.
///
/// # Errors
///
/// What is wrong with the backup, the keys or the place. The directory is empty again then.
pub fn restore(args: &RestoreArgs, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let identity = Identity::parse(&read_small(&args.identity)?)?;
    if args.list {
        let mut said = Said::new("read");
        let contents = backup::show(&args.from, &identity, &mut |done, _| said.tell(done))?;
        return show(&contents, json, out);
    }
    let data = args.data.as_deref().ok_or("where to? `--data` names the directory")?;
    let place = Place::make(data)?;
    let names = place.disk().list("")?;
    if let Some(name) = names.into_iter().next() {
        return Err(backup::BackupError::NotEmpty(data.join(name).display().to_string()).into());
    }
    let restored = restore_into(&place, args, &identity);
    if restored.is_err() {
        empty(data);
    }
    let restored = restored?;
    if json {
        return Ok(writeln!(out, "{:#}", restored.as_json())?);
    }
    restored.say(data, out)
}

/// What a restore came to.
struct Restored {
    head: String,
    epoch: u32,
    records: u64,
    proved_at: Option<u64>,
    was_verified: bool,
    erased_again: u64,
    held: u64,
}

impl Restored {
    fn as_json(&self) -> serde_json::Value {
        json!({
            "head": self.head,
            "epoch": self.epoch,
            "records": self.records,
            "verified": self.was_verified,
            "state_compared_at": self.proved_at,
            "erased_again": self.erased_again,
            "effects_held": self.held,
        })
    }

    fn say(&self, data: &Path, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "{} records are back in {}.", self.records, data.display())?;
        match (self.was_verified, self.proved_at) {
            (true, Some(position)) => writeln!(
                out,
                "Every record was applied again: at record {position} they give exactly the state that the daemon had."
            )?,
            (true, None) => writeln!(
                out,
                "Every record was applied again. The backup holds no state of the daemon to compare with."
            )?,
            (false, _) => {}
        }
        if self.erased_again > 0 {
            writeln!(
                out,
                "{} were erased after the backup was made, and are erased again.",
                self.erased_again
            )?;
        }
        writeln!(
            out,
            "{} reminders and letters had not ended. They are held until somebody has looked: start the daemon, then\n  \
             helhed effects\n  helhed effect release --all",
            self.held
        )?;
        Ok(())
    }
}

fn restore_into(place: &Place, args: &RestoreArgs, identity: &Identity) -> Result<Restored, Failure> {
    let given = given_key(args)?;
    let is_given = given.is_some();
    let wrapping = match given {
        Some(wrapping) => wrapping,
        None => place.wrapping().map_err(|why| {
            format!("{why}; `--wrapping-key` or `--recovery-code` names the key of the directory")
        })?,
    };
    let lists = args.erased_list.iter().map(|path| Ok((path.clone(), fs::read(path)?)));
    let lists = lists.collect::<std::io::Result<Vec<(PathBuf, Vec<u8>)>>>()?;
    let mut said = Said::new("restored");
    let disk = place.disk();
    let mut with_keys = |manifest: &Manifest| {
        let keys = KeyRing::open(std::sync::Arc::clone(disk), manifest.store_id, wrapping.clone())?;
        for (_, list) in &lists {
            keys.apply_erased(&read_erased_list(list, manifest.store_id)?)?;
        }
        Ok(())
    };
    let with_keys: backup::WithKeys<'_> = &mut with_keys;
    let keys = (identity, with_keys);
    let restored = backup::restore(&args.from, &**disk, keys, &mut |done, _| said.tell(done))?;
    if is_given {
        wrapping.save(&place.path("wrapping.key"))?;
    }
    let proved = args.verify.then(|| prove(place)).transpose()?;
    let (erased_again, held) = take_over(place, &restored)?;
    Ok(Restored {
        head: restored.head.to_string(),
        epoch: restored.manifest.epoch,
        records: restored.head.position,
        proved_at: proved.and_then(|proved| proved.state_at),
        was_verified: args.verify,
        erased_again,
        held,
    })
}

/// The key that the owner brought along, if they did.
fn given_key(args: &RestoreArgs) -> Result<Option<WrappingKey>, Failure> {
    if let Some(path) = &args.wrapping_key {
        return Ok(Some(WrappingKey::load(path)?));
    }
    let Some(path) = &args.recovery_code else { return Ok(None) };
    Ok(Some(from_recovery(&read_small(path)?)?))
}

/// Applies every record again and compares with the state that the daemon had.
fn prove(place: &Place) -> Result<runtime::Proved, Failure> {
    let settings = Data::default();
    let chance: Box<dyn Chance> = Box::new(SystemChance);
    let index = place.index(settings.index_cache_bytes);
    let mut said = Said::new("applied");
    let mut progress = |position: u64, last: u64| said.tell_of(position, last);
    let chance = (chance, settings.segment_bytes);
    Ok(runtime::prove(place.disk(), &index, place.wrapping()?, chance, &mut progress)?)
}

/// The directory learns that it came out of a backup. Answers how much was erased again, and how many effects wait.
fn take_over(place: &Place, restored: &backup::Restored) -> Result<(u64, u64), Failure> {
    let settings = Data::default();
    let mut said = Said::new("applied");
    let mut progress = |position: u64, last: u64| said.tell_of(position, last);
    let opened = place.open((settings.index_cache_bytes, settings.segment_bytes), &mut progress)?;
    let mut core = Core::new(opened, Box::new(|_kind| true))?;
    let wall = match restored.manifest.clock {
        ClockMode::System => SystemClock::new().read().wall,
        ClockMode::Simulated { .. } => core.last_recorded(),
    };
    let reading = Reading { wall, monotonic_us: 0 };
    let erased = core.take_over(reading)?;
    let held = core.effects_waiting()?;
    core.close()?;
    Ok((erased, held))
}

fn show(contents: &Contents, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(contents)?)?);
    }
    let bytes: u64 = contents.files.iter().map(|file| file.bytes).sum();
    writeln!(
        out,
        "A whole backup of {}, made {}.",
        store_of(contents),
        Timestamp::from_micros(contents.made_at_us)
    )?;
    writeln!(out, "{} files, {}; the head is {}.", contents.files.len(), mib(bytes), contents.journal)?;
    match &contents.state {
        Some(state) => writeln!(out, "It can be compared with the state at record {}.", state.position)?,
        None => writeln!(out, "It holds no state of the daemon to compare with.")?,
    }
    Ok(())
}

fn store_of(contents: &Contents) -> String {
    let manifest = Manifest::from_text(contents.manifest.as_bytes());
    manifest.map_or_else(|_| "unknown".to_owned(), |manifest| manifest.store_id.to_string())
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0)
}

fn read_small(path: &Path) -> Result<String, Failure> {
    use std::io::Read as _;
    let failed = |why: std::io::Error| format!("cannot read `{}`: {why}", path.display());
    let mut text = String::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(SECRET_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

/// A directory that was empty before is so again.
fn empty(data: &Path) {
    let Ok(entries) = fs::read_dir(data) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        // What cannot be removed is named by the next attempt.
        let _left = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

/// How far a long work has come, on standard error, now and then.
struct Said {
    what: &'static str,
    last: Instant,
}

impl Said {
    fn new(what: &'static str) -> Self {
        Self { what, last: Instant::now() }
    }

    fn tell(&mut self, bytes: u64) {
        if self.last.elapsed() >= SAY_EVERY {
            self.last = Instant::now();
            eprint_line(&format!("{} {}", mib(bytes), self.what));
        }
    }

    fn tell_of(&mut self, position: u64, last: u64) {
        if self.last.elapsed() >= SAY_EVERY {
            self.last = Instant::now();
            eprint_line(&format!("record {position} of {last} {}", self.what));
        }
    }
}

fn eprint_line(line: &str) {
    // Whoever reads it may have gone.
    let _closed = writeln!(std::io::stderr(), "{line}");
}
