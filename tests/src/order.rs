//! What somebody does in a scenario, as an order to the runtime.

use definition::Scenario;
use definition::scenario::Line;
use model::{Command, Date};

pub use definition::scenario::Place;

/// Registers the citizen of a scenario.
#[must_use]
pub fn registration(scenario: &Scenario) -> Command {
    scenario.citizen.registration()
}

/// The command of a line; none where only time passes, or a plugin answers by itself.
#[must_use]
pub fn command(scenario: &Scenario, line: &Line, place: Place) -> Option<Command> {
    line.act.command(&scenario.workflow, place, Date(line.at.date()))
}
