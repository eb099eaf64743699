//! `helhed doctor`: what an operator would look at first, each line with what it means and what to do.

mod clock;
mod directory;
mod disk;
mod surroundings;

use std::io::Write;

use cli::{DoctorArgs, Lang, ServeArgs};
use serde::Serialize;
use wire::Sentence;

use crate::config::Config;
use crate::serve::Failure;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Health {
    /// As it should be.
    Ok,
    /// It works, and will bite.
    Warning,
    /// It does not work, or is open to others.
    Fault,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    /// What was looked at: a name that programs branch on.
    check: &'static str,
    health: Health,
    /// What was found, and what that means.
    found: Sentence,
    /// What to do, if there is something.
    #[serde(skip_serializing_if = "Option::is_none")]
    way_out: Option<Sentence>,
}

/// Everything that was found.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, check: &'static str, da: impl Into<String>, en: impl Into<String>) {
        let found = Sentence { da: da.into(), en: en.into() };
        self.0.push(Finding { check, health: Health::Ok, found, way_out: None });
    }

    fn add(
        &mut self,
        (check, health): (&'static str, Health),
        (da, en): (String, String),
        (way_out_da, way_out_en): (&str, &str),
    ) {
        let way_out = Sentence { da: way_out_da.to_owned(), en: way_out_en.to_owned() };
        self.0.push(Finding { check, health, found: Sentence { da, en }, way_out: Some(way_out) });
    }

    fn worst(&self) -> Health {
        self.0.iter().map(|finding| finding.health).max().unwrap_or(Health::Ok)
    }
}

/// Looks at everything and says it. Answers 0 where all is well, 1 with a warning, 2 with a fault.
///
/// It works beside a running daemon: the only thing written is a small file that is removed again.
///
/// # Errors
///
/// If the configuration cannot be read, or nobody reads what is said.
pub fn run(args: &DoctorArgs, lang: Lang, json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let serve = ServeArgs {
        config: args.config.clone(),
        data: args.data.clone(),
        workflows: args.workflows.clone(),
        ..ServeArgs::default()
    };
    let config = Config::of(&serve)?;
    let mut findings = Findings::default();
    surroundings::versions(&mut findings);
    let is_running = directory::look(&config, &mut findings);
    let before = clock::Moment::now();
    disk::look(&config.data.directory, &mut findings);
    clock::look(&config.data.directory, &before, &mut findings);
    surroundings::ports(&config, is_running, &mut findings);
    surroundings::files(&config, &mut findings);
    say(&findings, lang, json, out)?;
    Ok(match findings.worst() {
        Health::Ok => 0,
        Health::Warning => 1,
        Health::Fault => 2,
    })
}

fn say(findings: &Findings, lang: Lang, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        let said = serde_json::json!({ "health": findings.worst(), "findings": findings.0 });
        writeln!(out, "{said:#}")?;
        return Ok(());
    }
    let of = |sentence: &Sentence| match lang {
        Lang::Da => sentence.da.clone(),
        Lang::En => sentence.en.clone(),
    };
    for finding in &findings.0 {
        let mark = match (finding.health, lang) {
            (Health::Ok, _) => "ok",
            (Health::Warning, Lang::Da) => "ADVARSEL",
            (Health::Warning, Lang::En) => "WARNING",
            (Health::Fault, Lang::Da) => "FEJL",
            (Health::Fault, Lang::En) => "FAULT",
        };
        writeln!(out, "{mark:8} {:13} {}", finding.check, of(&finding.found))?;
        if let Some(way_out) = &finding.way_out {
            writeln!(out, "{:22} → {}", "", of(way_out))?;
        }
    }
    Ok(())
}
