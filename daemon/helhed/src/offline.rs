//! What is done on a data directory without its daemon.

use std::io::Write;
use std::path::Path;

use journal::{Against, Chance, Head, Manifest, SystemChance};
use serde_json::json;

use crate::config::Data;
use crate::place::Place;
use crate::serve::Failure;

/// A head as it was written down.
fn read_head(text: &str) -> Result<Head, String> {
    let fault = || format!("`{text}` is no head; write it like `1.42.HASH`, as `journal verify` prints it");
    Head::parse(text).ok_or_else(fault)
}

/// `helhed journal verify`: reads everything, changes nothing.
///
/// # Errors
///
/// Every damaged record by name, or that the head given is not in the chain.
pub fn verify(data: &Path, against: Option<&str>, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let place = Place::find(data)?;
    let against = against.map(read_head).transpose()?;
    let manifest = Manifest::load(&**place.disk(), runtime::REQUIRED)?;
    let report = journal::verify(&**place.disk(), &manifest, against.as_ref())?;
    let looks = journal::verify_looks(&**place.disk(), &manifest, None)?;
    let is_whole = report.is_whole() && looks.is_whole();
    if json {
        let said = json!({
            "whole": is_whole,
            "records": report.records,
            "head": report.head.to_string(),
            "looks": looks.records,
            "damage": report.damaged.iter().chain(&looks.damaged).map(ToString::to_string).collect::<Vec<_>>(),
            "against": code_of(report.against),
        });
        writeln!(out, "{said:#}")?;
    } else {
        writeln!(
            out,
            "{} records and {} looks read; the head is {}",
            report.records, looks.records, report.head
        )?;
        for damage in report.damaged.iter().chain(&looks.damaged) {
            writeln!(out, "damage: {damage}")?;
        }
        writeln!(out, "{}", said_of(report.against))?;
    }
    if is_whole {
        return Ok(());
    }
    Err(match report.against {
        Against::Differs | Against::Cut if report.damaged.is_empty() => {
            "the head that was given does not stand in this journal: it was cut, changed, or belongs to another directory"
        }
        Against::NotAsked | Against::Proven | Against::Differs | Against::Cut => {
            "the journal is damaged; stop the daemon, keep a copy of the directory, and restore the last backup"
        }
    }
    .into())
}

fn code_of(against: Against) -> &'static str {
    match against {
        Against::NotAsked => "not_asked",
        Against::Proven => "proven",
        Against::Differs => "differs",
        Against::Cut => "cut",
    }
}

fn said_of(against: Against) -> &'static str {
    match against {
        Against::NotAsked => {
            "Checksums and chain are compared. Without a head kept elsewhere (`--against`) this finds damage, not fraud."
        }
        Against::Proven => "The head that was given stands in it: nothing before it was cut or changed.",
        Against::Differs => "The record at the position of the head that was given has another hash.",
        Against::Cut => "The journal ends before the head that was given.",
    }
}

/// `helhed index rebuild`: throws the index away and builds it from the journal, with progress on standard error.
///
/// # Errors
///
/// If a daemon runs on the directory, or the journal is damaged.
pub fn rebuild(data: &Path, (whole, json): (bool, bool), out: &mut dyn Write) -> Result<(), Failure> {
    let place = Place::find(data)?;
    let settings = Data::default();
    let wrapping = place.wrapping()?;
    let mut err = std::io::stderr();
    let mut progress = |position: u64, last: u64| {
        let _closed = writeln!(err, "record {position} of {last}");
    };
    let had_one = place.path("index").exists();
    let index = place.index(settings.index_cache_bytes);
    let chance: Box<dyn Chance> = Box::new(SystemChance);
    let chance = (chance, settings.segment_bytes);
    let built = runtime::rebuild(place.disk(), index, wrapping, chance, (whole, &mut progress))?;
    if json {
        writeln!(out, "{}", json!({ "records": built.replayed, "state_at": built.loaded }))?;
        return Ok(());
    }
    match built.loaded {
        0 => writeln!(out, "The index was rebuilt from {} records.", built.replayed)?,
        position => writeln!(
            out,
            "The index was rebuilt from the state at record {position} and {} records after it.",
            built.replayed
        )?,
    }
    if had_one {
        writeln!(out, "The old one was moved aside in {}; delete it when all is well.", data.display())?;
    }
    Ok(())
}

/// `helhed index export`: the state as a file, from which the next rebuild begins.
///
/// # Errors
///
/// If a daemon runs on the directory, or the disk refuses.
pub fn export(data: &Path, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let place = Place::find(data)?;
    let settings = Data::default();
    let mut err = std::io::stderr();
    let mut progress = |position: u64, last: u64| {
        let _closed = writeln!(err, "record {position} of {last}");
    };
    let opened = place.open((settings.index_cache_bytes, settings.segment_bytes), &mut progress)?;
    let core = runtime::Core::new(opened, Box::new(|_kind| true))?;
    let made = core.export_state();
    core.close()?;
    match (made?, json) {
        (Some(made), true) => {
            writeln!(
                out,
                "{}",
                json!({ "state_at": made.position, "rows": made.rows, "bytes": made.bytes })
            )?;
        }
        (Some(made), false) => {
            writeln!(out, "The state at record {} was written: {} rows.", made.position, made.rows)?;
        }
        (None, true) => writeln!(out, "{}", json!({ "state_at": null }))?,
        (None, false) => writeln!(out, "Nothing was recorded since the newest export.")?,
    }
    Ok(())
}
