//! The doors: files in; a checked value, or every fault at once, out.

mod folder;
mod linked;
mod municipality;
mod plugin;
mod rule_pack;

use crate::bundle::Bundle;
use crate::check;
use crate::checked::{Definition, RulePack};
use crate::finding::{Finding, Loaded, MISSING_FILE, NOT_YAML, Report};
use crate::grammar::{self, Record};
use crate::municipality::Municipality;
use crate::text::{self, Span, Tree};

pub use folder::{Folder, Kept, load_folder};

/// Reads and checks a workflow: `workflow.yaml`, `texts/en.yaml`, the letters and the tables of its bundle.
///
/// Without a municipality nobody is asked whether its roles are held.
#[must_use]
pub fn load_workflow(
    bundle: &Bundle,
    pack: &RulePack,
    municipality: Option<&Municipality>,
) -> Loaded<Definition> {
    let mut findings = Vec::new();
    let Some((mut report, tree)) = open(bundle, "workflow.yaml", &grammar::workflow::WORKFLOW, &mut findings)
    else {
        return Loaded::new(None, findings);
    };
    let mut texts_findings = Vec::new();
    let texts = if bundle.files.contains_key("texts/en.yaml") {
        open(bundle, "texts/en.yaml", &grammar::texts::TEXTS, &mut texts_findings)
    } else {
        None
    };
    let translated = texts.as_ref().map(|(_, tree)| tree);
    let fit = check::Fit { pack, municipality, bundle };
    let checked = check::check(&tree, translated, fit, &mut report);
    let (definition, in_others) = checked.map_or((None, Vec::new()), |(one, others)| (Some(one), others));
    if let Some((mut texts_report, texts)) = texts {
        check::texts::check(&tree, &texts, &mut texts_report);
        texts_findings.extend(texts_report.finish());
    }
    findings.extend(report.finish());
    findings.extend(texts_findings);
    findings.extend(in_others);
    Loaded::new(definition, findings)
}

/// Reads and checks a rule pack: the one file of its bundle.
#[must_use]
pub fn load_rule_pack(bundle: &Bundle) -> Loaded<RulePack> {
    let mut findings = Vec::new();
    let Some((mut report, tree)) =
        open(bundle, only_file(bundle), &grammar::rule_pack::RULE_PACK, &mut findings)
    else {
        return Loaded::new(None, findings);
    };
    let pack = rule_pack::read(&tree, &mut report);
    Loaded::new(pack, report.finish())
}

/// Reads and checks a municipality: the one file of its bundle.
#[must_use]
pub fn load_municipality(bundle: &Bundle) -> Loaded<Municipality> {
    let mut findings = Vec::new();
    let Some((mut report, tree)) =
        open(bundle, only_file(bundle), &grammar::municipality::MUNICIPALITY, &mut findings)
    else {
        return Loaded::new(None, findings);
    };
    let municipality = municipality::read(&tree, &mut report);
    Loaded::new(municipality, report.finish())
}

/// The rule pack that a workflow names, if its file can be read that far.
#[must_use]
pub fn rule_pack_of(bundle: &Bundle) -> Option<String> {
    let source = bundle.text("workflow.yaml")?;
    let tree = text::read(&mut Report::new("workflow.yaml", source))?;
    tree.text("rule_pack").map(|name| name.text.clone())
}

/// Opens a file of a bundle and checks its shape.
fn open<'b>(
    bundle: &'b Bundle,
    file: &str,
    record: &'static Record,
    findings: &mut Vec<Finding>,
) -> Option<(Report<'b>, Tree)> {
    let Some(bytes) = bundle.files.get(file) else {
        let mut report = Report::new(file, "");
        report.error(MISSING_FILE, Span::default(), format!("there is no `{file}`"), "write it");
        findings.extend(report.finish());
        return None;
    };
    let source = text_of(file, bytes).map_err(|found| findings.extend(found)).ok()?;
    let mut report = Report::new(file, source);
    let Some(tree) = text::read(&mut report) else {
        findings.extend(report.finish());
        return None;
    };
    let beginning = tree.entries().first().map_or(tree.span(), |entry| entry.key.span);
    grammar::shape::check(&tree, record, beginning, &mut report);
    Some((report, tree))
}

/// A file as text, or the finding that says where it is none.
pub(crate) fn text_of<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Vec<Finding>> {
    core::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).and_then(|sound| core::str::from_utf8(sound).ok());
        let mut report = Report::new(file, sound.unwrap_or_default());
        let place = Span::new(error.valid_up_to(), error.valid_up_to());
        let is_wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let message = if is_wide { "this is UTF-16, not UTF-8" } else { "this is not UTF-8" };
        report.error(NOT_YAML, place, message, "save the file as UTF-8: editors ask for it as `encoding`");
        report.finish()
    })
}

fn only_file(bundle: &Bundle) -> &str {
    bundle.files.keys().next().map_or("municipality.yaml", String::as_str)
}
