//! Many more requests than the daemon can work on: each is done or told to come back, nothing is lost, nothing grows.

use std::sync::atomic::{AtomicU64, Ordering};

use helhed::client::Ask;
use serde_json::json;
use tests::child::Child;
use tests::office;
use tests::places::fail;
use tokio::runtime::Runtime;

/// Clients that do not wait: several times as many as the daemon has places (256) for.
const CLIENTS: usize = 900;

/// Requests of each.
const REQUESTS: usize = 4;

/// Memory that may be taken beside what was before: bodies, connections and what waits are all bounded.
const GROWTH_MIB: u64 = 300;

/// Questions after the storm before the daemon has to answer as ever.
const PATIENCE: usize = 50;

fn resident_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it says its memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[test]
fn more_than_it_can_do_is_told_to_come_back_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("data");
    let daemon = Child::start(&data, None).unwrap_or_else(|why| fail(&why));
    let runtime = Runtime::new().expect("the threads of a test can be started");
    let token = office::token(&daemon, &runtime, &data, "pasi");
    let ask = |token: &str, path: &str, body| {
        let answer = daemon.ask(&runtime, Ask::post(path, body).token(token)).expect("the daemon answers");
        assert!(answer.is_ok(), "{:#}", answer.body);
        answer
    };
    let citizen = office::citizen(&tests::world::synthetic_cpr(1), "1990-05-17");
    let citizen = ask(&token, "/v1/citizens", citizen).text("citizen").expect("a citizen").to_owned();
    let case = office::referral(&citizen);
    let opened = ask(&token, "/v1/cases", case);
    let case = opened.text("case").expect("a case").to_owned();
    let memory = resident_mib(daemon.id());
    let (done, busy, cut) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    runtime.block_on(async {
        let storm = (0..CLIENTS).map(|client| {
            let (done, busy, cut, case, token) = (&done, &busy, &cut, &case, &token);
            let address = daemon.address;
            async move {
                for number in 0..REQUESTS {
                    // Notes on one case follow each other, so groups are small: the writer is slow on purpose.
                    let ask =
                        Ask::post(format!("/v1/cases/{case}/notes"), json!({ "text": "x".repeat(500) }));
                    let key = format!("storm-{client}-{number}");
                    match ask.with("idempotency-key", key).token(token).send(address).await {
                        Ok(answer) if answer.is_ok() => done.fetch_add(1, Ordering::Relaxed),
                        Ok(answer) if answer.status == 429 => busy.fetch_add(1, Ordering::Relaxed),
                        Ok(answer) if answer.code() == Some("case-file-full") => return,
                        Ok(answer) => fail(&format!("{} {:#}", answer.status, answer.body)),
                        // A connection beyond the most is closed: nothing was acknowledged.
                        Err(_no_answer) => cut.fetch_add(1, Ordering::Relaxed),
                    };
                }
            }
        });
        let mut under_way: Vec<_> = storm.map(Box::pin).collect();
        std::future::poll_fn(|context| {
            under_way.retain_mut(|one| one.as_mut().poll(context).is_pending());
            if under_way.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    });
    let (done, busy, cut) = (done.into_inner(), busy.into_inner(), cut.into_inner());
    assert!(done > 100 && busy + cut > 100, "{done} done, {busy} told to come back, {cut} cut: no storm");
    let grown = resident_mib(daemon.id()).saturating_sub(memory);
    assert!(grown < GROWTH_MIB, "{grown} MiB more than before");
    let calm = (0..PATIENCE).any(|_| {
        let ask = Ask::get(format!("/v1/cases/{case}")).token(&token);
        daemon.ask(&runtime, ask).is_ok_and(|answer| answer.is_ok())
    });
    assert!(calm, "it answers as ever when the storm is over");
    let ask = Ask::get(format!("/v1/cases/{case}")).token(&token);
    let shown = daemon.ask(&runtime, ask).expect("it answers").body;
    let notes = u64::try_from(shown["notes"].as_array().map_or(0, Vec::len)).expect("a number");
    // What was cut may have been done: nobody was told.
    assert!(
        (done..=done + cut).contains(&notes),
        "{done} were told yes, {cut} nothing; there are {notes} notes"
    );
    assert!(daemon.stop().success());
}
