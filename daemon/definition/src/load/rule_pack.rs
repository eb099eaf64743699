//! A rule pack from its tree.

use std::collections::BTreeMap;

use calendar::{Amount, Direction, Roll, Rule, RungRule, RungWhen, Unit};
use jiff::civil::Time;
use model::Date;
use model::deadline::{DeadlineKind, Obliged, Recipient, Sentence};

use crate::check::names::is_dashed_name;
use crate::checked::{Channel, DeadlineRule, Ladder, LadderRung, LegalText, RulePack};
use crate::finding::{BAD_VALUE, LADDER_WITHOUT_RECIPIENT, NOT_SUPPORTED_YET, Report, UNKNOWN_NAME};
use crate::text::{Entry, Text, Tree};

/// The hour at which a rung fires unless its file says another (clocks.md).
const RUNG_AT: Time = Time::constant(8, 0, 0, 0);

/// Reads a pack; every part that cannot be understood is reported and left out.
pub(super) fn read(tree: &Tree, report: &mut Report<'_>) -> Option<RulePack> {
    let name = tree.text("rule_pack")?;
    if !is_dashed_name(&name.text) {
        let message = format!("`{}` cannot name a rule pack", name.text.escape_debug());
        report.error(BAD_VALUE, name.span, message, "use letters, digits, `-` and `_`, a letter first");
    }
    let file = report.file.trim_start_matches("rules/").trim_end_matches(".yaml").to_owned();
    if file != name.text {
        let message = format!("the pack `{}` stands in the file of another, `{file}`", name.text);
        report.error(
            BAD_VALUE,
            name.span,
            message,
            "call the file and the pack alike: workflows look for both",
        );
    }
    let ladders = by_name(tree, "ladders", report, |entry, report| Some(ladder(entry, report)));
    let channels = by_name(tree, "channels", report, channel);
    let usual = ladders.get("default").cloned();
    if usual.is_none()
        && let Some(entry) = tree.entry("ladders")
    {
        let message = "there is no ladder `default`";
        report.error(
            LADDER_WITHOUT_RECIPIENT,
            entry.key.span,
            message,
            "add it: most deadlines have no other",
        );
    }
    let usual = usual.unwrap_or_default();
    let deadlines =
        by_name(tree, "deadlines", report, |entry, report| deadline(entry, &ladders, &usual, report));
    let valid_from: Date = tree.text("valid_from")?.text.parse().ok()?;
    let texts = by_name(tree, "texts", report, |entry, _| legal_text(&entry.value));
    Some(RulePack { name: name.text.clone(), valid_from, deadlines, ladders, channels, texts })
}

fn legal_text(tree: &Tree) -> Option<LegalText> {
    Some(LegalText {
        text: Sentence { da: tree.text("da")?.text.clone(), en: tree.text("en")?.text.clone() },
        basis: tree.text("basis")?.text.clone(),
        mark: tree.text("mark")?.text.clone(),
    })
}

fn by_name<T>(
    tree: &Tree,
    key: &str,
    report: &mut Report<'_>,
    read: impl Fn(&Entry, &mut Report<'_>) -> Option<T>,
) -> BTreeMap<String, T> {
    let entries = tree.get(key).map(Tree::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.text.clone(), read(entry, report)?))).collect()
}

fn ladder(entry: &Entry, report: &mut Report<'_>) -> Ladder {
    let rungs: Vec<LadderRung> =
        entry.value.entries().iter().filter_map(|entry| rung(entry, report)).collect();
    Ladder { rungs }
}

fn rung(entry: &Entry, report: &mut Report<'_>) -> Option<LadderRung> {
    let written = entry.value.text("when")?;
    let when = when(written, report)?;
    let at = match entry.value.text("at") {
        Some(text) => {
            if let Ok(time) = text.text.parse::<Time>() {
                time
            } else {
                let message = format!("`{}` is no time of day", text.text);
                report.error(BAD_VALUE, text.span, message, "write it like `08:00`");
                return None;
            }
        }
        None => RUNG_AT,
    };
    let missed = flag(&entry.value, "missed");
    let is_after = when == RungWhen::FirstWorkingDayAfter;
    if missed != is_after {
        let message = if is_after {
            "a reminder after the deadline comes too late"
        } else {
            "this rung comes before the deadline is missed"
        };
        let remedy = "`missed: true` belongs to `first working day after`, and only there";
        report.error(BAD_VALUE, written.span, message, remedy);
    }
    let recipients = recipients(&entry.value, report);
    let rule = RungRule { name: entry.key.text.clone(), when, at };
    Some(LadderRung { rule, recipients, missed })
}

