//! Guests that mean harm: each ends within its limits, and says why.

use super::guests::{ERROR, Guest, HAND_OVER, PROPOSAL, STRANGE, component};
use super::{call, host, input};
use crate::{Answer, Failure};

/// Calls a guest and compares the word for what came of it.
fn check(guest: &Guest<'_>, expected: &str) {
    let report = call(guest.build(), input());
    let found = match &report.outcome {
        Ok(answer) => format!("{answer:?}"),
        Err(failure) => failure.code().to_owned(),
    };
    assert_eq!(found, expected, "{:?}", report.outcome);
}

fn result(at: u32) -> String {
    format!("(i32.const {at})")
}

#[test]
fn the_sound_guest_of_these_tests_is_heard() {
    let report = call(Guest { run: &result(PROPOSAL), ..Guest::default() }.build(), input());
    let Ok(Answer::Proposed { set, because }) = report.outcome else { panic!("{:?}", report.outcome) };
    assert_eq!(set.get("person").and_then(model::Value::as_text), Some("anve"));
    assert_eq!(set.get("deputy").and_then(model::Value::as_text), Some("lida"));
    assert_eq!(because.da, "T");
}

#[test]
fn an_endless_loop_runs_out_of_fuel() {
    check(&Guest { run: "(loop (br 0)) (unreachable)", ..Guest::default() }, "out_of_fuel");
}

#[test]
fn an_endless_start_runs_out_of_fuel() {
    let more = "(func $start (loop (br 0))) (start $start)";
    check(&Guest { more, run: &result(PROPOSAL), ..Guest::default() }, "out_of_fuel");
}

#[test]
fn a_memory_bomb_is_stopped() {
    let run = "(loop (drop (memory.grow (i32.const 64))) (br 0)) (unreachable)";
    check(&Guest { run, ..Guest::default() }, "out_of_memory");
}

#[test]
fn too_much_memory_from_the_beginning_is_stopped() {
    check(&Guest { pages: 2_000, run: &result(PROPOSAL), ..Guest::default() }, "out_of_memory");
}

#[test]
fn an_endless_recursion_is_stopped() {
    let more = "(func $deeper (call $deeper) (call $deeper))";
    check(&Guest { more, run: "(call $deeper) (unreachable)", ..Guest::default() }, "trapped");
}

#[test]
fn a_trap_is_heard() {
    check(&Guest { run: "(unreachable)", ..Guest::default() }, "trapped");
}

#[test]
fn a_flood_of_host_calls_is_stopped() {
    let guest = Guest {
        imports: r#"(import "helhed:plugin/clock@0.1.0" "now" (func $now (result i64)))"#,
        run: "(loop (drop (call $now)) (br 0)) (unreachable)",
        ..Guest::default()
    };
    check(&guest, "too_many_calls");
}

#[test]
fn a_flood_of_log_lines_is_cut_and_counted() {
    let run = format!(
        "(local $left i32) (local.set $left (i32.const 2000))
         (loop (call $write (i32.const 1) (i32.const 0) (i32.const 400))
               (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
         (i32.const {PROPOSAL})"
    );
    let guest = Guest {
        imports: r#"(import "helhed:plugin/log@0.1.0" "write" (func $write (param i32 i32 i32)))"#,
        run: &run,
        ..Guest::default()
    };
    let report = call(guest.build(), input());
    assert!(report.outcome.is_ok(), "{:?}", report.outcome);
    let kept: usize = report.log.iter().map(String::len).sum();
    assert!(kept <= 64 << 10, "{kept} bytes were kept");
    assert!(report.dropped > 1_000, "{} lines were dropped", report.dropped);
}

#[test]
fn a_guest_that_hands_over_gigabytes_is_stopped() {
    // A list of four million aliases of one text of a million bytes.
    let more = "(func $alias (local $at i32) (drop (memory.grow (i32.const 600))) (local.set $at (i32.const 65536))
        (loop (i32.store (local.get $at) (i32.const 0)) (i32.store offset=4 (local.get $at) (i32.const 30000000))
              (local.set $at (i32.add (local.get $at) (i32.const 8)))
              (br_if 0 (i32.lt_u (local.get $at) (i32.const 30000000)))))";
    let run = format!(
        "(call $alias) (i32.store (i32.const {0}) (i32.const 65536)) (i32.store (i32.const {1}) (i32.const 1000000))
         (i32.const {PROPOSAL})",
        PROPOSAL + 24,
        PROPOSAL + 28
    );
    let began = std::time::Instant::now();
    check(&Guest { more, run: &run, ..Guest::default() }, "trapped");
    assert!(began.elapsed().as_secs() < 30, "it was stopped after {:?}", began.elapsed());
}

#[test]
fn nonsense_is_heard_as_nonsense() {
    check(&Guest { run: &result(STRANGE), ..Guest::default() }, "nonsense");
    // An address outside of the memory, and a result of no case.
    check(&Guest { run: "(i32.const 0x7fffffff)", ..Guest::default() }, "trapped");
    let run = "(i32.store8 (i32.const 0x900) (i32.const 77)) (i32.const 0x900)";
    check(&Guest { run, ..Guest::default() }, "trapped");
}

#[test]
fn an_error_and_a_hand_over_are_heard() {
    check(&Guest { run: &result(ERROR), ..Guest::default() }, "errored");
    check(&Guest { run: &result(HAND_OVER), ..Guest::default() }, "HandedOver");
}

#[test]
fn a_grant_beyond_the_manifest_gives_nothing() {
    // The guest of these tests asks for no capability: the directory is denied, whatever the municipality granted.
    let run = format!(
        "(call $members (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0x900))
         (if (i32.eqz (i32.load8_u (i32.const 0x900))) (then (unreachable)))
         (i32.const {PROPOSAL})"
    );
    let guest = Guest {
        imports: r#"(import "helhed:plugin/directory@0.1.0" "members"
            (func $members (param i32 i32 i32 i32 i32 i32)))"#,
        run: &run,
        ..Guest::default()
    };
    check(&guest, "Proposed");
}

