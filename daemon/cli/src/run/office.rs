//! `helhed token`, `helhed clock`.

use hyper::Method;
use wire::{AdvanceClock, Advanced, Clock, CreateToken, CreatedToken, TokenList};

use super::Session;
use crate::client::Order;
use crate::command::Writing;
use crate::command::office::{ClockCommand, EffectCommand, TokenCommand};
use crate::http::path;
use crate::show;
use crate::trouble::Trouble;

/// Does a command on tokens.
pub(crate) fn token(session: &mut Session<'_>, command: &TokenCommand) -> Result<(), Trouble> {
    match command {
        TokenCommand::Create { person, label, expires_at, writing } => {
            let body = CreateToken { label: label.clone(), expires_at: expires_at.map(|at| at.to_string()) };
            let order = Order::new(Method::POST, path(&[&"people", person, &"tokens"]), &body, writing);
            let answer = session.client()?.give(order)?;
            if session.cli.json {
                return session.show_untouched(&answer);
            }
            let created: CreatedToken = answer.read()?;
            let number = created.number.map_or_else(String::new, |number| format!(" {number}"));
            session.talk(
                &format!("token{number} for {person}; det vises kun denne ene gang:"),
                &format!("token{number} of {person}; it is shown this once:"),
            )?;
            Ok(writeln!(session.out, "{}", created.token.0)?)
        }
        TokenCommand::List { person } => {
            session.ask::<TokenList>(&path(&[&"people", person, &"tokens"]), show::token_list)
        }
        TokenCommand::Revoke { person, number, writing } => {
            let path = path(&[&"people", person, &"tokens", number]);
            session.give(Order::bare(Method::DELETE, path, writing))
        }
    }
}

/// Lets an effect go on, or says what became of it.
pub(crate) fn effect(session: &mut Session<'_>, command: &EffectCommand) -> Result<(), Trouble> {
    let (place, writing) = match command {
        EffectCommand::Release { effect: None, writing, .. } => (path(&[&"effects", &"release"]), writing),
        EffectCommand::Release { effect: Some(effect), writing, .. } => {
            (path(&[&"effects", effect, &"release"]), writing)
        }
        EffectCommand::Done { effect, writing } => (path(&[&"effects", effect, &"done"]), writing),
        EffectCommand::Drop { effect, writing } => (path(&[&"effects", effect, &"drop"]), writing),
    };
    session.give(Order::bare(Method::POST, place, writing))
}

/// Does a command on the clock.
pub(crate) fn clock(session: &mut Session<'_>, command: &ClockCommand) -> Result<(), Trouble> {
    match command {
        ClockCommand::Show => session.ask::<Clock>(&path(&[&"clock"]), show::clock),
        ClockCommand::Advance { to } => {
            let body = AdvanceClock { advance_to: to.to_string() };
            let order = Order::new(Method::POST, path(&[&"clock"]), &body, &Writing::default()).patiently();
            let answer = session.client()?.give(order)?;
            session.show::<Advanced>(&answer, show::advanced)
        }
        ClockCommand::Confirm { writing } => {
            session.give(Order::bare(Method::POST, path(&[&"clock", &"confirm"]), writing))
        }
    }
}
