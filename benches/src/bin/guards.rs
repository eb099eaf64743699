//! `guards`: how long a condition takes to be checked, once when its file is loaded, and to be evaluated after that.

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
use feel::{Environment, Scope, Type, Value, compile};

/// Measures conditions of the usual sizes: checking them, and evaluating them
#[derive(Parser)]
struct Args {
    /// Milliseconds for each figure
    #[arg(long, default_value_t = 500)]
    milliseconds: u64,
    /// Append the run to `benches/RESULTS.md`
    #[arg(long)]
    record: bool,
}

/// Conditions as workflows have them, the smallest first. The goal is for the ones of the usual size.
const GUARDS: [(&str, &str); 6] = [
    ("one comparison", "age >= 18"),
    ("a choice", "outcome in (must, may)"),
    ("usual", "age between 18 and 66 and outcome in (must, may) and count(needs) >= 2"),
    ("usual, over a list", "some n in needs satisfies n = housing"),
    ("usual, with dates", "today - referred > duration(\"P28D\") and age >= 18"),
    (
        "large",
        "count(needs[item in (housing, debt)]) >= 1 and sum(hours) != null and string length(note) > 3",
    ),
];

struct Facts;

impl Environment for Facts {
    fn value(&self, name: &str) -> Value {
        let word = |word: &str| Value::Choice(word.to_owned());
        match name {
            "age" => Value::Number(42.into()),
            "outcome" => word("must"),
            "needs" => Value::List(vec![word("employment"), word("housing"), word("debt")]),
            "hours" => Value::List(vec![Value::Number(3.into()), Value::Number(5.into())]),
            "today" => Value::Date(jiff::civil::Date::constant(2026, 8, 3)),
            "referred" => Value::Date(jiff::civil::Date::constant(2026, 6, 1)),
            "note" => Value::Text("ringer igen".to_owned()),
            _ => Value::Null,
        }
    }

    fn call(&self, function: &str, _arguments: &[Value]) -> Result<Value, String> {
        Err(format!("`{function}` is no function here"))
    }
}

fn scope() -> Scope {
    let choice = |name: &str| Type::Choice(name.to_owned());
    Scope::new()
        .name("age", Type::Number)
        .name("outcome", choice("duty"))
        .name("needs", choice("area").list())
        .name("hours", Type::Number.list())
        .name("today", Type::Date)
        .name("referred", Type::Date)
        .name("note", Type::Text)
        .choice("duty", ["must", "may", "ordinary"])
        .choice("area", ["employment", "housing", "debt", "family"])
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let during = Duration::from_millis(args.milliseconds.max(1));
    let scope = scope();
    let mut table = String::from("| condition | | checked µs | evaluated ns |\n|---|---|--:|--:|\n");
    for (name, source) in GUARDS {
        let checked = each(during, || compile(black_box(source), &scope).is_ok());
        let program = compile(source, &scope).map_err(|faults| format!("`{source}`: {}", faults.len()))?;
        let evaluated = each(during, || program.evaluate(black_box(&Facts)).is_ok());
        writeln!(table, "| {name} | `{source}` | {:.1} | {evaluated:.0} |", checked / 1_000.0)?;
    }
    writeln!(io::stdout(), "{table}")?;
    if args.record {
        let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
        let machine = Machine::of(benches);
        let today = String::from_utf8(Command::new("date").arg("--iso-8601=minutes").output()?.stdout)?;
        let mut file = OpenOptions::new().append(true).open(benches.join("RESULTS.md"))?;
        write!(
            file,
            "\n## Conditions, {}, commit `{}`\n\n{machine}. `cargo run --release -p benches --bin guards`\n\n\
             Goal: a condition of the usual size is evaluated in under 2 µs, and checked once, when its file is loaded. One core, nothing of the disk.\n\n{table}",
            today.trim(),
            machine.commit
        )?;
    }
    Ok(())
}

/// Nanoseconds of one run, over as many as there is time for; each must do what it should.
fn each(during: Duration, mut run: impl FnMut() -> bool) -> f64 {
    let began = Instant::now();
    let mut runs = 0_u32;
    let mut right = true;
    while began.elapsed() < during && runs < u32::MAX - 64 {
        for _ in 0..64 {
            right &= run();
        }
        runs += 64;
    }
    let took = began.elapsed().as_secs_f64() * 1e9 / f64::from(runs);
    if right { took } else { f64::NAN }
}
