//! `checks`: how long a workflow of two hundred steps takes to be checked, sound and with faults everywhere.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use benches::Failure;
use benches::machine::Machine;
use clap::Parser;
use definition::{
    Bundle, Municipality, RulePack, load_municipality, load_rule_pack, load_workflow, render_findings,
};

/// Measures the checking of a generated workflow
#[derive(Parser)]
struct Args {
    /// Steps of the workflow
    #[arg(long, default_value_t = 200)]
    steps: u32,
    /// Milliseconds for each figure
    #[arg(long, default_value_t = 1000)]
    milliseconds: u64,
    /// Append the run to `benches/RESULTS.md`
    #[arg(long)]
    record: bool,
}

/// Steps in each stage, as people write them.
const STEPS_IN_A_STAGE: u32 = 10;

/// What is measured: the row, and what is changed in the sound file.
const ROWS: [(&str, &[(&str, &str)]); 4] = [
    ("sound", &[]),
    ("one slip", &[("by: intake", "by: intaek")]),
    ("a slip in each step", &[("by: coordinator", "by: coordinatr")]),
    (
        "three slips in each step",
        &[
            ("by: coordinator", "by: coordinatr"),
            ("count(needs) >=", "count(neds) >="),
            ("class: P2", "class: P9"),
        ],
    ),
];

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let (pack, municipality) = surroundings()?;
    let time = Duration::from_millis(args.milliseconds.max(1));
    let mut table = "| workflow | findings | checked ms | shown ms |\n|---|--:|--:|--:|\n".to_owned();
    for (row, changes) in ROWS {
        let bundle = generated(args.steps, changes)?;
        let findings = load_workflow(&bundle, &pack, Some(&municipality)).findings;
        let checked = measure(time, || load_workflow(black_box(&bundle), &pack, Some(&municipality)));
        let shown = measure(time, || render_findings(black_box(&findings), &bundle, false));
        writeln!(table, "| {row} | {} | {checked:.2} | {shown:.2} |", findings.len())?;
    }
    write!(io::stdout(), "{table}")?;
    if args.record {
        record(&table, args.steps)?;
    }
    Ok(())
}

/// The shipped rule pack and municipality.
fn surroundings() -> Result<(RulePack, Municipality), Failure> {
    let workflows = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows");
    let pack = load_rule_pack(&Bundle::read_file(&workflows, "rules/dk-2026-07.yaml")?).value;
    let municipality = load_municipality(&Bundle::read_file(&workflows, "municipality.yaml")?).value;
    Ok((
        pack.ok_or("the shipped rule pack is sound")?,
        municipality.ok_or("the shipped municipality is sound")?,
    ))
}

/// A workflow with so many steps, each of which asks, waits, has a condition and a deadline, with its English titles.
fn generated(steps: u32, changes: &[(&str, &str)]) -> Result<Bundle, Failure> {
    let mut facts = String::new();
    let mut stages = String::new();
    let mut texts = (String::new(), String::new(), String::new());
    for step in 0..steps {
        let stage = step / STEPS_IN_A_STAGE;
        if step % STEPS_IN_A_STAGE == 0 {
            let after = stage.checked_sub(1).map_or("entry".to_owned(), |before| format!("stage_{before}"));
            write!(stages, "  stage_{stage}:\n    title: Fase {stage}\n    after: {after}\n    steps:\n")?;
            writeln!(texts.1, "  stage_{stage}: Stage {stage}")?;
        }
        write!(facts, "  fact_{step}:\n    title: Oplysning {step}\n    type: text\n    class: P2\n")?;
        writeln!(texts.0, "  fact_{step}: Fact {step}")?;
        write!(stages, "      step_{step}:\n        title: Trin {step}\n")?;
        if step % STEPS_IN_A_STAGE > 0 {
            writeln!(stages, "        after: step_{}", step - 1)?;
        }
        stages += "        when: count(needs) >= 2 and some n in needs satisfies n = housing\n";
        write!(stages, "        form:\n          ask: [fact_{step}]\n        by: coordinator\n")?;
        stages += "        due: 10 working days after receive\n";
        writeln!(texts.2, "  step_{step}: Step {step}")?;
    }
    let mut workflow = format!(
        "workflow: large\ntitle: Stort forløb\nrule_pack: dk-2026-07\nopens: [referral_received]\nevents:\n  \
         referral_received:\n    title: Henvendelse\n    by: [intake]\ntypes:\n  area:\n    housing: Bolig\n    debt: Gæld\n\
         roles:\n  intake:\n    title: Visitation\n  coordinator:\n    title: Koordinator\n    deputy: required\nfacts:\n  \
         needs:\n    title: Behov\n    type: list of area\n    class: P3\n{facts}stages:\n  entry:\n    title: Modtagelse\n    \
         steps:\n      receive:\n        title: Modtag\n        form:\n          ask: [needs]\n        by: intake\n{stages}"
    );
    for (old, new) in changes {
        workflow = workflow.replace(old, new);
    }
    let texts = format!(
        "language: en\ntitle: Large\nevents:\n  referral_received: Referral\ntypes:\n  area:\n    housing: Housing\n    \
         debt: Debt\nroles:\n  intake: Intake\n  coordinator: Coordinator\nfacts:\n  needs: Needs\n{}stages:\n  \
         entry: Entry\n{}steps:\n  receive: Receive\n{}",
        texts.0, texts.1, texts.2
    );
    let mut bundle = Bundle::of("workflow.yaml", workflow);
    bundle.files.insert("texts/en.yaml".to_owned(), texts.into_bytes());
    Ok(bundle)
}

/// Milliseconds that something takes: the middle of as many times as fit.
fn measure<T>(time: Duration, mut act: impl FnMut() -> T) -> f64 {
    let began = Instant::now();
    let mut taken = Vec::new();
    while began.elapsed() < time || taken.is_empty() {
        let start = Instant::now();
        black_box(act());
        taken.push(start.elapsed());
    }
    taken.sort_unstable();
    taken.get(taken.len() / 2).map_or(0.0, |middle| middle.as_secs_f64() * 1e3)
}

fn record(table: &str, steps: u32) -> Result<(), Failure> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    let machine = Machine::of(benches);
    let today = String::from_utf8(Command::new("date").arg("--iso-8601=minutes").output()?.stdout)?;
    let mut file = OpenOptions::new().append(true).open(benches.join("RESULTS.md"))?;
    Ok(write!(
        file,
        "\n## Checking a workflow, {}, commit `{}`\n\n{machine}. `cargo run --release -p benches --bin checks`\n\n\
         Goal: a workflow of 200 steps is checked in under 50 ms. Here it has {steps}, each with a condition and a deadline; one core, the files in memory.\n\n{table}",
        today.trim(),
        machine.commit
    )?)
}
