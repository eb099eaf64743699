//! `helhed citizen`. CPR numbers come from standard input or a file, and are never printed back.

use std::fs::File;

use wire::{
    AppointCoordinator, Citizen, FindCitizen, FoundCitizen, RegisterCitizen, Secret, WithdrawConsents,
};

use super::{Session, erase, read_text};
use crate::command::citizen::{CitizenCommand, CprSource};
use crate::exit::Exit;
use crate::http::path;
use crate::lang::sentence;
use crate::show;
use crate::trouble::Trouble;

/// Digits of a CPR number.
const CPR_DIGITS: usize = 10;

/// Does a command on the citizen register.
pub(crate) fn run(session: &mut Session<'_>, command: &CitizenCommand) -> Result<(), Trouble> {
    match command {
        CitizenCommand::Register { cpr, name, birth_date, synthetic, no_digital_post, writing } => {
            let lines = lines(session, cpr)?;
            let mut lines = lines.lines();
            let cpr = cpr_number(lines.next())?;
            let name = name.as_deref().or(lines.next()).map(str::trim).filter(|name| !name.is_empty());
            let name = name.ok_or_else(|| {
                Trouble::usage(
                    "navnet mangler: giv det på linjen efter CPR-nummeret, eller med `--name`",
                    "the name is missing: give it on the line after the CPR number, or with `--name`",
                )
            })?;
            let body = RegisterCitizen {
                cpr,
                name: Secret(name.to_owned()),
                birth_date: birth_date.to_string(),
                synthetic: *synthetic,
                digital_post: !no_digital_post,
            };
            session.post(path(&[&"citizens"]), &body, writing)
        }
        CitizenCommand::Find { cpr } => find(session, cpr),
        CitizenCommand::Show { citizen } => {
            session.ask::<Citizen>(&path(&[&"citizens", citizen]), show::citizen_page)
        }
        CitizenCommand::WithdrawConsent { citizen, purposes, on, note, writing } => {
            let body = WithdrawConsents {
                purposes: purposes.clone(),
                on: on.map(|day| day.to_string()),
                note: session.optional_text(note.as_ref())?,
            };
            session.post(path(&[&"citizens", citizen, &"consents", &"withdraw"]), &body, writing)
        }
        CitizenCommand::Coordinator { citizen, person, deputy, reason, writing } => {
            let body = AppointCoordinator {
                person: person.clone(),
                deputy: deputy.clone(),
                reason: session.text(reason)?,
            };
            session.post(path(&[&"citizens", citizen, &"coordinator"]), &body, writing)
        }
        CitizenCommand::Erase { citizen, erasing } => erase::erase(session, "citizens", citizen, erasing),
    }
}

fn find(session: &mut Session<'_>, source: &CprSource) -> Result<(), Trouble> {
    let lines = lines(session, source)?;
    let body = FindCitizen { cpr: cpr_number(lines.lines().next())? };
    let answer = session.client()?.search(&path(&[&"citizens", &"search"]), &body)?;
    let found: FoundCitizen = answer.read()?;
    session.show(&answer, show::found_citizen)?;
    if found.citizen.is_some() {
        return Ok(());
    }
    Err(Trouble::Said {
        exit: Exit::NotFound,
        what: sentence(
            "ingen borger med det nummer, som du må kende til; `helhed citizen register` opretter en",
            "no citizen with that number that you may know of; `helhed citizen register` makes an entry",
        ),
    })
}

fn lines(session: &mut Session<'_>, source: &CprSource) -> Result<String, Trouble> {
    let place = source.cpr_file.display().to_string();
    if place == "-" {
        return session.input();
    }
    let mut file = File::open(&source.cpr_file).map_err(|error| {
        Trouble::usage(
            format!("`{place}` kan ikke åbnes ({error})"),
            format!("`{place}` cannot be opened ({error})"),
        )
    })?;
    read_text(&mut file, &place)
}

/// Ten digits, with or without the dash. What is wrong is said without saying the number.
fn cpr_number(line: Option<&str>) -> Result<Secret, Trouble> {
    let number: String = line.unwrap_or_default().trim().chars().filter(|letter| *letter != '-').collect();
    let is_one = number.len() == CPR_DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_one {
        return Err(Trouble::usage(
            "den første linje er intet CPR-nummer: det har ti cifre, som `DDMMÅÅ-LLLL`",
            "the first line is no CPR number: it has ten digits, like `DDMMYY-SSSS`",
        ));
    }
    Ok(Secret(number))
}
