//! The model: every record and every refusal is come to a second time, by an interpreter without disk, index and groups.

use model::{Actor, Command};
use runtime::reference::{Reference, Verdict};
use runtime::{Core, Rejected};

use super::machine::Machine;

/// The second interpreter.
pub(super) struct Model {
    pub(super) reference: Reference,
    /// Whether it follows from action to action, or at an examination alone.
    pub(super) follows: bool,
}

impl Machine {
    /// Lets the reference take what the journal has and it has not: each record has to be what its command makes of the
    /// states before it.
    pub(super) fn follow(&mut self) -> Result<(), String> {
        while self.follow_one()? {}
        Ok(())
    }

    /// Whether the index has the states that the commands made.
    pub(super) fn same_states(&mut self) -> Result<(), String> {
        self.follow()?;
        self.model.reference.compare(self.core.as_ref().ok_or("the core is open")?)
    }

    fn follow_one(&mut self) -> Result<bool, String> {
        let taken = self.ask(Reference::take)?;
        self.report.judged += u64::from(taken);
        Ok(taken)
    }

    /// Asks the reference. A failure that was planned for the daemon may hit its reading instead, once.
    fn ask<T>(&mut self, question: impl Fn(&mut Reference, &Core) -> Result<T, String>) -> Result<T, String> {
        let core = self.core.as_ref().ok_or("the core is open")?;
        let answer = question(&mut self.model.reference, core);
        if answer.is_ok() || !self.is_failing {
            return answer;
        }
        self.heal();
        let core = self.core.as_ref().ok_or("the core is open")?;
        question(&mut self.model.reference, core)
    }

    /// A command was refused: the reference has to refuse it with the same code, at the last record that it knew before or
    /// at one that came in the same step.
    pub(super) fn refused(
        &mut self,
        (actor, command): (&Actor, &Command),
        rejected: &Rejected,
    ) -> Result<(), String> {
        let Rejected::Refused(refusal) = rejected else { return Ok(()) };
        if !self.model.follows {
            return Ok(());
        }
        let wall = self.reading().wall;
        let mut verdicts = Vec::new();
        loop {
            let verdict = self.ask(|reference, core| reference.judge(core, (actor, command), wall))?;
            if verdict == Verdict::Refused(refusal.code) {
                self.report.judged += 1;
                return Ok(());
            }
            verdicts.push((self.model.reference.position(), verdict));
            if !self.follow_one()? {
                return Err(format!(
                    "{} was refused with {}, and should have been: {verdicts:?}",
                    command.name(),
                    refusal.code
                ));
            }
        }
    }

    /// A command that is not given would be refused: the second interpreter says so.
    pub(super) fn is_refused(&mut self, actor: &Actor, command: &Command, why: &str) -> Result<(), String> {
        if !self.model.follows {
            return Ok(());
        }
        self.follow()?;
        let wall = self.reading().wall;
        match self.ask(|reference, core| reference.judge(core, (actor, command), wall))? {
            Verdict::Refused(_) => Ok(()),
            other @ (Verdict::Recorded | Verdict::Nothing) => {
                Err(format!("{why}, and {} by {actor} comes to {other:?}", command.name()))
            }
        }
    }
}
