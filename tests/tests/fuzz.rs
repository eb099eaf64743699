//! What the fuzzer drives, without the fuzzer: every input that was kept, and a few thousand changes of them.

use std::fs;
use std::path::{Path, PathBuf};

use tests::crashing::Dice;
use tests::fuzz::{INPUT_BYTES_MAX, TARGETS, Target, real_records};
use tests::places;

/// Changed inputs for each target: a few seconds of all.
const CHANGES: usize = 300;

/// Most inputs of one target that are kept.
const INPUTS_MAX: usize = 100;

fn folder(target: &str) -> PathBuf {
    places::root().join("tests/fuzz/corpus").join(target)
}

fn inputs(target: &str) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder(target)).expect("every target has a folder of inputs");
    let mut paths: Vec<PathBuf> =
        listing.map(|entry| entry.expect("a folder can be listed").path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_target_has_a_program_and_small_inputs() {
    let manifest =
        fs::read_to_string(places::root().join("tests/fuzz/Cargo.toml")).expect("the fuzzer's package");
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("\nname = \"{name}\"\n")), "`{name}` has no program");
        let program = format!("tests/fuzz/fuzz_targets/{name}.rs");
        let program = fs::read_to_string(places::root().join(program)).expect("the target has a program");
        assert!(program.contains(&format!("run(\"{name}\", data)")), "the program of `{name}` runs another");
        let inputs = inputs(name);
        assert!((1..=INPUTS_MAX).contains(&inputs.len()), "`{name}` has {} inputs", inputs.len());
        for input in inputs {
            let bytes = fs::metadata(&input).expect("an input can be read").len();
            assert!(
                usize::try_from(bytes).is_ok_and(|bytes| bytes <= INPUT_BYTES_MAX),
                "`{}` has {bytes} bytes",
                input.display()
            );
        }
    }
}

/// `UPDATE=1` puts what a real directory holds among the inputs of `records`.
#[test]
fn records_of_a_real_directory_are_among_the_inputs() {
    let wanted = real_records();
    assert!(wanted.len() > 5, "a directory has records of many kinds");
    for (name, bytes) in wanted {
        let path = folder("records").join(name);
        // Its bytes hang on keys that are drawn, so one that is there stays.
        if std::env::var_os("UPDATE").is_some() && !path.is_file() {
            fs::create_dir_all(folder("records")).expect("a folder can be made");
            fs::write(&path, bytes).expect("an input can be written");
        }
        assert!(path.is_file(), "`{}` is missing: UPDATE=1 writes it", path.display());
    }
}

#[test]
fn every_input_that_was_kept_comes_to_a_good_end() {
    for (name, target) in TARGETS {
        for input in inputs(name) {
            target(&fs::read(&input).expect("an input can be read"));
        }
    }
}

#[test]
fn what_was_kept_comes_to_a_good_end_with_changes_too() {
    let mut dice = Dice::seeded();
    for (name, target) in TARGETS {
        let inputs = inputs(name);
        for _ in 0..CHANGES {
            let input = inputs.get(dice.below(inputs.len())).expect("there is one");
            let mut data = fs::read(input).expect("an input can be read");
            change(&mut data, &inputs, &mut dice);
            keep_until_judged(name, &data, target);
        }
    }
}

/// A failing input stands in a file while it is judged, so that it can be kept.
fn keep_until_judged(name: &str, data: &[u8], target: Target) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    fs::write(&path, data).expect("a file can be written");
    target(data);
}

/// Some bytes of an input become others, go, or come from another input.
fn change(data: &mut Vec<u8>, inputs: &[PathBuf], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(data.len() + 1);
        match dice.below(4) {
            0 => {
                if let Some(byte) = data.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            1 => drop(data.drain(at..(at + dice.below(8)).min(data.len()))),
            2 => {
                let byte = u8::try_from(dice.below(256)).unwrap_or(0);
                data.insert(at, byte);
            }
            _other => {
                let other = inputs.get(dice.below(inputs.len())).expect("there is one");
                let other = fs::read(other).expect("an input can be read");
                let from = dice.below(other.len() + 1);
                let end = (from + dice.below(64)).min(other.len());
                data.splice(at..at, other.get(from..end).unwrap_or_default().iter().copied());
            }
        }
    }
}
