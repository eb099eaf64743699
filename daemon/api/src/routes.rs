//! The table of contents of the product: one line per route.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

use crate::meters::measure;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{
    cases, citizens, clock, deadlines, drafts, effects, entries, health, letters, openapi, plugins, steps,
    tasks, tokens, workflows,
};

/// The HTTP API over a runtime, ready to serve.
pub fn router(state: ApiState) -> Router {
    let open = open().router;
    let guarded = guarded().router.layer(from_fn_with_state(state.clone(), take_a_place));
    open.merge(guarded)
        .fallback(|| async { Failure::NoSuchRoute })
        .method_not_allowed_fallback(|| async { Failure::MethodNotAllowed })
        .layer(from_fn_with_state(state.clone(), measure))
        .with_state(state)
}

/// Routes that need no token and show nothing personal.
pub(crate) fn open() -> Routes {
    Routes::new().get("/health", health::show).get("/openapi.json", openapi::show)
}

/// Routes of staff and their programs.
pub(crate) fn guarded() -> Routes {
    Routes::new()
        // who am I, and who may come in
        .get("/v1/me", tokens::me)
        .post("/v1/people/{person}/tokens", tokens::create)
        .get("/v1/people/{person}/tokens", tokens::list)
        .delete("/v1/people/{person}/tokens/{number}", tokens::revoke)
        // citizens
        .post("/v1/citizens", citizens::register)
        .post("/v1/citizens/search", citizens::search)
        .get("/v1/citizens/{id}", citizens::show)
        .post("/v1/citizens/{id}/consents/withdraw", citizens::withdraw_consents)
        .post("/v1/citizens/{id}/coordinator", citizens::appoint_coordinator)
        .post("/v1/citizens/{id}/erase", citizens::erase)
        // cases
        .post("/v1/cases", cases::open)
        .get("/v1/cases", cases::list)
        .get("/v1/cases/{id}", cases::show)
        .get("/v1/cases/{id}/history", cases::history)
        .get("/v1/cases/{id}/explain", cases::explain)
        .get("/v1/cases/{id}/looks", cases::looks)
        .post("/v1/cases/{id}/close", cases::close)
        .post("/v1/cases/{id}/reopen", cases::reopen)
        .post("/v1/cases/{id}/erase", cases::erase)
        // the worklist and its tasks
        .get("/v1/tasks", tasks::list)
        .get("/v1/cases/{id}/tasks/{task}", tasks::show)
        .post("/v1/cases/{id}/tasks/{task}/claim", tasks::claim)
        .post("/v1/cases/{id}/tasks/{task}/release", tasks::release)
        .post("/v1/cases/{id}/tasks/{task}/delegate", tasks::delegate)
        .post("/v1/cases/{id}/tasks/{task}/complete", tasks::complete)
        .post("/v1/cases/{id}/tasks/{task}/go-on-without", tasks::go_on_without)
        .get("/v1/cases/{id}/tasks/{task}/draft", drafts::show)
        .put("/v1/cases/{id}/tasks/{task}/draft", drafts::save)
        .delete("/v1/cases/{id}/tasks/{task}/draft", drafts::discard)
        // letters
        .get("/v1/cases/{id}/letters", letters::list)
        .get("/v1/cases/{id}/letters/{number}", letters::show)
        .post("/v1/cases/{id}/tasks/{task}/letter-preview", letters::preview)
        // steps and concerns
        .post("/v1/cases/{id}/steps/{step}/start", steps::start)
        .post("/v1/cases/{id}/steps/{step}/cancel", steps::cancel)
        .post("/v1/cases/{id}/stages/{stage}/end", steps::end_stage)
        .post("/v1/cases/{id}/concerns/{number}/settle", steps::settle_concern)
        // what is written into a case
        .post("/v1/cases/{id}/goals", entries::add_goal)
        .post("/v1/cases/{id}/goals/{number}/reword", entries::reword_goal)
        .post("/v1/cases/{id}/notes", entries::add_note)
        .post("/v1/cases/{id}/events", entries::record_event)
        .post("/v1/cases/{id}/events/{number}/correct", entries::correct_event)
        .post("/v1/cases/{id}/facts/{fact}/correct", entries::correct_fact)
        // deadlines
        .get("/v1/cases/{id}/deadlines", deadlines::list)
        .get("/v1/cases/{id}/deadlines/{name}", deadlines::show)
        .post("/v1/cases/{id}/deadlines/{name}/pause", deadlines::pause)
        .post("/v1/cases/{id}/deadlines/{name}/resume", deadlines::resume)
        .post("/v1/cases/{id}/deadlines/{name}/extend", deadlines::extend)
        .post("/v1/cases/{id}/deadlines/{name}/answer-miss", deadlines::answer_miss)
        // the municipality and the daemon
        .get("/v1/workflows", workflows::list)
        .get("/v1/workflows/offer", workflows::offer)
        .post("/v1/workflows/activate", workflows::activate)
        .post("/v1/workflows/{workflow}/withdraw", workflows::withdraw)
        .get("/v1/plugins", plugins::list)
        .get("/v1/effects", effects::list)
        .post("/v1/effects/release", effects::release_all)
        .post("/v1/effects/{effect}/release", effects::release)
        .post("/v1/effects/{effect}/done", effects::done)
        .post("/v1/effects/{effect}/drop", effects::dropped)
        .get("/v1/clock", clock::show)
        .post("/v1/clock", clock::advance)
        .post("/v1/clock/confirm", clock::confirm)
}

/// Routes that know what they are: the document is compared with them.
pub(crate) struct Routes {
    router: Router<ApiState>,
    pub(crate) listed: Vec<(Method, &'static str)>,
}

impl Routes {
    fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    fn get<H: Handler<T, ApiState>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.route(Method::GET, MethodFilter::GET, path, handler)
    }

    fn post<H: Handler<T, ApiState>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.route(Method::POST, MethodFilter::POST, path, handler)
    }

    fn put<H: Handler<T, ApiState>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.route(Method::PUT, MethodFilter::PUT, path, handler)
    }

    fn delete<H: Handler<T, ApiState>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.route(Method::DELETE, MethodFilter::DELETE, path, handler)
    }

    fn route<H, T>(mut self, method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.listed.push((method, path));
        Self { router: self.router.route(path, on(filter, handler)), listed: self.listed }
    }
}

/// Works on a bounded number of requests at a time, and keeps their answers out of every cache.
async fn take_a_place(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let brings_none = matches!(*request.method(), Method::GET | Method::DELETE);
    let body_place = brings_none.then_some(None).or_else(|| state.body_places.try_acquire().ok().map(Some));
    let mut response = match (state.places.try_acquire(), body_place) {
        (Ok(_place), Some(_body_place)) => next.run(request).await,
        (Ok(_) | Err(_), _) => Failure::NoPlace.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests;
