//! The command line: what `helhed` understands, and everything of it that is a client of the HTTP API or reads files.
//!
//! Standard output is data, standard error is talk. What runs the daemon or opens its directory (`serve`, `demo`,
//! `journal`, `index`, `backup`, `restore`, `config`) is only understood here and done by the program itself.

mod client;
mod command;
mod exit;
mod http;
mod lang;
mod pages;
mod run;
mod show;
mod trouble;

pub use command::backup::{BackupArgs, RestoreArgs};
pub use command::case::CaseCommand;
pub use command::case::Reasoned;
pub use command::checking::{CheckArgs, ExplainArgs, Format, NewArgs};
pub use command::citizen::CitizenCommand;
pub use command::citizen::CprSource;
pub use command::daemon::{
    CompileWorkerArgs, ConfigArgs, DemoArgs, DoctorArgs, IndexArgs, JournalArgs, ServeArgs,
};
pub use command::deadline::DeadlineCommand;
pub use command::deadline::DeadlineOfCase;
pub use command::entry::{EventCommand, FactCommand, GoalCommand, NoteArgs};
pub use command::manual::{CompletionsArgs, ManArgs};
pub use command::office::{ClockCommand, EffectCommand, TokenCommand, WorkflowCommand};
pub use command::plugin::PluginCommand;
pub use command::rehearse::{TestArgs, TestFormat, TryArgs};
pub use command::step::{ConcernCommand, StepCommand, StepOfCase};
pub use command::task::{DraftCommand, TaskCommand};
pub use command::task::{TaskOfCase, Values};
pub use command::workflow::{DiffArgs, GraphArgs, GraphFormat};
pub use command::{Cli, Command, Erasing, Paging, Writing};
pub use exit::Exit;
pub use lang::Lang;
pub use run::run_client;
