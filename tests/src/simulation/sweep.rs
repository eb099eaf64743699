//! One operation of the disk fails, and it may be any: in the middle of a day's work, or while the daemon starts.

use std::sync::Arc;

use journal::{Fault, SimulatedDisk};
use store::MapIndex;

use super::act::Kind;
use super::machine::{Machine, open_on};
use super::{Broken, Plan};
use crate::crashing::Dice;

/// What becomes of the operation, and of the machine after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// It reports an error, and a part of what it wrote is there; the process goes on or starts again.
    Error,
    /// The disk is full, and stays so until somebody makes room.
    Full,
    /// The power fails in the middle of it: any subset of what was not synced survives, sectors torn.
    Cut,
}

impl Failing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Error, Self::Full, Self::Cut];
}

/// A day's work without faults of its own.
fn work(plan: &Plan) -> Machine {
    let mut machine = Machine::start(plan.seed, plan.planted);
    // What it reads would be counted as the daemon's work.
    machine.model.follows = false;
    machine.off = vec![
        Kind::Cut,
        Kind::Kill,
        Kind::Restart,
        // It restarts the daemon too.
        Kind::Activate,
        Kind::FailDisk,
        Kind::FillDisk,
        Kind::LoseIndex,
        Kind::Jump,
    ];
    machine
}

/// How many operations of the disk the work of a plan takes, after the first start.
///
/// # Errors
///
/// What does not hold without any fault.
pub fn operations(plan: &Plan) -> Result<u64, Broken> {
    let mut machine = work(plan);
    let before = machine.disk.operations();
    play(&mut machine, plan)?;
    Ok(machine.disk.operations() - before)
}

/// Does the work of a plan with the `nth` operation failing, and asks everything afterwards.
///
/// # Errors
///
/// The first invariant that did not hold.
pub fn fail_at(plan: &Plan, nth: u64, failing: Failing) -> Result<(), Broken> {
    let mut machine = work(plan);
    machine.cuts_power = failing == Failing::Cut;
    match failing {
        Failing::Error | Failing::Cut => machine.fail(nth, Fault::Io),
        Failing::Full => machine.fill_from(nth),
    }
    play(&mut machine, plan)?;
    let end = plan.actions.len();
    machine.heal();
    machine.finish().map(drop).map_err(|why| Broken { at: end, why })
}

fn play(machine: &mut Machine, plan: &Plan) -> Result<(), Broken> {
    for action in &plan.actions {
        machine.act(plan.chance(*action)).map_err(|why| Broken { at: *action, why })?;
    }
    Ok(())
}

/// Does the work of a plan, cuts the power, and lets each operation of the start fail in turn: the start may be refused,
/// and the next one finds everything. Answers how many operations a start has.
///
/// # Errors
///
/// A start that lost something, or that no later start gets over.
pub fn fail_starts(plan: &Plan) -> Result<u64, Broken> {
    let mut machine = work(plan);
    play(&mut machine, plan)?;
    let head = machine.core().head();
    machine.core = None;
    machine.disk.crash_losing_unsynced();
    let broken = |why: String| Broken { at: plan.actions.len(), why };
    for nth in 0.. {
        let disk = machine.disk.fork();
        let before = disk.operations();
        disk.fail_nth(nth, Fault::Io);
        let first = open(&disk, machine.chance);
        let has_failed = disk.operations() - before > nth;
        drop(first);
        disk.crash_losing_unsynced();
        let found = open(&disk, machine.chance)
            .map_err(|why| broken(format!("after operation {nth} of a start: {why}")))?;
        if found.position < head.position {
            let why =
                format!("operation {nth} of a start lost records: {} of {}", found.position, head.position);
            return Err(broken(why));
        }
        if !has_failed {
            return Ok(nth);
        }
    }
    Ok(0)
}

/// Where the journal of a disk ends, by a start with an index that has nothing.
fn open(disk: &SimulatedDisk, chance: Dice) -> Result<journal::Head, String> {
    let opened = open_on(disk, &Arc::new(MapIndex::new()), chance).map_err(|why| why.to_string())?;
    Ok(runtime::Core::new(opened, Box::new(|_| true))?.head())
}
