//! Plugins of the municipality: what the file says, and the components that it names.

use std::collections::BTreeMap;
use std::path::Path;

use model::{ContentHash, FactName, plugin::Plugin};
use sha2::{Digest, Sha256};

use crate::bundle::{Bundle, is_inside, read_within};
use crate::finding::{BAD_VALUE, Finding, MISSING_FILE, Report};
use crate::municipality::{Municipality, PluginFile};
use crate::text::{Entry, Text, Tree};

/// Longest component in bytes.
const COMPONENT_BYTES_MAX: u64 = 4 << 20;

/// Reads the plugins of a municipality.
pub(super) fn read(tree: &Tree, report: &mut Report<'_>) -> BTreeMap<String, PluginFile> {
    let entries = tree.get("plugins").map(Tree::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| plugin(entry, report)).collect()
}

fn plugin(entry: &Entry, report: &mut Report<'_>) -> Option<(String, PluginFile)> {
    let tree = &entry.value;
    let grants = tree.get("grants");
    let granted = |key: &str| grants.map(|grants| grants.texts_of(key)).unwrap_or_default();
    for interface in granted("interfaces") {
        if !INTERFACES.contains(&interface.as_str()) {
            report.unknown(BAD_VALUE, interface, "interface that can be granted", INTERFACES);
        }
    }
    let with = tree.get("with").map(Tree::entries).unwrap_or_default();
    let grant = Plugin {
        digest: None,
        facts: granted("facts").into_iter().map(|fact| FactName::new(fact.as_str())).collect(),
        interfaces: granted("interfaces").into_iter().map(|name| name.text.clone()).collect(),
        config: with
            .iter()
            .filter_map(|entry| Some((entry.key.text.clone(), entry.value.as_text()?.text.clone())))
            .collect(),
    };
    let digest = tree.text("digest").and_then(|text| digest(text, report));
    let file = tree.text("file")?;
    if !is_inside(&file.text) {
        let message = format!("`{}` does not lie under the folder of this file", file.text.escape_debug());
        report.error(BAD_VALUE, file.span, message, "copy it to `plugins/` and write `plugins/NAME.wasm`");
        return None;
    }
    let plugin = PluginFile { file: file.text.clone(), digest, grant, at: file.span };
    Some((entry.key.text.clone(), plugin))
}

/// Capabilities that can be granted.
const INTERFACES: &[&str] = &["directory"];

fn digest(text: &Text, report: &mut Report<'_>) -> Option<ContentHash> {
    let read = text.text.parse().ok();
    if read.is_none() {
        let message = format!("`{}` is no SHA-256", text.text.escape_debug());
        report.error(
            BAD_VALUE,
            text.span,
            message,
            "write the 64 digits that `helhed plugin inspect` prints",
        );
    }
    read
}

/// Reads the components that a municipality names. What cannot be read, or is another than the file says, is found.
pub(super) fn components(
    folder: &Path,
    bundle: &Bundle,
    municipality: &Municipality,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, Vec<u8>> {
    let mut report = Report::new("municipality.yaml", bundle.text("municipality.yaml").unwrap_or_default());
    let mut components = BTreeMap::new();
    for (name, plugin) in &municipality.plugins {
        let bytes = match read_within(&folder.join(&plugin.file), COMPONENT_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("the component of `{name}` cannot be read: {error}");
                report.error(
                    MISSING_FILE,
                    plugin.at,
                    message,
                    "build it with `make plugins`, or copy it there",
                );
                continue;
            }
        };
        let found = ContentHash(Sha256::digest(&bytes).into());
        if plugin.digest.is_some_and(|expected| expected != found) {
            let message = format!("`{}` has another digest: {found}", plugin.file);
            report.error(
                BAD_VALUE,
                plugin.at,
                message,
                "look at it with `helhed plugin inspect`, then write its digest",
            );
            continue;
        }
        components.insert(name.clone(), bytes);
    }
    findings.extend(report.finish());
    components
}
