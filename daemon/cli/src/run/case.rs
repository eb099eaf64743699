//! `helhed case`.

use wire::{CasePage, EndStage, Explanation, HistoryPage, LookList, OpenCase, Reason};

use super::task::gathered;
use super::{Session, erase, letter};
use crate::command::case::{CaseCommand, Reasoned};
use crate::http::{Query, path};
use crate::show;
use crate::trouble::Trouble;

/// Does a command on cases.
pub(crate) fn run(session: &mut Session<'_>, command: &CaseCommand) -> Result<(), Trouble> {
    match command {
        CaseCommand::Open { citizen, workflow, event, on, unit, note, writing } => {
            let body = OpenCase {
                citizen: citizen.to_string(),
                workflow: workflow.clone(),
                event: event.clone(),
                on: on.to_string(),
                unit: unit.clone(),
                note: session.optional_text(note.as_ref())?,
            };
            session.post(path(&[&"cases"]), &body, writing)
        }
        CaseCommand::List { open, closed, citizen, paging } => {
            let which = match (open, closed) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
            let query = Query::default()
                .with("open", which)
                .with("citizen", citizen.as_ref())
                .with("after", paging.after.as_ref())
                .with("limit", paging.limit);
            session.ask_page::<CasePage>(&query.on(&path(&[&"cases"])), show::case_list)
        }
        CaseCommand::Show { case } => session.ask(&path(&[&"cases", case]), show::case_page),
        CaseCommand::History { case, paging } => {
            let query = Query::default().with("after", paging.after.as_ref()).with("limit", paging.limit);
            let path = query.on(&path(&[&"cases", case, &"history"]));
            session.ask_page::<HistoryPage>(&path, show::history)
        }
        CaseCommand::Explain { case } => {
            session.ask::<Explanation>(&path(&[&"cases", case, &"explain"]), show::explanation)
        }
        CaseCommand::Letters { case } => letter::list(session, *case),
        CaseCommand::Letter { case, number, out } => letter::read(session, (*case, *number), out.as_deref()),
        CaseCommand::Looks { case } => {
            session.ask::<LookList>(&path(&[&"cases", case, &"looks"]), show::look_list)
        }
        CaseCommand::Close(reasoned) => with_reason(session, reasoned, "close"),
        CaseCommand::Reopen(reasoned) => with_reason(session, reasoned, "reopen"),
        CaseCommand::EndStage(ending) => {
            let body = EndStage {
                values: gathered(session, &ending.values)?,
                reason: session.text(&ending.reason)?,
            };
            let path = path(&[&"cases", &ending.case, &"stages", &ending.stage, &"end"]);
            session.post(path, &body, &ending.writing)
        }
        CaseCommand::Erase { case, erasing } => erase::erase(session, "cases", case, erasing),
    }
}

fn with_reason(session: &mut Session<'_>, reasoned: &Reasoned, verb: &str) -> Result<(), Trouble> {
    let body = Reason { reason: session.text(&reasoned.reason)? };
    let writing = session.versioned(reasoned.case, &reasoned.writing)?;
    session.post(path(&[&"cases", &reasoned.case, &verb]), &body, &writing)
}
