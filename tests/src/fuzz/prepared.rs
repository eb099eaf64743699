//! A directory as a daemon leaves it: cases on their way, a look, a state export, a plugin that was called and has not
//! answered.

use std::sync::{Arc, OnceLock};

use definition::scenario::Act;
use helhed::script::Play;
use journal::{Disk, SimulatedDisk, SystemChance};
use model::{Actor, CaseId, CitizenId, Timestamp};
use runtime::{Core, OpenedBy, Output, PluginCall};
use scheduler::Reading;
use store::MapIndex;

use crate::crashing::wrapping;
use crate::order::{Place, command, registration};
use crate::{Crashing, places};

/// So short that a story fills several.
const SEGMENT_BYTES: u32 = 32 * 1024;

/// When the stories begin: the Monday before the first scenario.
const BEGINNING: &str = "2026-07-27T06:00:00Z";

pub(super) struct Prepared {
    pub(super) disk: SimulatedDisk,
    /// The call that waits for its answer.
    pub(super) call: PluginCall,
    pub(super) now: Timestamp,
}

/// A directory in the middle of a case.
pub(super) fn prepared() -> &'static Prepared {
    static PREPARED: OnceLock<Prepared> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let (mut machine, now, call) = in_the_middle();
        let exported = machine.core().export_state();
        assert!(matches!(exported, Ok(Some(_))), "the state is exported: {exported:?}");
        Prepared { disk: machine.disk().fork(), call, now }
    })
}

/// A machine in the middle of a story: it plays scenarios until a plugin was called in the second of them.
pub(super) fn in_the_middle() -> (Crashing, Timestamp, PluginCall) {
    let begins: Timestamp = BEGINNING.parse().expect("an instant");
    let mut machine = Crashing::start_with(begins, 1, SEGMENT_BYTES);
    let mut now = begins;
    let mut calls = 0;
    let scenarios = places::scenarios();
    // A workflow that asks a plugin.
    for scenario in scenarios.iter().filter(|one| one.workflow.as_str() == "one-plan").take(3) {
        let mut place = Place { citizen: CitizenId(0), case: CaseId(0) };
        for line in &scenario.lines {
            let Some(person) = &line.by else { continue };
            let actor = Actor::Person(person.clone());
            now = now.max(Play::instant(line));
            machine.advance(now);
            if let Act::Open { .. } = line.act {
                let (registered, _) =
                    machine.submit(&actor, &format!("registers-{}", scenario.name), registration(scenario));
                let Ok(registered) = registered else { continue };
                place.citizen = registered.citizen.expect("a citizen has a number");
            }
            let Some(order) = command(scenario, line, place) else { continue };
            let key = format!("{}-{}", scenario.name, line.line);
            let (done, outputs) = machine.submit(&actor, &key, order);
            if let (Act::Open { .. }, Ok(done)) = (&line.act, &done) {
                place.case = done.case.expect("a new case has a number");
            }
            calls += usize::from(outputs.iter().any(|output| matches!(output, Output::Call(_))));
            if calls == 2 {
                let call = outputs.into_iter().find_map(called).expect("it is among them");
                return (machine, now, call);
            }
            machine.take(outputs);
        }
    }
    places::fail("no scenario calls a plugin twice")
}

fn called(output: Output) -> Option<PluginCall> {
    match output {
        Output::Call(call) => Some(call),
        Output::Answer { .. } | Output::Perform(_) | Output::Broken { .. } => None,
    }
}

/// Opens a directory that has no index, as a start does; answers the index that it filled.
pub(super) fn open(disk: &SimulatedDisk, now: Timestamp) -> Result<(Core, Arc<MapIndex>), String> {
    let index = Arc::new(MapIndex::new());
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let random = Box::new(SystemChance);
    let by = OpenedBy::Map(Arc::clone(&index));
    let opened = runtime::open(&shared, by, wrapping(), (random, SEGMENT_BYTES), &mut |_, _| {});
    let opened = opened.map_err(|why| why.to_string())?;
    let mut core = Core::new(opened, Box::new(|_| true))?;
    let _handed_out = core.start(Reading { wall: now, monotonic_us: now.micros() }, None);
    Ok((core, index))
}

/// Reads a file of a disk whole.
pub(super) fn read(disk: &SimulatedDisk, path: &str) -> Vec<u8> {
    disk.read_whole(path, u64::MAX).expect("the file can be read")
}

/// Puts other bytes into a file of a disk.
pub(super) fn write(disk: &SimulatedDisk, path: &str, bytes: &[u8]) {
    disk.write_whole(path, bytes).expect("the file can be written");
}

/// Every file of a disk.
pub(super) fn paths(disk: &SimulatedDisk) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for name in disk.list(&folder).expect("a folder can be listed") {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match disk.list(&path) {
                Ok(_) => folders.push(path),
                Err(_) => found.push(path),
            }
        }
    }
    found.sort();
    found
}
