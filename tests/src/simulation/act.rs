//! What happens in a simulation: people at work, time, effects, and everything that goes wrong.

use definition::Scenario;
use definition::scenario::{Act, Line};
use journal::Fault;
use model::effect::EffectOutcome;
use model::{Actor, CitizenId, Command, PersonId};
use runtime::{Input, Output, Perform, PluginCall, Rejected, Scripted};

use super::machine::{Given, Machine, dispatcher, material};
use crate::crashing::Dice;
use crate::order::{Place, command, registration};

const MINUTE_US: i64 = 60_000_000;
const DAY_US: i64 = 24 * 60 * MINUTE_US;

/// The longest wait, in days: five years.
const DAYS_MAX: usize = 5 * 365;

/// Operations of the disk after which a planned fault comes at the latest: a command takes about a dozen.
const FAULT_WITHIN: usize = 16;

/// A case that people work on.
pub(super) struct Course {
    pub(super) story: Story,
    pub(super) place: Place,
}

/// By what a case goes on.
#[derive(Clone, Copy)]
pub(super) enum Story {
    /// A scenario, more or less, with its next line.
    Told(&'static Scenario, usize),
    /// What the pages of the case say can be done.
    ByChance,
}

/// Kinds of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A citizen is registered and a case opened.
    Refer,
    /// A case goes on by its scenario's next line.
    GoOn,
    /// Somebody does something that any scenario knows, on any case, by anybody.
    Wander,
    /// Several people do something at the same moment, one of them twice.
    Crowd,
    /// Something acknowledged is asked again with its key.
    Repeat,
    /// A key that was used comes with another command.
    Misuse,
    /// Minutes to a day go by.
    Tick,
    /// Days to months go by, and now and then years: both changes of the clock, a leap day.
    Wait,
    /// Effects and calls come to some end.
    Deliver,
    /// The power fails.
    Cut,
    /// The process is killed.
    Kill,
    /// The daemon is stopped and started.
    Restart,
    /// An operation of the disk fails under the next command.
    FailDisk,
    /// The disk is full for a while.
    FillDisk,
    /// The state is exported, and now and then the disk fails under it.
    Export,
    /// The index is lost, and filled again at the next start.
    LoseIndex,
    /// A backup is made and brought back into a second world.
    BackUp,
    /// A case or a citizen is erased.
    Erase,
    /// Somebody opens the page of a case.
    Look,
    /// Somebody gets a token, or one is revoked.
    Token,
    /// Another version of the workflows comes into force, or the first one again.
    Activate,
    /// A version of a workflow is ordered, at once or from a day on, or an order is withdrawn.
    Order,
    /// The wall clock jumps, by up to an hour back or some days on.
    Jump,
}

impl Kind {
    pub(super) const ALL: [Self; 23] = [
        Self::Refer,
        Self::GoOn,
        Self::Wander,
        Self::Crowd,
        Self::Repeat,
        Self::Misuse,
        Self::Tick,
        Self::Wait,
        Self::Deliver,
        Self::Cut,
        Self::Kill,
        Self::Restart,
        Self::FailDisk,
        Self::FillDisk,
        Self::Export,
        Self::LoseIndex,
        Self::BackUp,
        Self::Erase,
        Self::Look,
        Self::Token,
        Self::Activate,
        Self::Jump,
        Self::Order,
    ];

    /// How often, beside the others.
    fn weight(self) -> usize {
        match self {
            Self::GoOn => 36,
            Self::Deliver => 16,
            Self::Tick => 12,
            Self::Wander => 10,
            Self::Crowd => 8,
            Self::Refer | Self::Wait | Self::FailDisk => 6,
            Self::Repeat | Self::Cut | Self::Look => 5,
            Self::Export | Self::BackUp => 4,
            Self::Erase | Self::Token | Self::Activate | Self::Order => 3,
            Self::Misuse | Self::LoseIndex | Self::Kill | Self::Restart | Self::FillDisk | Self::Jump => 2,
        }
    }

