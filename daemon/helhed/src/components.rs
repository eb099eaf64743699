//! `helhed plugin inspect` and `try`: a component as a file, in the same sandbox, without a daemon.

use std::io::{Read, Write};
use std::path::Path;

use cli::{Cli, Lang};
use plugin_host::{Answer, COMPONENT_BYTES_MAX, Component, Input, Report, Sheet};
use serde_json::{Value as Json, json};

use crate::plugins::{from_json, host};
use crate::serve::Failure;

/// Longest input of `plugin try`.
const INPUT_BYTES_MAX: u64 = 1024 * 1024;

/// `helhed plugin inspect`.
///
/// # Errors
///
/// Why the component may not run.
pub fn inspect(cli: &Cli, (plugin, workflows): (&str, &Path), out: &mut dyn Write) -> Result<(), Failure> {
    let bytes = component(plugin, workflows)?;
    let sheet = host(None)?.inspect(&bytes).map_err(|failure| failure.to_string())?;
    if cli.json {
        writeln!(out, "{:#}", sheet_json(&sheet))?;
        return Ok(());
    }
    write_sheet(&sheet, cli.lang, out)
}

/// `helhed plugin try`.
///
/// # Errors
///
/// That the plugin failed, and how.
pub fn try_out(
    cli: &Cli,
    (plugin, workflows): (&str, &Path),
    input: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let bytes = component(plugin, workflows)?;
    let text = read(input, INPUT_BYTES_MAX)?;
    let json: Json = serde_json::from_slice(&text).map_err(|why| format!("`{}`: {why}", input.display()))?;
    let input = from_json("", &json).and_then(|value| Input::read(&value).map_err(|why| why.to_string()))?;
    let host = host(None)?;
    let sheet = host.inspect(&bytes).map_err(|failure| failure.to_string())?;
    let component = Component { digest: sheet.digest, bytes: Box::new(move || Some(bytes)) };
    let report = host.call_and_wait(component, input);
    if cli.json {
        writeln!(out, "{:#}", report_json(&report))?;
    } else {
        write_report(&report, cli.lang, out)?;
    }
    match report.outcome {
        Ok(_) => Ok(()),
        Err(failure) => Err(format!("{failure} ({})", failure.code()).into()),
    }
}

/// The bytes of a file, or of the plugin that the municipality calls so.
fn component(plugin: &str, workflows: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(COMPONENT_BYTES_MAX).unwrap_or(u64::MAX);
    if Path::new(plugin).is_file() {
        return read(Path::new(plugin), most);
    }
    let folder = workflows.display();
    let loaded = definition::load_folder(workflows).map_err(|why| format!("`{folder}`: {why}"))?;
    let known =
        loaded.municipality.loaded.value.and_then(|municipality| municipality.plugins.get(plugin).cloned());
    match known {
        Some(known) => read(&workflows.join(known.file), most),
        None => Err(format!("`{plugin}` is no file, and no plugin of `{folder}/municipality.yaml`").into()),
    }
}

fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    let place = path.display();
    let file = std::fs::File::open(path).map_err(|why| format!("`{place}`: {why}"))?;
    let mut bytes = Vec::new();
    file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > bytes_max) {
        return Err(format!("`{place}` is longer than {bytes_max} bytes").into());
    }
    Ok(bytes)
}

fn sheet_json(sheet: &Sheet) -> Json {
    let both = |sentence: &model::deadline::Sentence| json!({ "da": sentence.da, "en": sentence.en });
    let manifest = &sheet.manifest;
    json!({
        "digest": sheet.digest.to_string(),
        "bytes": sheet.bytes,
        "id": manifest.id,
        "version": manifest.version,
        "title": both(&manifest.title),
        "kind": manifest.kind,
        "reads": manifest.reads,
        "writes": manifest.writes,
        "config": manifest.config,
        "wants": manifest.wants.iter()
            .map(|(name, why)| json!({ "capability": name, "why": both(why) })).collect::<Vec<_>>(),
        "imports": sheet.capabilities.iter()
            .map(|one| json!({ "import": one.import, "means": both(&one.means), "to_grant": one.to_grant }))
            .collect::<Vec<_>>(),
    })
}

