//! `helhed workflow diff`: what differs between two workflows, without a daemon.

use draw::diff::{Change, diff_with_packs};
use serde_json::json;

use super::one;
use crate::command::workflow::DiffArgs;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::run::Session;
use crate::show::printable;
use crate::trouble::Trouble;

/// Says what differs, one line for each difference.
pub(super) fn diff(session: &mut Session<'_>, args: &DiffArgs) -> Result<Exit, Trouble> {
    let old = one::read(&args.old, Some(&args.new))?;
    let new = one::read(&args.new, Some(&args.old))?;
    let changes = diff_with_packs((&old.definition, &old.pack), (&new.definition, &new.pack));
    if session.cli.json {
        let list: Vec<_> = changes.iter().map(in_json).collect();
        writeln!(session.out, "{:#}", json!(list))?;
        return Ok(Exit::Done);
    }
    for change in &changes {
        let sentence = match session.cli.lang {
            Lang::Da => &change.sentence.da,
            Lang::En => &change.sentence.en,
        };
        writeln!(session.out, "{}", printable(&sentence.replace('\n', " ")))?;
    }
    if changes.is_empty() {
        writeln!(session.out, "{}", session.cli.lang.say("ingen forskel", "no difference"))?;
    }
    Ok(Exit::Done)
}

fn in_json(change: &Change) -> serde_json::Value {
    json!({
        "what": change.what.word(),
        "name": change.name,
        "change": change.how.word(),
        "da": change.sentence.da,
        "en": change.sentence.en,
    })
}
