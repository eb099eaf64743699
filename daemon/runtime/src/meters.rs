//! What the runtime counts while it works. Names and numbers only: a label is a name of our own code, never what somebody
//! wrote, never whose case it is. `docs/metrics.md` says what each means and what to do.

use std::time::Instant;

use model::Record;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::answer::{Accepted, Rejected};

/// A timer that fires later than this was late: a minute. The writer fires what is due between two groups.
const LATE_US: i64 = 60_000_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CommandLabels {
    command: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RecordLabels {
    command: String,
}

/// The counters of one runtime. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Meters {
    commands: Family<CommandLabels, Counter>,
    records: Family<RecordLabels, Counter>,
    queue: Gauge,
    queue_full: Counter,
    group_records: Histogram,
    append_seconds: Histogram,
    appends_failed: Counter,
    look_seconds: Histogram,
    timers_late: Counter,
    deliveries_failed: Counter,
    effects_given_up: Counter,
}

impl Default for Meters {
    fn default() -> Self {
        // From a tenth of a millisecond to three seconds: a disk that syncs slower than that has failed in all but name.
        let seconds = || Histogram::new(exponential_buckets(0.0001, 2.0, 16));
        Self {
            commands: Family::default(),
            records: Family::default(),
            queue: Gauge::default(),
            queue_full: Counter::default(),
            group_records: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
            append_seconds: seconds(),
            appends_failed: Counter::default(),
            look_seconds: seconds(),
            timers_late: Counter::default(),
            deliveries_failed: Counter::default(),
            effects_given_up: Counter::default(),
        }
    }
}

impl Meters {
    /// Names them in a registry, which shows them from then on.
    pub fn register(&self, registry: &mut Registry) {
        let seconds = || Unit::Seconds;
        registry.register("commands", "Commands given at the door, by outcome", self.commands.clone());
        registry.register("records", "Records made durable, by command", self.records.clone());
        registry.register("queue_commands", "Commands that wait for the writer", self.queue.clone());
        registry.register(
            "queue_full",
            "Commands refused because the queue was full",
            self.queue_full.clone(),
        );
        registry.register("group_records", "Records in one write and sync", self.group_records.clone());
        registry.register_with_unit(
            "journal_append",
            "Write and fdatasync of one group",
            seconds(),
            self.append_seconds.clone(),
        );
        registry.register("journal_append_failures", "Groups not made durable", self.appends_failed.clone());
        registry.register_with_unit(
            "looks_append",
            "Write and fdatasync of a group of looks",
            seconds(),
            self.look_seconds.clone(),
        );
        registry.register("timers_late", "Timers fired over a minute late", self.timers_late.clone());
        registry.register(
            "effect_delivery_failures",
            "Deliveries of effects that failed and are tried again",
            self.deliveries_failed.clone(),
        );
        registry.register("effects_given_up", "Effects given up on record", self.effects_given_up.clone());
    }

    pub(crate) fn command_ended(&self, command: &'static str, result: &Result<Accepted, Rejected>) {
        let outcome = match result {
            Ok(_) => "ok",
            Err(
                Rejected::Busy { .. }
                | Rejected::ReadOnly { .. }
                | Rejected::NoRoom { .. }
                | Rejected::Stopping
                | Rejected::Internal { .. },
            ) => "failed",
            Err(
                Rejected::Refused(_)
                | Rejected::NotFound { .. }
                | Rejected::Stale { .. }
                | Rejected::PurposeRequired
                | Rejected::IdempotencyMismatch
                | Rejected::IdempotencyGone
                | Rejected::IdempotencyInvalid
                | Rejected::NotSimulated,
            ) => "refused",
        };
        if matches!(result, Err(Rejected::Busy { .. })) {
            self.queue_full.inc();
        }
        self.commands.get_or_create(&CommandLabels { command, outcome }).inc();
    }

    pub(crate) fn recorded(&self, record: &Record) {
        self.records.get_or_create(&RecordLabels { command: record.command.clone() }).inc();
    }

    pub(crate) fn queued(&self) {
        self.queue.inc();
    }

    pub(crate) fn taken(&self) {
        self.queue.dec();
    }

    pub(crate) fn appended(&self, began: Instant, records: usize, is_durable: bool) {
        self.append_seconds.observe(began.elapsed().as_secs_f64());
        self.group_records.observe(u32::try_from(records).map_or(f64::MAX, f64::from));
        if !is_durable {
            self.appends_failed.inc();
        }
    }

    pub(crate) fn looked(&self, began: Instant) {
        self.look_seconds.observe(began.elapsed().as_secs_f64());
    }

    pub(crate) fn fired(&self, late_us: i64) {
        if late_us > LATE_US {
            self.timers_late.inc();
        }
    }

    pub(crate) fn delivery_failed(&self, is_last: bool) {
        self.deliveries_failed.inc();
        if is_last {
            self.effects_given_up.inc();
        }
    }
}
