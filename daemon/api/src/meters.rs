//! What is counted and logged of requests: the template of the route, never the path itself.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::state::ApiState;

/// What stands for a path that no route has: whoever tries paths makes no new label.
const NO_ROUTE: &str = "none";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: String,
}

/// The counters of the HTTP API. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Meters {
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    under_way: Gauge,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            // From half a millisecond to sixteen seconds.
            seconds: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.0005, 2.0, 16))),
            under_way: Gauge::default(),
        }
    }
}

impl Meters {
    /// Names them in a registry, which shows them from then on.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests answered, by route and status", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the headers of a request to those of its answer",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register("http_requests_under_way", "Requests being worked on", self.under_way.clone());
    }
}

/// Counts a gauge down however the request ends, by a client that goes away too.
struct UnderWay(Gauge);

impl UnderWay {
    fn begin(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Measures a request.
pub(crate) async fn measure(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let under_way = UnderWay::begin(&state.meters.under_way);
    let method = name_of(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    drop(under_way);
    let (status, elapsed) = (response.status().as_u16(), began.elapsed());
    tracing::debug!(method, route, status, ms = elapsed.as_secs_f64() * 1e3, "request");
    let meters = &state.meters;
    meters
        .seconds
        .get_or_create(&RouteLabels { method, route: route.clone() })
        .observe(elapsed.as_secs_f64());
    meters.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    response
}

/// A client may call its method anything; a label is one of ours.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
