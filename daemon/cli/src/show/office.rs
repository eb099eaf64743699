//! Workflows, who the reader is, tokens, the clock, effects.

use wire::{Advanced, Clock, Effect, EffectList, Finding, Me, TokenList, Workflow, WorkflowList};

use super::View;
use super::layout::{line, paragraph, table};
use super::words::{code, instant, or_dash, short_day_at, short_instant, yes_no};
use crate::lang::Lang;

/// The workflows as a table, and what was found in them.
pub(crate) fn workflow_list(list: &WorkflowList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("ingen forløb\n", "no workflows\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Navn", "Hvad", "I kraft", "Åbnes af", "Enheder", "Regelpakke", "Fund"],
        Lang::En => ["Name", "What", "In force", "Opened by", "Units", "Rule pack", "Findings"],
    };
    let rows = list.rows.iter().map(|workflow| {
        [
            workflow.name.clone(),
            lang.of(&workflow.title).to_owned(),
            in_force(lang, workflow),
            workflow.opens.join(", "),
            workflow.units.join(", "),
            workflow.rule_pack.clone(),
            workflow.findings.len().to_string(),
        ]
    });
    let mut page = table(view, heading, rows.collect());
    for workflow in &list.rows {
        for finding in &workflow.findings {
            page.push_str(&found(&workflow.name, finding, view));
        }
    }
    page
}

fn in_force(lang: Lang, workflow: &Workflow) -> String {
    let now = yes_no(lang, workflow.in_force);
    match &workflow.coming {
        None => now.to_owned(),
        Some(coming) => format!("{now}; {} {}", lang.say("ny fra", "new from"), coming.from),
    }
}

fn found(workflow: &str, finding: &Finding, view: View) -> String {
    let Finding { file, line, column, severity, code, .. } = finding;
    let mut page = format!("\n{workflow} {file}:{line}:{column} {severity} [{code}]\n");
    page.push_str(&paragraph(view, 4, &finding.message));
    page.push_str(&paragraph(view, 4, &finding.remedy));
    page
}

/// The tokens of a person as a table; the tokens themselves are known to nobody.
pub(crate) fn token_list(list: &TokenList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("ingen tokens\n", "no tokens\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Nummer", "Til", "Lavet", "Udløber", "Tilbagekaldt"],
        Lang::En => ["Number", "For", "Made", "Ends", "Revoked"],
    };
    let rows = list.rows.iter().map(|token| {
        let ends = token.expires_at.as_deref().map(|at| short_instant(lang, at));
        let revoked = token.revoked_at.as_deref().map(|at| short_instant(lang, at));
        [
            token.number.to_string(),
            token.label.clone(),
            short_day_at(lang, &token.created_at),
            or_dash(ends.as_deref()),
            or_dash(revoked.as_deref()),
        ]
    });
    table(view, heading, rows.collect())
}

/// What the clock shows.
pub(crate) fn clock(clock: &Clock, view: View) -> String {
    let lang = view.lang;
    let simulated = if clock.simulated { lang.say(" (simuleret)", " (simulated)") } else { "" };
    let mut page = format!("{}{simulated}\n", instant(lang, &clock.now));
    if let Some(held) = &clock.held {
        let text = match lang {
            Lang::Da => format!(
                "påmindelser og virkninger holdes tilbage: {held}. Er uret rigtigt: `helhed clock confirm`"
            ),
            Lang::En => {
                format!("timers and effects are held: {held}. If the clock is right: `helhed clock confirm`")
            }
        };
        page.push_str(&paragraph(view, 0, &text));
    }
    page
}

/// Where the clock is now, and what fired on the way.
pub(crate) fn advanced(advanced: &Advanced, view: View) -> String {
    let now = instant(view.lang, &advanced.now);
    match view.lang {
        Lang::Da => format!("{now}; undervejs udløb: {}\n", advanced.timers_fired),
        Lang::En => format!("{now}; timers fired on the way: {}\n", advanced.timers_fired),
    }
}