    /// Half of these are off in a seed, so that others come together more often.
    pub(super) fn may_be_off(self) -> bool {
        !matches!(self, Self::Refer | Self::GoOn | Self::Tick)
    }
}

impl Machine {
    /// One action, by its own chance.
    pub(super) fn act(&mut self, mut chance: Dice) -> Result<(), String> {
        if self.model.follows {
            self.follow()?;
        }
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !self.off.contains(kind)).collect();
        let mut drawn = chance.below(kinds.iter().map(|kind| kind.weight()).sum());
        let kind = kinds.iter().find(|kind| {
            let is_it = drawn < kind.weight();
            drawn = drawn.saturating_sub(kind.weight());
            is_it
        });
        // Power cuts within an action keep what this action's chance says.
        self.chance = Dice(chance.number());
        match kind.copied().unwrap_or(Kind::Tick) {
            Kind::Refer => self.refer(&mut chance),
            Kind::GoOn => self.go_on(&mut chance),
            Kind::Wander => self.wander(&mut chance),
            Kind::Crowd => self.crowd(&mut chance),
            Kind::Repeat => self.repeat(&mut chance),
            Kind::Misuse => self.misuse(&mut chance),
            Kind::Tick => self.let_pass(MINUTE_US * up_to(&mut chance, 24 * 60)),
            Kind::Wait => {
                let most = if chance.below(12) == 0 { DAYS_MAX } else { 60 };
                self.let_pass(DAY_US * up_to(&mut chance, most))
            }
            Kind::Deliver => self.deliver(&mut chance),
            Kind::Cut => self.crash(true),
            Kind::Kill => self.crash(false),
            Kind::Restart => self.restart(),
            Kind::FailDisk => {
                let fault = if chance.below(3) == 0 { Fault::NoSpace } else { Fault::Io };
                let after = u64::try_from(chance.below(FAULT_WITHIN)).unwrap_or_default();
                self.fail(after, fault);
                let went = self.go_on(&mut chance);
                self.heal();
                went
            }
            Kind::FillDisk => {
                self.fill_from(0);
                let went = self.go_on(&mut chance);
                self.heal();
                went
            }
            Kind::Export => self.export(&mut chance),
            Kind::LoseIndex => self.lose_index(),
            Kind::BackUp => self.back_up(),
            Kind::Erase => self.erase(&mut chance),
            Kind::Look => self.look(&mut chance),
            Kind::Token => self.let_in_or_out(&mut chance),
            Kind::Activate => {
                self.folder.edit();
                if chance.below(2) == 0 { self.restart() } else { self.crash(true) }
            }
            Kind::Order => self.order_or_withdraw(&mut chance),
            Kind::Jump => {
                self.now_us += up_to(&mut chance, 3 * 24 * 60) * MINUTE_US - 60 * MINUTE_US;
                self.confirm_clock();
                self.settle()
            }
        }
    }

    fn export(&mut self, chance: &mut Dice) -> Result<(), String> {
        // A sweep has a failure of its own on its way.
        let fails = chance.below(3) == 0 && !self.is_failing;
        if fails {
            self.fail(u64::try_from(chance.below(FAULT_WITHIN)).unwrap_or_default(), Fault::Io);
        }
        let made = self.core().export_state();
        let was_well = !self.is_failing;
        if fails {
            self.heal();
        }
        match made {
            Err(why) if was_well => Err(format!("the state cannot be exported: {why}")),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn refer(&mut self, chance: &mut Dice) -> Result<(), String> {
        let is_written = !self.folder.written.is_empty();
        if is_written && (!self.folder.has_examples || chance.below(3) > 0) {
            return self.refer_by_chance(chance);
        }
        let scenarios = &material().scenarios;
        let Some(scenario) = scenarios.get(chance.below(scenarios.len())) else { return Ok(()) };
        let Some((first, opens)) = scenario
            .lines
            .iter()
            .enumerate()
            .find_map(|(at, line)| matches!(line.act, Act::Open { .. }).then_some((at, line)))
        else {
            return Ok(());
        };
        let by = actor(opens);
        let key = self.new_key();
        let mut registers = registration(scenario);
        if let Command::RegisterCitizen { cpr, birth_date, .. } = &mut registers {
            // Day and sixty, so nobody's; as many as a simulation has citizens.
            *birth_date = model::Date(jiff::civil::date(1992, 5, 17));
            *cpr = format!("770592{:04}", self.courses.len() + 1);
        }
        let Ok(registered) = self.give(&by, &key, &registers)? else { return Ok(()) };
        let citizen = registered.citizen.unwrap_or(CitizenId(0));
        let place = Place { citizen, case: model::CaseId(0) };
        let Some(opens) = self.order(scenario, opens, place) else { return Ok(()) };
        let key = self.new_key();
        if let Ok(opened) = self.give(&by, &key, &opens)? {
            let case = opened.case.ok_or("a case was opened without a number")?;
            self.courses
                .push(Course { story: Story::Told(scenario, first + 1), place: Place { citizen, case } });
        }
        Ok(())
    }

    /// A line of a scenario as a command of now.
    fn order(&self, scenario: &Scenario, line: &Line, place: Place) -> Option<Command> {
        let line = Line { at: calendar::civil_date_time(self.now_us), ..line.clone() };
        command(scenario, &line, place)
    }

    fn go_on(&mut self, chance: &mut Dice) -> Result<(), String> {
        if self.courses.is_empty() {
            return self.refer(chance);
        }
        let at = chance.below(self.courses.len());
        let Some(course) = self.courses.get_mut(at) else { return Ok(()) };
        let (story, place) = (&mut course.story, course.place);
        let Story::Told(scenario, next) = story else { return self.go_on_by_chance(place, chance) };
        let Some(line) = scenario.lines.get(*next) else { return Ok(()) };
        *next += 1;
        let scenario = *scenario;
        let Some(order) = self.order(scenario, line, place) else { return Ok(()) };
        let key = self.new_key();
        let given = self.give(&actor(line), &key, &order)?;
        // What an earlier line should have done may have been refused; now and then the case waits for it.
        if given.is_err() && chance.below(2) == 0 {
            let course = self.courses.get_mut(at).ok_or("a course is gone")?;
            if let Story::Told(_, next) = &mut course.story {
                *next = next.saturating_sub(2).max(1);
            }
        }
        self.settle()
    }

    fn wander(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some((by, key, order)) = self.anything(chance) else { return Ok(()) };
        let _either_way = self.give(&by, &key, &order)?;
        self.settle()
    }

    /// Something that any scenario knows, on any case, by whoever does it there or by anybody.
    fn anything(&mut self, chance: &mut Dice) -> Option<Given> {
        let scenarios = &material().scenarios;
        let pick = |chance: &mut Dice| {
            let scenario = scenarios.get(chance.below(scenarios.len()))?;
            Some((scenario, scenario.lines.get(chance.below(scenario.lines.len()))?))
        };
        let (scenario, line) = pick(chance)?;
        let by = if chance.below(4) == 0 { pick(chance).map(|(_, line)| actor(line)) } else { None };
        let place = self.courses.get(chance.below(self.courses.len()))?.place;
        let order = self.order(scenario, line, place)?;
        Some((by.unwrap_or_else(|| actor(line)), self.new_key(), order))
    }

    fn crowd(&mut self, chance: &mut Dice) -> Result<(), String> {
        let mut given: Vec<Given> = (0..chance.below(5) + 2).filter_map(|_| self.anything(chance)).collect();
        // Somebody writes two notes, which are never refused; somebody presses a button twice.
        if let Some(place) = self.courses.get(chance.below(self.courses.len())).map(|course| course.place) {
            for text in ["one", "another"] {
                let note = Command::AddNote { case: place.case, text: text.to_owned(), on: None };
                given.push((Actor::Person(PersonId::new("pasi")), self.new_key(), note));
            }
        }
        if let Some(twice) = given.get(chance.below(given.len())).cloned() {
            given.push(twice);
        }
        let head = self.core().head().position;
        let answers = self.submit_all(&given);
        let mut unheard = Vec::new();
        for (given, answer) in given.iter().zip(answers) {
            if self.hear((&given.0, &given.1, &given.2), answer, head)?.is_none() {
                unheard.push(given);
            }
        }
        for (by, key, order) in unheard {
            let _either_way = self.give(by, key, order)?;
        }
        self.settle()
    }

    fn repeat(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some(entry) = self.ledger.any(self.now_us, chance) else { return Ok(()) };
        self.ask_again(&entry)
    }

    fn misuse(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some(entry) = self.ledger.any(self.now_us, chance) else { return Ok(()) };
        let other = Command::AddNote {
            case: model::CaseId(1),
            text: format!("not what {} was for", entry.key),
            on: None,
        };
        match self.give(&entry.actor, &entry.key, &other)? {
            Err(Rejected::IdempotencyMismatch) => Ok(()),
            other => Err(format!("{:?} was used for another command: {other:?}", entry.key)),
        }
    }

    fn let_pass(&mut self, us: i64) -> Result<(), String> {
        self.pass(us);
        self.confirm_clock();
        self.settle()
    }

    /// One of the effects that are out comes to some end; or to two, or to none.
    fn deliver(&mut self, chance: &mut Dice) -> Result<(), String> {
        if self.out.is_empty() {
            return Ok(());
        }
        let at = chance.below(self.out.len());
        let output = self.out.swap_remove(at);
        match chance.below(10) {
            // Nobody hears of it again before the next start.
            0 => Ok(()),
            1 => {
                if let Output::Perform(Perform { stream, notice }) = output {
                    self.step(vec![Input::TryLater { id: notice.id, stream }]);
                }
                Ok(())
            }
            2 => {
                self.end(&output, true)?;
                self.end(&output, true)
            }
            3 => self.end(&output, false),
            _ => self.end(&output, true),
        }
    }

    /// An effect ended, well or not.
    pub(super) fn end(&mut self, output: &Output, well: bool) -> Result<(), String> {
        let ended = match output {
            Output::Perform(Perform { stream, notice }) => {
                let outcome =
                    if well { EffectOutcome::Done } else { EffectOutcome::GivenUp("simulated".to_owned()) };
                Command::FinishEffect { stream: stream.clone(), id: notice.id, outcome }
            }
            Output::Call(call) => {
                let answer =
                    if well { Scripted::proposing("lida", "olma").answer(call) } else { call.failed("trap") };
                PluginCall::answered(call.id, call.stream.clone(), answer)
            }
            Output::Answer { .. } | Output::Broken { .. } => return Ok(()),
        };
        let key = self.new_key();
        let _refused_where_it_has_ended = self.give(&dispatcher(), &key, &ended)?;
        self.settle()
    }

    /// Lets everything that is due happen; a daemon that broke is started again.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        /// Steps that may be needed at one instant: each fires 256 timers.
        const STEPS_MAX: u32 = 100;
        for _ in 0..STEPS_MAX {
            if self.core().broken().is_some() {
                self.heal();
                self.crash(self.cuts_power)?;
            }
            let now = self.reading().wall;
            if self.core().next_wake().is_none_or(|next| next > now) {
                return Ok(());
            }
            self.step(Vec::new());
        }
        Err(format!("after {STEPS_MAX} steps something is still due"))
    }
}

fn actor(line: &Line) -> Actor {
    Actor::Person(line.by.clone().unwrap_or_else(|| PersonId::new("lida")))
}

/// A number from 1 to `most`.
fn up_to(chance: &mut Dice, most: usize) -> i64 {
    i64::try_from(chance.below(most)).unwrap_or_default() + 1
}