fn when(text: &Text, report: &mut Report<'_>) -> Option<RungWhen> {
    match text.text.as_str() {
        "on the day" => return Some(RungWhen::OnTheDay),
        "first working day after" => return Some(RungWhen::FirstWorkingDayAfter),
        _ => {}
    }
    let amount = text.text.strip_suffix(" before").and_then(|amount| amount.parse::<Amount>().ok());
    match amount {
        Some(amount) if amount.unit != Unit::Hours => Some(RungWhen::Before(amount)),
        Some(_) | None => {
            let message = format!("`{}` is no day of a ladder", text.text);
            report.error(
                BAD_VALUE,
                text.span,
                message,
                "write `14 days before`, `3 working days before`, `on the day` or `first working day after`",
            );
            None
        }
    }
}

fn recipients(tree: &Tree, report: &mut Report<'_>) -> Vec<Recipient> {
    let mut recipients = Vec::new();
    for word in tree.texts_of("to") {
        match word.text.as_str() {
            "owner" => recipients.push(Recipient::Owner),
            "deputy" => recipients.push(Recipient::Deputy),
            "leader" => recipients.push(Recipient::Leader),
            "citizen" => recipients.push(Recipient::Citizen),
            _ => report.unknown(UNKNOWN_NAME, word, "recipient", &["owner", "deputy", "leader", "citizen"]),
        }
    }
    recipients
}

fn channel(entry: &Entry, report: &mut Report<'_>) -> Option<Channel> {
    Some(Channel {
        title: title(&entry.value)?,
        received_after: amount(entry.value.text("received_after")?, report)?,
        basis: entry.value.text("basis")?.text.clone(),
        mark: entry.value.text("mark")?.text.clone(),
        needs_address: flag(&entry.value, "needs_address"),
    })
}

fn deadline(
    entry: &Entry,
    ladders: &BTreeMap<String, Ladder>,
    usual: &Ladder,
    report: &mut Report<'_>,
) -> Option<DeadlineRule> {
    let tree = &entry.value;
    let ladder = match tree.text("ladder") {
        Some(name) => {
            if !ladders.contains_key(&name.text) {
                let known: Vec<&str> = ladders.keys().map(String::as_str).collect();
                report.unknown(UNKNOWN_NAME, name, "ladder of this pack", &known);
            }
            ladders.get(&name.text).cloned().unwrap_or_default()
        }
        None => usual.clone(),
    };
    let direction = if tree.text("direction").is_some_and(|word| word.text == "before") {
        Direction::Before
    } else {
        Direction::After
    };
    let rule = Rule {
        amount: amount(tree.text("amount")?, report)?,
        direction,
        roll: tree.text("roll")?.text.parse::<Roll>().ok()?,
    };
    Some(DeadlineRule {
        name: entry.key.text.clone(),
        title: title(tree)?,
        rule,
        kind: kind(&tree.text("kind")?.text)?,
        obliged: tree.text("obliged").map(|_| Obliged::Citizen),
        basis: tree.text("basis")?.text.clone(),
        mark: tree.text("mark")?.text.clone(),
        ladder,
        tolerance: None,
    })
}

fn kind(word: &str) -> Option<DeadlineKind> {
    match word {
        "statutory" => Some(DeadlineKind::Statutory),
        "set" => Some(DeadlineKind::Set),
        "published" => Some(DeadlineKind::Published),
        "internal" => Some(DeadlineKind::Internal),
        "period_end" => Some(DeadlineKind::PeriodEnd),
        "age" => Some(DeadlineKind::Age),
        "review" => Some(DeadlineKind::Review),
        _ => None,
    }
}

fn amount(text: &Text, report: &mut Report<'_>) -> Option<Amount> {
    match text.text.parse::<Amount>() {
        Ok(amount) if amount.unit == Unit::Hours => {
            let message = "clock hours belong to the language, but this version cannot count them";
            report.error(
                NOT_SUPPORTED_YET,
                text.span,
                message,
                "count in days, working days, weeks, months or years",
            );
            None
        }
        Ok(amount) => Some(amount),
        Err(error) => {
            let message = error.to_string();
            let (message, remedy) = message.split_once(": ").unwrap_or((&message, "write it like `8 weeks`"));
            report.error(BAD_VALUE, text.span, message, remedy);
            None
        }
    }
}

fn title(tree: &Tree) -> Option<Sentence> {
    let title = tree.get("title")?;
    Some(Sentence { da: title.text("da")?.text.clone(), en: title.text("en")?.text.clone() })
}

fn flag(tree: &Tree, key: &str) -> bool {
    tree.text(key).is_some_and(|word| word.text == "true")
}
