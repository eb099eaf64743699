//! `helhed workflow check --watch`: checked again whenever a file below the folder changes.
//!
//! The files are looked at twice a second (`docs/design/0027-what-an-admin-sees-of-the-checker.md` says why they are
//! looked at, and not listened to).

use std::time::Duration;

use definition::{Seen, look};

use super::{CheckArgs, Format, check, root_of};
use crate::exit::Exit;
use crate::run::Session;
use crate::trouble::Trouble;

/// How often the files are looked at: soon enough to seem at once, seldom enough to cost nothing.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Looks for which files may go on changing before they are checked all the same: somebody copies a folder, and nobody
/// should wait for the end of that for ever.
const SETTLING_LOOKS_MAX: usize = 20;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// It is time to look again.
    Look,
    /// Whoever watches has seen enough.
    End,
}

/// Checks, and checks again until Ctrl-C.
pub(super) fn run(session: &mut Session<'_>, args: &CheckArgs) -> Result<Exit, Trouble> {
    if session.cli.json || args.format != Format::Human {
        return Err(Trouble::usage(
            "`--watch` er for mennesker; kontrollér én gang, hvis et program skal læse det",
            "`--watch` is for people; check once where a program shall read it",
        ));
    }
    let root = root_of(&args.path)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut wait = || {
        runtime.block_on(async {
            tokio::select! {
                _ended = tokio::signal::ctrl_c() => Next::End,
                () = tokio::time::sleep(LOOK_EVERY) => Next::Look,
            }
        })
    };
    let mut clock = || jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    watch(session, args, Outside { look: &mut || look(&root), wait: &mut wait, clock: &mut clock })
}

/// What the world tells: how the files look, how time passes, what the clock shows.
struct Outside<'o> {
    look: &'o mut dyn FnMut() -> Seen,
    wait: &'o mut dyn FnMut() -> Next,
    clock: &'o mut dyn FnMut() -> String,
}

fn watch(session: &mut Session<'_>, args: &CheckArgs, outside: Outside<'_>) -> Result<Exit, Trouble> {
    let Outside { look, wait, clock } = outside;
    loop {
        // Looked at first, checked then: what changes meanwhile is seen as a change.
        let seen = look();
        let now = clock();
        session.talk(&format!("kl. {now}"), &format!("at {now}"))?;
        // An editor may be between taking the old file away and putting the new one there: that is said, and waited out.
        if let Err(trouble) = check(session, args) {
            if matches!(trouble, Trouble::Output(_)) {
                return Err(trouble);
            }
            trouble.tell(session.err, session.cli.lang, false);
        }
        session.talk("venter på ændringer; Ctrl-C slutter\n", "waiting for changes; Ctrl-C ends\n")?;
        if changed(&seen, look, wait) == Next::End {
            return Ok(Exit::Done);
        }
    }
}

/// Waits until the files look otherwise than they were seen, and then until they stay as they are.
fn changed(seen: &Seen, look: &mut dyn FnMut() -> Seen, wait: &mut dyn FnMut() -> Next) -> Next {
    let mut last = loop {
        if wait() == Next::End {
            return Next::End;
        }
        let now = look();
        if now != *seen {
            break now;
        }
    };
    for _ in 0..SETTLING_LOOKS_MAX {
        if wait() == Next::End {
            return Next::End;
        }
        let now = look();
        if now == last {
            break;
        }
        last = now;
    }
    Next::Look
}

#[cfg(test)]
mod tests;
