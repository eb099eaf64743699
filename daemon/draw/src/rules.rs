//! A rule pack as a page: every name that a workflow may use, with its number, its basis and its mark.

use calendar::{Direction, Roll};
use definition::{DeadlineRule, RulePack};
use model::deadline::Sentence;

use crate::diff::rung;
use crate::words::{Lang, both, clock, number, obliged};

/// The names of a rule pack in Markdown, by kind and then by name.
///
/// Titles and texts stand in `lang`; whatever they hold stays in its cell.
#[must_use]
pub fn rules(pack: &RulePack, lang: Lang) -> String {
    let mut page = heading(pack, lang);
    let title = |sentence: &Sentence| lang.of(sentence).to_owned();
    let rows = pack.deadlines.iter().map(|(name, rule)| deadline(name, rule, lang));
    let columns = lang.say(
        "navn|hvad|hvor længe|slags|på en lukkedag|grundlag|mærke",
        "name|what|how long|kind|on a closed day|basis|mark",
    );
    let used = lang.say("`due: NAVN after ANKER`", "`due: NAME after ANCHOR`");
    page += &table(lang.say("Frister", "Deadlines"), used, columns, &rows.collect::<Vec<_>>());
    let rows = pack.limits.iter().map(|(name, limit)| {
        let value = number(limit.value);
        vec![code(name), title(&limit.title), title(&value), limit.basis.clone(), limit.mark.clone()]
    });
    let columns = lang.say("navn|hvad|tal|grundlag|mærke", "name|what|number|basis|mark");
    let used = lang.say(
        "`limits.NAVN` i en betingelse, `NAVN` under `max_cases` og `at_least`",
        "`limits.NAME` in a condition, `NAME` under `max_cases` and `at_least`",
    );
    page += &table(lang.say("Grænser", "Limits"), used, columns, &rows.collect::<Vec<_>>());
    let rows = pack.channels.iter().map(|(name, channel)| {
        let after = channel.received_after;
        let after = both(after.in_danish(), after.in_english());
        vec![code(name), title(&channel.title), title(&after), channel.basis.clone(), channel.mark.clone()]
    });
    let columns = lang.say("navn|hvad|fremme efter|grundlag|mærke", "name|what|received after|basis|mark");
    let used = lang.say("vælges, når et brev sendes", "chosen when a letter is sent");
    page += &table(lang.say("Forsendelser", "Channels"), used, columns, &rows.collect::<Vec<_>>());
    let rows = pack
        .texts
        .iter()
        .map(|(name, text)| vec![code(name), title(&text.text), text.basis.clone(), text.mark.clone()]);
    let columns = lang.say("navn|tekst|grundlag|mærke", "name|text|basis|mark");
    let used = lang.say("`{{ texts.NAVN }}` i et brev", "`{{ texts.NAME }}` in a letter");
    page += &table(lang.say("Tekster", "Texts"), used, columns, &rows.collect::<Vec<_>>());
    let rows = pack.ladders.iter().map(|(name, ladder)| {
        let rungs = ladder.rungs.iter().map(|one| lang.of(&rung(one)).to_owned());
        vec![code(name), rungs.collect::<Vec<_>>().join("; ")]
    });
    let columns = lang.say("navn|minder om", "name|reminds");
    let used = lang.say("`ladder: NAVN`", "`ladder: NAME`");
    page += &table(lang.say("Rykkertrapper", "Ladders"), used, columns, &rows.collect::<Vec<_>>());
    page
}

fn heading(pack: &RulePack, lang: Lang) -> String {
    let (name, from) = (&pack.name, pack.valid_from);
    lang.say(
        &format!(
            "# Regelpakke `{name}`\n\nGælder for nye sager fra {from}. Mærker: F er fundet i en offentlig kilde, K er kendt og ikke set efter igen, C er \
             sædvane og ikke lov.\n"
        ),
        &format!(
            "# Rule pack `{name}`\n\nFor new cases from {from}. Marks: F was found in a public source, K is known and was not re-checked, C is customary \
             and no law.\n"
        ),
    )
    .to_owned()
}

fn deadline(name: &str, rule: &DeadlineRule, lang: Lang) -> Vec<String> {
    let amount = both(rule.rule.amount.in_danish(), rule.rule.amount.in_english());
    let (da, en) = match rule.rule.direction {
        Direction::After => ("", ""),
        Direction::Before => (" før", " before"),
    };
    let closed = match rule.rule.roll {
        Roll::NextWorkingDay => lang.say("næste arbejdsdag", "the next working day"),
        Roll::PreviousWorkingDay => lang.say("arbejdsdagen før", "the working day before"),
        Roll::None => lang.say("bliver stående", "stays"),
    };
    let kind = match &rule.obliged {
        Some(by) => {
            let by = obliged(Some(by));
            let kind = clock(rule.kind);
            both(format!("{}, {}", kind.da, by.da), format!("{}, {}", kind.en, by.en))
        }
        None => clock(rule.kind),
    };
    vec![
        code(name),
        lang.of(&rule.title).to_owned(),
        format!("{}{}", lang.of(&amount), lang.say(da, en)),
        lang.of(&kind).to_owned(),
        closed.to_owned(),
        rule.basis.clone(),
        rule.mark.clone(),
    ]
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// A heading, how the names are used, and a row for each. A kind of which there is none is left out.
fn table(title: &str, used: &str, columns: &str, rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let count = columns.split('|').count();
    let rows = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(|cell| in_cell(cell)).collect();
        format!("|{}|\n", cells.join("|"))
    });
    let rows: String = rows.collect();
    format!("\n## {title}\n\n{used}\n\n|{columns}|\n|{}\n{rows}", "---|".repeat(count))
}

/// A text on one line that ends no cell.
fn in_cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