#[test]
fn the_same_call_uses_the_same_fuel() {
    let more = "(func $work (local $left i32) (local.set $left (i32.const 100000))
        (loop (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))";
    let run = format!("(call $work) (i32.const {PROPOSAL})");
    let guest = Guest { more, run: &run, ..Guest::default() };
    let (one, other) = (call(guest.build(), input()), call(guest.build(), input()));
    assert!(one.fuel > 100_000, "{}", one.fuel);
    assert_eq!(one.fuel, other.fuel);
}

#[test]
fn sockets_are_no_plugins_business() {
    let wat = r#"(component (import "wasi:sockets/instance-network@0.2.0" (instance)))"#;
    refused(wat, "wasi:sockets");
    refused(r#"(component (import "wasi:http/outgoing-handler@0.2.0" (instance)))"#, "wasi:http");
    refused(r#"(component (import "helhed:plugin/cases@0.1.0" (instance)))"#, "helhed:plugin/cases");
    refused("(component)", "no plugin of Helhed");
    refused("(module)", "no component");
}

fn refused(wat: &str, why: &str) {
    let bytes = wat::parse_str(wat).expect("the WAT of a test is sound");
    let Err(Failure::Refused(words)) = host().inspect(&bytes) else { panic!("it was not refused: {wat}") };
    assert!(words.contains(why), "{words}");
}

#[test]
fn text_is_no_component() {
    let Err(Failure::Refused(_)) = host().inspect(b"(component)") else { panic!("text was taken") };
}

#[test]
fn native_code_is_never_taken() {
    let guest = Guest { run: &result(PROPOSAL), ..Guest::default() }.build();
    let code =
        crate::engine::compiling().expect("an engine").precompile_component(&guest).expect("it compiles");
    let Err(Failure::Refused(words)) = host().inspect(&code) else { panic!("native code was taken") };
    assert!(words.contains("compiled already"), "{words}");
}

#[test]
fn a_component_of_five_megabytes_is_too_large() {
    let Err(Failure::Refused(words)) = host().inspect(&vec![0; 5 << 20]) else { panic!("it was taken") };
    assert!(words.contains("larger than"), "{words}");
}

#[test]
fn bytes_of_another_digest_are_missing() {
    let bytes = Guest { run: &result(PROPOSAL), ..Guest::default() }.build();
    let component =
        crate::Component { digest: model::ContentHash([7; 32]), bytes: Box::new(move || Some(bytes)) };
    assert_eq!(host().call_and_wait(component, input()).outcome, Err(Failure::Missing));
    let nothing = crate::Component { digest: model::ContentHash([8; 32]), bytes: Box::new(|| None) };
    assert_eq!(host().call_and_wait(nothing, input()).outcome, Err(Failure::Missing));
}

#[test]
fn a_guest_without_a_manifest_is_no_plugin() {
    let wat = r#"(module (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
        (func (export "helhed:plugin/steps@0.1.0#describe") (result i32) (i32.const 0x490))
        (func (export "helhed:plugin/steps@0.1.0#run-step")
            (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 0)))"#;
    let Err(Failure::Nonsense(words)) = host().inspect(&component(wat)) else { panic!("it was taken") };
    assert!(words.contains("names no kind"), "{words}");
}
