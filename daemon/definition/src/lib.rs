//! Workflow files, rule packs and the municipality file: text in, checked definitions or every fault at once out.
//!
//! Three levels: the text (strict YAML, with the place of every word), the shape (which keys stand where) and the
//! meaning (names, types, order, deadlines, people). A value comes out only where no error was found.

mod bundle;
mod check;
pub mod checked;
mod files;
mod finding;
mod grammar;
pub mod letters;
mod load;
pub mod municipality;
mod nearest;
mod places;
pub mod scenario;
mod schema;
mod text;

pub use bundle::Bundle;
pub use checked::{
    After, Again, Anchor, Awaited, Before, Bound, BoundDay, Channel, Check, Choice, Counted, DeadlineRule,
    Definition, Due, EndedEarly, Ending, EventRule, FactKind, FactRule, Held, Kind, LANGUAGE, Ladder,
    LadderRung, LegalText, LetterTemplate, Limit, Named, PanelMode, Pause, Renamed, Repeat, Role, RulePack,
    SEMANTICS, Source, Stage, Step, TableOutput, TableRule, Until,
};
pub use files::{Seen, look};
pub use finding::{
    CODES, Finding, Loaded, Severity, every_code, findings_json, fold_translations, render_findings,
};
pub use load::{Folder, Kept, load_folder, load_municipality, load_rule_pack, load_workflow, rule_pack_of};
pub use municipality::{Confirmed, Municipality, PluginFile};
pub use nearest::nearest;
pub use places::workflow_places;
pub use scenario::{Scenario, ScenarioFile, check_scenario, load_scenario, read_scenarios, scenario_yaml};
pub use schema::{municipality_schema, rule_pack_schema, texts_schema, workflow_schema};

#[cfg(test)]
mod tests;
