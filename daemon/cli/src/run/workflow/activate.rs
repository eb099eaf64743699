//! `helhed workflow activate`: what the folder of the daemon would change, a question, and the order.

use wire::{Activate, Offer, OfferedWorkflow, Written};

use super::super::Session;
use crate::client::Order;
use crate::command::workflow::ActivateArgs;
use crate::exit::Exit;
use crate::http::path;
use crate::show;
use crate::trouble::Trouble;

/// Longest answer to a question that takes a letter.
const ANSWER_BYTES_MAX: usize = 256;

/// Shows what would change, asks, and puts it into force.
pub(super) fn run(session: &mut Session<'_>, args: &ActivateArgs) -> Result<Exit, Trouble> {
    let answer = session.client()?.get(&path(&[&"workflows", &"offer"]))?;
    let offer: Offer = answer.read()?;
    let chosen = Chosen::of(&offer, args)?;
    if session.cli.json {
        if args.dry_run {
            session.show_untouched(&answer)?;
            return Ok(Exit::Done);
        }
        if !args.agreed.yes {
            return Err(unasked());
        }
    } else {
        let page = show::offer(&offer, &chosen.workflows, chosen.is_whole, session.view);
        session.out.write_all(show::printable(&page).as_bytes())?;
    }
    if chosen.has_errors() {
        session.talk(
            "intet er sat i kraft: der er fejl; `helhed workflow check MAPPE` viser hver med sted og udvej",
            "nothing was put into force: there are errors; `helhed workflow check FOLDER` shows each with its place and the way out",
        )?;
        return Ok(Exit::Other);
    }
    if !chosen.differs(args) {
        session.talk("der er ikke noget at sætte i kraft", "there is nothing to put into force")?;
        return Ok(Exit::Done);
    }
    if args.dry_run {
        session.talk("intet er sat i kraft (`--dry-run`)", "nothing was put into force (`--dry-run`)")?;
        return Ok(Exit::Done);
    }
    let Some(accepts) = asked(session, args, chosen.warnings())? else {
        session.talk("intet er sat i kraft", "nothing was put into force")?;
        return Ok(Exit::Done);
    };
    let body = Activate {
        seen: offer.digest.clone(),
        workflows: (!args.workflows.is_empty()).then(|| args.workflows.clone()),
        only_municipality: args.municipality,
        from: args.from.map(|day| day.to_string()),
        accept_warnings: accepts,
    };
    let order = Order::new(hyper::Method::POST, path(&[&"workflows", &"activate"]), &body, &args.writing);
    let answer = session.client()?.give(order)?;
    if session.cli.json {
        session.show_untouched(&answer)?;
        return Ok(Exit::Done);
    }
    let _read: Written = answer.read()?;
    match args.from {
        None if args.municipality => session.talk(
            "i kraft: medarbejdere, roller, enheder og kalender gælder nu for alle sager",
            "in force: staff, roles, units and the calendar count now, for every case",
        )?,
        None => session.talk(
            "i kraft: nye sager følger det nu; sager, der er i gang, bliver ved det, de begyndte med",
            "in force: new cases take it now; running cases keep what they began with",
        )?,
        Some(day) => session.talk(
            &format!(
                "bestilt: nye sager følger det fra {day}; `helhed workflow withdraw` trækker det tilbage indtil da"
            ),
            &format!("ordered: new cases take it from {day}; until then `helhed workflow withdraw` takes it back"),
        )?,
    }
    Ok(Exit::Done)
}

/// What of an offer is wanted.
struct Chosen<'o> {
    offer: &'o Offer,
    workflows: Vec<&'o OfferedWorkflow>,
    /// Whether the municipality file and the plugins come along.
    is_whole: bool,
}

impl<'o> Chosen<'o> {
    fn of(offer: &'o Offer, args: &ActivateArgs) -> Result<Self, Trouble> {
        let unknown =
            args.workflows.iter().find(|name| offer.workflows.iter().all(|known| known.name != **name));
        if let Some(name) = unknown {
            let known: Vec<_> = offer.workflows.iter().map(|workflow| workflow.name.as_str()).collect();
            let known = known.join(", ");
            return Err(Trouble::Said {
                exit: Exit::NotFound,
                what: crate::lang::sentence(
                    format!("dæmonens mappe har intet forløb `{name}`; den har {known}"),
                    format!("the folder of the daemon has no workflow `{name}`; it has {known}"),
                ),
            });
        }
        let wanted = |workflow: &&OfferedWorkflow| {
            !args.municipality && (args.workflows.is_empty() || args.workflows.contains(&workflow.name))
        };
        let is_whole = args.workflows.is_empty() && args.from.is_none();
        Ok(Self { offer, workflows: offer.workflows.iter().filter(wanted).collect(), is_whole })
    }

