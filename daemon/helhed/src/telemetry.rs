//! Logs: to standard error, as text or JSON, never with personal data.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging. A second call changes nothing.
pub fn start(log: &Log) {
    let filter =
        EnvFilter::try_from_env("HELHED_LOG").unwrap_or_else(|_| EnvFilter::new(log.level.to_string()));
    let builder =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).with_target(false);
    let _already = match log.format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    // sled traces from closures that run when a thread's locals are dropped. The subscriber keeps its buffer in such a
    // local, and to touch it then ends the whole process. So `trace` is for our own events: libraries stop at `debug`.
    log::set_max_level(log::max_level().min(log::LevelFilter::Debug));
}

#[cfg(test)]
mod tests {
    use super::start;
    use crate::config::{Level, Log, LogFormat};

    /// Traces while its thread takes leave, as sled's deferred closures do.
    struct LastWord;

    impl Drop for LastWord {
        fn drop(&mut self) {
            log::trace!(target: "sled::pagecache", "bumping");
        }
    }

    thread_local!(static LAST_WORD: LastWord = const { LastWord });

    #[test]
    fn a_library_that_traces_at_the_end_of_a_thread_ends_nothing_else() {
        start(&Log { format: LogFormat::Text, level: Level::Trace });
        let thread = std::thread::spawn(|| {
            LAST_WORD.with(|_word| ());
            // From here on this thread has a buffer, and it goes before the word: last made, first dropped.
            tracing::trace!("ours");
            assert!(tracing::enabled!(tracing::Level::TRACE), "our own events are not cut");
        });
        thread.join().expect("the thread ends well");
    }
}