fn write_sheet(sheet: &Sheet, lang: Lang, out: &mut dyn Write) -> Result<(), Failure> {
    let is_danish = matches!(lang, Lang::Da);
    let says = |da: &'static str, en: &'static str| if is_danish { da } else { en };
    let of = |sentence: &model::deadline::Sentence| {
        if is_danish { sentence.da.clone() } else { sentence.en.clone() }
    };
    let list = |words: &[String]| if words.is_empty() { "–".to_owned() } else { words.join(", ") };
    let manifest = &sheet.manifest;
    writeln!(out, "{} ({} {})", of(&manifest.title), manifest.id, manifest.version)?;
    writeln!(out, "  {:<12} {}", says("digest", "digest"), sheet.digest)?;
    writeln!(out, "  {:<12} {}", says("bytes", "bytes"), sheet.bytes)?;
    writeln!(out, "  {:<12} {}", says("læser", "reads"), list(&manifest.reads))?;
    writeln!(out, "  {:<12} {}", says("foreslår", "proposes"), list(&manifest.writes))?;
    writeln!(out, "  {:<12} {}", says("indstilles", "configured"), list(&manifest.config))?;
    writeln!(out, "\n{}", says("Beder om, og skal have bevilget:", "Asks for, and must be granted:"))?;
    for (name, why) in &manifest.wants {
        writeln!(out, "  {name}: {}", of(why))?;
    }
    writeln!(out, "\n{}", says("Hvad den kan:", "What it can do:"))?;
    for one in &sheet.capabilities {
        let mark = if one.to_grant { "!" } else { " " };
        writeln!(out, "{mark} {:<44} {}", one.import, of(&one.means))?;
    }
    Ok(())
}

fn report_json(report: &Report) -> Json {
    let both = |sentence: &model::deadline::Sentence| json!({ "da": sentence.da, "en": sentence.en });
    let answer = match &report.outcome {
        Ok(Answer::Proposed { set, because }) => json!({
            "proposes": set.iter().map(|(key, value)| (key.clone(), to_json(value))).collect::<serde_json::Map<_, _>>(),
            "because": both(because),
        }),
        Ok(Answer::HandedOver { reason }) => json!({ "hands_over": both(reason) }),
        Err(failure) => json!({ "failed": failure.code(), "words": failure.words() }),
    };
    json!({
        "answer": answer,
        "fuel": report.fuel,
        "took_us": u64::try_from(report.took.as_micros()).unwrap_or(u64::MAX),
        "log": report.log,
        "dropped": report.dropped,
    })
}

fn write_report(report: &Report, lang: Lang, out: &mut dyn Write) -> Result<(), Failure> {
    let is_danish = matches!(lang, Lang::Da);
    let says = |da: &'static str, en: &'static str| if is_danish { da } else { en };
    let of = |sentence: &model::deadline::Sentence| {
        if is_danish { sentence.da.clone() } else { sentence.en.clone() }
    };
    match &report.outcome {
        Ok(Answer::Proposed { set, because }) => {
            for (key, value) in set {
                writeln!(out, "{key}: {}", to_json(value))?;
            }
            writeln!(out, "{}", of(because))?;
        }
        Ok(Answer::HandedOver { reason }) => {
            writeln!(
                out,
                "{}: {}",
                says("overlader det til en person", "leaves it to a person"),
                of(reason)
            )?;
        }
        Err(failure) => writeln!(out, "{}: {failure}", says("fejlede", "failed"))?,
    }
    writeln!(out, "{} {}, {} µs", says("brændstof", "fuel"), report.fuel, report.took.as_micros())?;
    for line in &report.log {
        writeln!(out, "log {line}")?;
    }
    if report.dropped > 0 {
        writeln!(out, "{}: {}", says("loglinjer udeladt", "log lines dropped"), report.dropped)?;
    }
    Ok(())
}

fn to_json(value: &model::Value) -> Json {
    match value {
        model::Value::Null => Json::Null,
        model::Value::Boolean(flag) => json!(flag),
        model::Value::Number(number) => json!(number.0.to_string()),
        model::Value::Text(text) => json!(text),
        model::Value::Date(day) => json!(day.to_string()),
        model::Value::Instant(at) => json!(at.to_string()),
        model::Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        model::Value::Record(fields) => {
            Json::Object(fields.iter().map(|(key, value)| (key.clone(), to_json(value))).collect())
        }
    }
}
