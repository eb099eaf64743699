//! One workflow out of a folder of them, checked.

use std::path::Path;

use definition::{
    Bundle, Definition, Folder, Loaded, RulePack, Severity, load_folder, load_workflow, rule_pack_of,
};

use super::{only_workflow, root_of};
use crate::trouble::Trouble;

/// A workflow that can run, and the rule pack that its numbers come from.
pub(super) struct One {
    pub(super) definition: Definition,
    pub(super) pack: RulePack,
}

/// Reads the workflow that a path means.
///
/// A folder that stands outside a folder of workflows, such as a copy that somebody kept, is read with the rule packs
/// of `beside`.
pub(super) fn read(asked: &Path, beside: Option<&Path>) -> Result<One, Trouble> {
    let copy = if asked.is_file() { asked.parent().unwrap_or(asked) } else { asked };
    match (root_of(asked), beside) {
        (Err(_), Some(beside)) if copy.join("workflow.yaml").is_file() => {
            let bundle = Bundle::read_workflow(copy).map_err(|error| unreadable(asked, &error))?;
            let folder = folder(&root_of(beside)?)?;
            let pack = rule_pack_of(&bundle).and_then(|name| folder.packs.get(&name)?.loaded.value.clone());
            let Some(pack) = pack else { return Err(no_pack(asked)) };
            let loaded = load_workflow(&bundle, &pack, None);
            sound(asked, &loaded, Some(&pack))
        }
        (Err(trouble), _) => Err(trouble),
        (Ok(root), _) => {
            let folder = folder(&root)?;
            let name = name(asked, &root, &folder)?;
            let Some(kept) = folder.workflows.get(&name) else { return Err(several(&root, &folder)) };
            let pack =
                rule_pack_of(&kept.bundle).and_then(|name| folder.packs.get(&name)?.loaded.value.as_ref());
            sound(asked, &kept.loaded, pack)
        }
    }
}

fn folder(root: &Path) -> Result<Folder, Trouble> {
    load_folder(root).map_err(|error| unreadable(root, &error))
}

/// The workflow that was asked for, or the only one that there is.
fn name(asked: &Path, root: &Path, folder: &Folder) -> Result<String, Trouble> {
    if let Some(name) = only_workflow(asked, root, folder) {
        return Ok(name);
    }
    let is_root = asked.canonicalize().ok() == root.canonicalize().ok();
    let mut names = folder.workflows.keys();
    match (names.next(), names.next()) {
        (Some(only), None) if is_root => Ok(only.clone()),
        (_, _) => Err(several(root, folder)),
    }
}

/// A definition without an error, with its pack.
fn sound(asked: &Path, loaded: &Loaded<Definition>, pack: Option<&RulePack>) -> Result<One, Trouble> {
    let place = asked.display();
    let errors = loaded.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let value = loaded.value.as_ref().zip(pack).filter(|_| errors == 0);
    let Some((definition, pack)) = value else {
        return Err(Trouble::other(
            format!("forløbet i `{place}` har fejl; se dem med `helhed workflow check {place}`"),
            format!("the workflow in `{place}` has errors; see them with `helhed workflow check {place}`"),
        ));
    };
    Ok(One { definition: definition.clone(), pack: pack.clone() })
}

fn several(root: &Path, folder: &Folder) -> Trouble {
    let place = root.display();
    let names: Vec<String> =
        folder.workflows.keys().map(|name| format!("`{}`", root.join(name).display())).collect();
    if names.is_empty() {
        return Trouble::usage(
            format!("der er intet forløb i `{place}`; nævn en mappe med en `workflow.yaml`"),
            format!("there is no workflow in `{place}`; name a folder with a `workflow.yaml`"),
        );
    }
    let names = names.join(", ");
    Trouble::usage(
        format!("nævn ét af forløbene i `{place}`: {names}"),
        format!("name one of the workflows in `{place}`: {names}"),
    )
}

fn no_pack(asked: &Path) -> Trouble {
    let place = asked.display();
    Trouble::other(
        format!("regelpakken, som `{place}` nævner, er her ikke; nævn forløbet i en mappe med `rules/`"),
        format!(
            "the rule pack that `{place}` names is not here; name the workflow in a folder with `rules/`"
        ),
    )
}

fn unreadable(place: &Path, error: &std::io::Error) -> Trouble {
    let place = place.display();
    Trouble::usage(
        format!("`{place}` kan ikke læses ({error})"),
        format!("`{place}` cannot be read ({error})"),
    )
}