/// Who the token speaks for.
pub(crate) fn me(me: &Me, view: View) -> String {
    let lang = view.lang;
    let mut page = String::new();
    let mut entry = |name: &str, value: &str| line(&mut page, &format!("{name:<14} {value}"));
    entry(lang.say("Person", "Person"), &me.person);
    entry(lang.say("Navn", "Name"), &or_dash(me.name.as_deref()));
    entry(lang.say("Stedfortræder", "Deputy"), &or_dash(me.deputy.as_deref()));
    if me.roles.is_empty() {
        entry(lang.say("Roller", "Roles"), lang.say("ingen", "none"));
    }
    for (place, held) in me.roles.iter().enumerate() {
        let name = if place == 0 { lang.say("Roller", "Roles") } else { "" };
        entry(name, &format!("{} {} {}", held.role, lang.say("i", "in"), held.unit));
    }
    if me.admin {
        entry(lang.say("Drift", "Operations"), lang.say("må drive systemet", "may run the system"));
    }
    if me.auditor {
        let says = lang.say(
            "må læse alt, når formålet er skrevet, og ændre intet",
            "may read everything with a purpose, and change nothing",
        );
        entry(lang.say("Tilsyn", "Audit"), says);
    }
    page
}

/// Effects that have not ended as a table.
pub(crate) fn effect_list(list: &EffectList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        let mut page = lang.say("intet er undervejs\n", "nothing is under way\n").to_owned();
        if let Some(position) = list.restored_from {
            page.push_str(&paragraph(view, 0, &held_after_restore(lang, position)));
        }
        return page;
    }
    let heading = match lang {
        Lang::Da => ["Nummer", "Vedrører", "Hvad", "Frist", "Til", "Tilstand"],
        Lang::En => ["Identity", "Of", "What", "Deadline", "To", "State"],
    };
    let rows = list.rows.iter().map(|effect| {
        let to = effect.to.join(", ");
        [
            effect.id.clone(),
            effect.stream.clone(),
            code(lang, &effect.kind),
            or_dash(effect.deadline.as_deref()),
            or_dash(Some(to.as_str()).filter(|to| !to.is_empty())),
            how_far(lang, effect).to_owned(),
        ]
    });
    let mut page = table(view, heading, rows.collect());
    if let Some(position) = list.restored_from {
        page.push_str(&paragraph(view, 0, &held_after_restore(lang, position)));
    }
    if list.rows.iter().any(|effect| effect.unknown) {
        let says = lang.say(
            "UVIST: forbindelsen brød, mens det skete; et menneske må se efter hos modtageren, om det nåede frem",
            "UNKNOWN: the line broke while it was done; a person has to ask the receiver whether it arrived",
        );
        page.push_str(&paragraph(view, 0, says));
    }
    page
}

fn held_after_restore(lang: Lang, position: u64) -> String {
    match lang {
        Lang::Da => format!(
            "Data er genskabt fra en sikkerhedskopi, der slutter ved registrering {position}. Intet sendes, før nogen har set efter: \
             hvad der nåede frem før, afsluttes med `helhed effect done NUMMER`; hvad der ikke skal ske, med `helhed effect drop NUMMER`; \
             derefter går resten videre med `helhed effect release --all`"
        ),
        Lang::En => format!(
            "The data came out of a backup that ends at record {position}. Nothing goes out before somebody has looked: \
             end what had arrived before with `helhed effect done IDENTITY`, what is not to happen with `helhed effect drop IDENTITY`; \
             then let the rest go on with `helhed effect release --all`"
        ),
    }
}

fn how_far(lang: Lang, effect: &Effect) -> &'static str {
    if effect.held {
        lang.say("HOLDES TILBAGE", "HELD")
    } else if effect.unknown {
        lang.say("UVIST", "UNKNOWN")
    } else if effect.started {
        lang.say("i gang", "under way")
    } else {
        lang.say("venter", "waits")
    }
}
