//! The admin listener: `/metrics` and `/ready`, without a token, to this machine alone.

mod gauges;

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use prometheus_client::registry::Registry;
use runtime::Serving;
use serde_json::json;

use gauges::Gauges;

/// What `/metrics` shows: the media type that Prometheus asks for.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Connections of the admin listener: a scraper, a probe, an operator.
pub(crate) const CONNECTIONS_MAX: usize = 16;

struct Shown {
    serving: Serving,
    registry: Registry,
    gauges: Mutex<Gauges>,
}

/// The routes of the admin listener.
pub(crate) fn router(serving: Serving, (counters, http): (&runtime::Meters, &api::Meters)) -> Router {
    let mut registry = Registry::with_prefix("helhed");
    counters.register(&mut registry);
    http.register(&mut registry);
    let gauges = Mutex::new(Gauges::register(&mut registry));
    let shown = Arc::new(Shown { serving, registry, gauges });
    Router::new().route("/metrics", get(metrics)).route("/ready", get(ready)).with_state(shown)
}

async fn metrics(State(shown): State<Arc<Shown>>) -> Response {
    let text = tokio::task::spawn_blocking(move || {
        shown.gauges.lock().unwrap_or_else(PoisonError::into_inner).read(&shown.serving);
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &shown.registry).map(|()| text)
    });
    match text.await {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Ok(Err(_)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn ready(State(shown): State<Arc<Shown>>) -> Response {
    let tried = tokio::task::spawn_blocking(move || {
        let health = shown.serving.health();
        match shown.serving.runtime() {
            Ok(runtime) => {
                let commit = runtime.try_commit().map_err(|why| why.to_string());
                (health, commit, runtime.clock().held)
            }
            Err(why) => (health, Err(why.detail().en), None),
        }
    });
    let Ok((health, commit, held)) = tried.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let is_ready = health.accepting && commit.is_ok();
    let check = |because: Option<String>| json!({ "ok": because.is_none(), "because": because });
    let accepting = (!health.accepting).then(|| health.because.unwrap_or_else(|| "it stops".to_owned()));
    let body = json!({
        "ready": is_ready,
        "checks": {
            "accepting": check(accepting),
            "commit": check(commit.err()),
        },
        // It takes commands all the same; reminders and effects wait for a person.
        "clock_held": held,
    });
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    ([(header::CACHE_CONTROL, "no-store")], (status, Json(body))).into_response()
}
