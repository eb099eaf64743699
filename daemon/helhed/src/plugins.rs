//! Who runs plugins: the sandbox, or a script for tests and simulation.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::serve::Failure;
use cli::CompileWorkerArgs;
use model::Timestamp;
use model::Value;
use model::deadline::Sentence;
use model::plugin::{PluginAnswer, PluginOutcome};
use plugin_host::{Answer, Component, Host, HostOptions, Input, Limits, Report, WorkerLimits};

use runtime::{Answered, NoPlugins, PluginCall, Plugins, Scripted};

/// Who runs plugins.
#[derive(Clone, Debug, Default)]
pub enum RunsPlugins {
    /// The sandbox; the program itself is the child that compiles.
    #[default]
    Sandbox,
    /// Nobody is called: every call has the same answer.
    Scripted(Scripted),
}

impl RunsPlugins {
    /// Starts whoever runs plugins; compiled components are kept in `cache`.
    pub(crate) fn start(&self, cache: &Path) -> Arc<dyn Plugins> {
        match self {
            Self::Scripted(scripted) => Arc::new(scripted.clone()),
            Self::Sandbox => match host(Some(cache)) {
                Ok(host) => Arc::new(Sandbox { host: Arc::new(host) }),
                // The daemon serves all the same: what plugins would do is done by hand.
                Err(why) => {
                    tracing::error!(why, "no plugin can be called; their steps are done by hand");
                    Arc::new(NoPlugins)
                }
            },
        }
    }
}

/// A host whose compiling child is this program.
///
/// # Errors
///
/// Why it cannot be started, in a sentence.
pub(crate) fn host(cache: Option<&Path>) -> Result<Host, String> {
    let worker = std::env::current_exe().map_err(|why| format!("the program does not find itself: {why}"))?;
    let cache = cache.map(Path::to_path_buf);
    Host::start(HostOptions { limits: Limits::default(), worker, cache }).map_err(|why| why.to_string())
}

/// `helhed compile-worker`: the child that compiles one component, within limits.
///
/// # Errors
///
/// What is wrong with the component, for the daemon that asked.
pub fn compile_worker(args: CompileWorkerArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let limits = WorkerLimits::default().lowered(args.address_space_mib, args.cpu_seconds);
    Ok(plugin_host::compile_worker(&mut std::io::stdin().lock(), out, limits)?)
}

/// Calls plugins in the sandbox.
struct Sandbox {
    host: Arc<Host>,
}

impl Plugins for Sandbox {
    fn call(&self, call: PluginCall, answered: Answered) {
        let input = match Input::read(&call.input) {
            Ok(input) => input,
            Err(why) => {
                tracing::error!(because = %why, "the input of a plugin call cannot be read");
                return answered(call.failed("host_down"));
            }
        };
        let (read, id, digest) = (call.read(), call.id, call.digest);
        let component = Component { digest, bytes: call.component_later() };
        let done = move |report: Report| {
            note(&report, &id.to_string(), &digest.to_string());
            answered(answer(report, read));
        };
        self.host.call(component, input, Box::new(done));
    }
}

/// What came of a call, for operators: codes and figures, and no word of the plugin. What it wrote may hold facts.
fn note(report: &Report, effect: &str, component: &str) {
    let took_us = u64::try_from(report.took.as_micros()).unwrap_or(u64::MAX);
    let (fuel, lines, dropped) = (report.fuel, report.log.len(), report.dropped);
    match &report.outcome {
        Ok(_) => {
            tracing::info!(
                effect.id = effect,
                plugin.component = component,
                fuel,
                took_us,
                lines,
                dropped,
                "a plugin answered"
            );
        }
        Err(failure) => {
            let code = failure.code();
            tracing::warn!(
                effect.id = effect,
                plugin.component = component,
                code,
                fuel,
                took_us,
                lines,
                dropped,
                "a plugin failed; a person does the step"
            );
        }
    }
}

fn answer(report: Report, read: model::ContentHash) -> PluginAnswer {
    let outcome = match report.outcome {
        Ok(Answer::Proposed { set, because }) => {
            PluginOutcome::Proposed { set: Value::Record(set), because: both(because) }
        }
        Ok(Answer::HandedOver { reason }) => PluginOutcome::HandedOver { reason: both(reason) },
        Err(failure) => failed(&failure),
    };
    let took_us = u64::try_from(report.took.as_micros()).unwrap_or(u64::MAX);
    PluginAnswer { outcome, read, fuel: report.fuel, took_us }
}

fn failed(failure: &plugin_host::Failure) -> PluginOutcome {
    PluginOutcome::Failed { code: failure.code().to_owned(), words: failure.words().map(str::to_owned) }
}

fn both(sentence: Sentence) -> Value {
    Value::Record(
        [("da".to_owned(), Value::text(sentence.da)), ("en".to_owned(), Value::text(sentence.en))].into(),
    )
}

/// A value from JSON, as `plugin try` is given it: days and instants are those under `today` and `now`.
///
/// # Errors
///
/// Which key holds no day, no instant or no number that fits.
pub(crate) fn from_json(key: &str, json: &serde_json::Value) -> Result<Value, String> {
    Ok(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Boolean(*flag),
        serde_json::Value::Number(number) => {
            let number =
                number.to_string().parse().map_err(|_| format!("`{key}` holds no number that fits"))?;
            Value::Number(model::Number(number))
        }
        serde_json::Value::String(text) if key == "now" => Value::Instant(text.parse::<Timestamp>()?),
        serde_json::Value::String(text) if key == "today" => Value::Date(text.parse()?),
        serde_json::Value::String(text) => Value::text(text.clone()),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|item| from_json(key, item)).collect::<Result<_, _>>()?)
        }
        serde_json::Value::Object(fields) => {
            let fields = fields.iter().map(|(key, json)| Ok((key.clone(), from_json(key, json)?)));
            Value::Record(fields.collect::<Result<_, String>>()?)
        }
    })
}