    fn has_errors(&self) -> bool {
        let of_whole = self.is_whole
            && (self.offer.municipality == "refused"
                || self.offer.findings.iter().any(|found| found.severity == "error"));
        of_whole || self.workflows.iter().any(|workflow| workflow.difference == "refused")
    }

    /// Whether an order would change anything.
    fn differs(&self, args: &ActivateArgs) -> bool {
        let day = args.from.map(|day| day.to_string());
        let of_whole = self.is_whole
            && (self.offer.municipality != "same"
                || self.offer.plugins.iter().any(|plugin| plugin.difference != "same"));
        let is_ordered = |workflow: &OfferedWorkflow| {
            let is_for_then = day.is_none() && args.workflows.is_empty() || workflow.coming_from == day;
            workflow.coming_from.is_some() && workflow.coming_is_this && is_for_then
        };
        of_whole
            || self.workflows.iter().any(|workflow| match workflow.difference.as_str() {
                "new" | "changed" => !is_ordered(workflow),
                // Named, it stays in force, and what was ordered is withdrawn.
                "same" => !args.workflows.is_empty() && workflow.coming_from.is_some(),
                _other => false,
            })
    }

    /// Warnings that nobody has accepted yet.
    fn warnings(&self) -> usize {
        let others = self.workflows.iter().filter(|workflow| workflow.difference != "same");
        others.flat_map(|workflow| &workflow.findings).filter(|found| found.severity == "warning").count()
    }
}

/// Whether the warnings are accepted; nothing where it is not meant.
fn asked(session: &mut Session<'_>, args: &ActivateArgs, warnings: usize) -> Result<Option<bool>, Trouble> {
    let accepts = warnings == 0 || args.agreed.accept_warnings;
    if args.agreed.yes {
        // Without acceptance the daemon refuses, and names each.
        return Ok(Some(args.agreed.accept_warnings));
    }
    if !session.listens {
        return Err(unasked());
    }
    if !accepts
        && !is_agreed(
            session,
            &format!("Godkend {warnings} advarsel/advarsler? [j/N] "),
            &format!("Accept {warnings} warning(s)? [y/N] "),
        )?
    {
        return Ok(None);
    }
    let meant = match args.from {
        None => is_agreed(
            session,
            "Sæt i kraft nu for nye sager? [j/N] ",
            "Put into force now, for new cases? [y/N] ",
        )?,
        Some(day) => is_agreed(
            session,
            &format!("Sæt i kraft for nye sager fra {day}? [j/N] "),
            &format!("Put into force for new cases from {day}? [y/N] "),
        )?,
    };
    // Only what was shown is accepted: where the order meets other warnings, the daemon names them.
    Ok(meant.then_some(warnings > 0))
}

/// There is nobody to ask.
fn unasked() -> Trouble {
    Trouble::usage(
        "der er ingen ved terminalen at spørge; giv `--yes`, og `--accept-warnings`, hvis der er advarsler",
        "there is nobody at the terminal to ask; give `--yes`, and `--accept-warnings` where there are warnings",
    )
}

/// One line, `j`, `ja`, `y` or `yes`; anything else is no.
fn is_agreed(session: &mut Session<'_>, da: &str, en: &str) -> Result<bool, Trouble> {
    write!(session.err, "{}", session.cli.lang.say(da, en))?;
    session.err.flush()?;
    let mut line = Vec::new();
    // Byte by byte: what stands after the line belongs to the next question.
    let mut byte = [0];
    while line.len() < ANSWER_BYTES_MAX && session.input.read(&mut byte)? == 1 && byte != *b"\n" {
        line.extend(byte);
    }
    let said = String::from_utf8_lossy(&line).trim().to_lowercase();
    Ok(matches!(said.as_str(), "j" | "ja" | "y" | "yes"))
}
