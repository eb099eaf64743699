//! `helhed workflow rules`: the names that a rule pack gives to workflows.

use std::path::Path;

use definition::{RulePack, load_folder};
use serde_json::{Value, json};

use super::{root_of, unreadable};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::run::Session;
use crate::trouble::Trouble;

/// Prints every pack of a folder, or the one that was asked for.
pub(super) fn run(session: &mut Session<'_>, asked: &Path, only: Option<&str>) -> Result<Exit, Trouble> {
    let root = root_of(asked)?;
    let folder = load_folder(&root).map_err(|error| unreadable(&root, &error))?;
    let names: Vec<&str> = folder.packs.keys().map(String::as_str).collect();
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    if let Some(only) = only.filter(|only| !names.contains(only)) {
        return Err(no_pack(only, &names));
    }
    let lang = match session.cli.lang {
        Lang::Da => draw::Lang::Da,
        Lang::En => draw::Lang::En,
    };
    let mut listed = Vec::new();
    for (name, kept) in folder.packs.iter().filter(|(name, _)| wanted(name)) {
        let Some(pack) = &kept.loaded.value else { return Err(faulty(name, asked)) };
        if session.cli.json {
            listed.push(in_json(pack));
        } else {
            session.out.write_all(draw::rules(pack, lang).as_bytes())?;
        }
    }
    if session.cli.json {
        writeln!(session.out, "{:#}", json!(listed))?;
    }
    Ok(Exit::Done)
}

fn in_json(pack: &RulePack) -> Value {
    let deadlines = pack.deadlines.iter().map(|(name, rule)| {
        json!({
            "name": name, "title": { "da": rule.title.da, "en": rule.title.en },
            "amount": rule.rule.amount.to_string(), "basis": rule.basis, "mark": rule.mark,
        })
    });
    let limits = pack.limits.iter().map(|(name, limit)| {
        json!({
            "name": name, "title": { "da": limit.title.da, "en": limit.title.en },
            "value": limit.value.0.to_string(), "basis": limit.basis, "mark": limit.mark,
        })
    });
    let channels = pack.channels.iter().map(|(name, channel)| {
        json!({
            "name": name, "title": { "da": channel.title.da, "en": channel.title.en },
            "received_after": channel.received_after.to_string(), "basis": channel.basis, "mark": channel.mark,
        })
    });
    let texts = pack.texts.iter().map(|(name, text)| {
        json!({
            "name": name, "text": { "da": text.text.da, "en": text.text.en }, "basis": text.basis, "mark": text.mark,
        })
    });
    json!({
        "rule_pack": pack.name,
        "valid_from": pack.valid_from.to_string(),
        "deadlines": deadlines.collect::<Vec<_>>(),
        "limits": limits.collect::<Vec<_>>(),
        "channels": channels.collect::<Vec<_>>(),
        "texts": texts.collect::<Vec<_>>(),
        "ladders": pack.ladders.keys().collect::<Vec<_>>(),
    })
}

fn no_pack(asked: &str, names: &[&str]) -> Trouble {
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Trouble::usage(
        format!("der er ingen regelpakke `{asked}`; skriv en af {listed}"),
        format!("there is no rule pack `{asked}`; write one of {listed}"),
    )
}

fn faulty(name: &str, asked: &Path) -> Trouble {
    let place = asked.display();
    Trouble::other(
        format!("regelpakken `{name}` har fejl; se dem med `helhed workflow check {place}`"),
        format!("the rule pack `{name}` has errors; see them with `helhed workflow check {place}`"),
    )
}
