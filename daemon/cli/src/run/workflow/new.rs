//! `helhed workflow new`: a small workflow to begin with.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use definition::{Finding, Folder, Municipality, load_folder, render_findings};
use model::id::is_name;

use super::Checked;
use crate::command::checking::NewArgs;
use crate::exit::Exit;
use crate::run::Session;
use crate::trouble::Trouble;

/// What is written: the file below the folder of the workflow, and what stands in it.
const TEMPLATE: [(&str, &str); 3] = [
    ("workflow.yaml", include_str!("template/workflow.yaml")),
    ("texts/en.yaml", include_str!("template/en.yaml")),
    ("scenarios/first.yaml", include_str!("template/first.yaml")),
];

/// Writes the workflow, checks it, and says what to do next.
pub(super) fn run(session: &mut Session<'_>, args: &NewArgs) -> Result<Exit, Trouble> {
    let name = args.name.as_str();
    if !is_name(&name.replace('-', "_")) {
        return Err(Trouble::usage(
            format!("`{name}` kan ikke være et navn; brug bogstaver, tal, `-` og `_`, et bogstav først"),
            format!("`{name}` cannot be a name; use letters, digits, `-` and `_`, a letter first"),
        ));
    }
    let place = args.folder.join(name);
    // A link that leads nowhere is something, too.
    if fs::symlink_metadata(&place).is_ok() {
        let place = place.display();
        return Err(Trouble::usage(
            format!("`{place}` findes; vælg et andet navn: der skrives aldrig oven i noget"),
            format!("`{place}` is there; choose another name: nothing is ever written over"),
        ));
    }
    let words = Words::of(&folder_at(&args.folder)?, name);
    write(&place, &words).map_err(|error| {
        let place = place.display();
        Trouble::other(
            format!("`{place}` kan ikke skrives ({error}); nævn en mappe, som du må skrive i"),
            format!("`{place}` cannot be written ({error}); name a folder that you may write to"),
        )
    })?;
    for (file, _) in TEMPLATE {
        writeln!(session.out, "{}", place.join(file).display())?;
    }
    let is_sound = tell_findings(session, &folder_at(&args.folder)?, (&place, name))?;
    next(session, &place, is_sound)?;
    Ok(Exit::Done)
}

fn folder_at(folder: &Path) -> Result<Folder, Trouble> {
    load_folder(folder).map_err(|error| {
        let place = folder.display();
        Trouble::usage(
            format!("`{place}` er ingen mappe med forløb ({error}); nævn den med `--folder`"),
            format!("`{place}` is no folder of workflows ({error}); name it with `--folder`"),
        )
    })
}

/// What is put into the template.
struct Words(Vec<(&'static str, String)>);

impl Words {
    /// Words that fit this folder: its newest rule pack, and people of it who can play the story.
    fn of(folder: &Folder, name: &str) -> Self {
        let sound = folder.packs.values().rev().find_map(|kept| kept.loaded.value.as_ref());
        let has_acknowledge =
            sound.is_some_and(|pack| pack.deadlines.keys().any(|one| one.as_str() == "acknowledge"));
        let due = if has_acknowledge { "acknowledge after opened" } else { "1 working day after opened" };
        let note = "# a number of the rule pack; or written out: 3 working days after opened";
        let acknowledge = if has_acknowledge { format!("{due}    {note}") } else { due.to_owned() };
        let cast = folder.municipality.loaded.value.as_ref().and_then(Cast::of).unwrap_or_default();
        Self(vec![
            ("{name}", name.to_owned()),
            ("{title}", title(name)),
            ("{pack}", sound.map_or_else(|| "dk-2026-07".to_owned(), |pack| pack.name.clone())),
            ("{acknowledge}", acknowledge),
            ("{unit}", cast.unit),
            ("{intake}", cast.intake),
            ("{caseworker}", cast.caseworker),
        ])
    }

    fn fill(&self, template: &str) -> String {
        self.0.iter().fold(template.to_owned(), |text, (mark, word)| text.replace(mark, word))
    }
}

/// The name as a title: `home-care` becomes `Home care`.
fn title(name: &str) -> String {
    let plain = name.replace(['-', '_'], " ");
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Who plays the first story, and in which unit.
#[derive(Default)]
struct Cast {
    unit: String,
    intake: String,
    caseworker: String,
}

impl Cast {
    /// The first unit in which both roles are held.
    fn of(municipality: &Municipality) -> Option<Self> {
        let holder = |role: &str, unit: &str| {
            let holds = |held: &str, within: &str| held == role && within == unit;
            let mut people = municipality.people.iter();
            people
                .find(|(_, person)| {
                    person.roles.iter().any(|(role, unit)| holds(role.as_str(), unit.as_str()))
                })
                .map(|(id, _)| id.as_str().to_owned())
        };
        municipality.units.keys().find_map(|unit| {
            let (intake, caseworker) =
                (holder("intake", unit.as_str())?, holder("caseworker", unit.as_str())?);
            Some(Self { unit: unit.as_str().to_owned(), intake, caseworker })
        })
    }
}

fn write(place: &Path, words: &Words) -> io::Result<()> {
    // The folder itself must not be there: whoever was faster keeps what is theirs.
    fs::create_dir(place)?;
    for (file, template) in TEMPLATE {
        let file = place.join(file);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create_new(file)?.write_all(words.fill(template).as_bytes())?;
    }
    Ok(())
}

/// Shows what is found in the new workflow here; whether it is nothing.
fn tell_findings(
    session: &mut Session<'_>,
    folder: &Folder,
    (place, name): (&Path, &str),
) -> Result<bool, Trouble> {
    let Some(kept) = folder.workflows.get(name) else { return Ok(false) };
    let findings: &[Finding] = &kept.loaded.findings;
    if !findings.is_empty() {
        let checked = Checked::of(place, &kept.bundle, findings);
        writeln!(session.err, "\n{}\n", render_findings(&checked.findings, &checked.bundle, false))?;
    }
    Ok(findings.is_empty())
}

fn next(session: &mut Session<'_>, place: &Path, is_sound: bool) -> Result<(), Trouble> {
    let place = place.display();
    if is_sound {
        session.talk(
            "forløbet er kontrolleret: ingen fund. Det kan køre, som det står",
            "the workflow is checked: nothing was found. It can run as it stands",
        )?;
    } else {
        session.talk(
            "skabelonen passer ikke helt til denne kommune: se fundene ovenfor",
            "the template does not quite fit this municipality: see the findings above",
        )?;
    }
    session.talk(
        &format!(
            "skriv nu titlen i `{place}/workflow.yaml` om, og lad den kontrollere, mens du skriver:\n  \
             helhed workflow check {place} --watch"
        ),
        &format!(
            "now change the title in `{place}/workflow.yaml`, and have it checked while you write:\n  \
             helhed workflow check {place} --watch"
        ),
    )
}

#[cfg(test)]
mod tests;
