//! Orders: versions of workflows come into force at once or from a day on, and some are withdrawn before.

use std::collections::BTreeMap;
use std::sync::Arc;

use definition::Bundle;
use journal::{Content, Disk};
use model::organisation::Activated;
use model::{Actor, Command, ContentHash, Date, Event, PersonId, Record, StreamId, WorkflowName};

use super::machine::Machine;
use crate::crashing::Dice;

/// Days until an order comes into force, at most.
const DAYS_MAX: usize = 40;

impl Machine {
    /// An administrator orders a version of a workflow, at once or from a day on, or withdraws what was ordered.
    pub(super) fn order_or_withdraw(&mut self, chance: &mut Dice) -> Result<(), String> {
        let versions = &self.folder.versions;
        let Some((workflow, (bundle, pack))) = versions.get(chance.below(versions.len())).cloned() else {
            return Ok(());
        };
        let admin = Actor::Person(PersonId::new(if chance.below(8) == 0 { "kako" } else { "drsy" }));
        let command = if chance.below(4) == 0 {
            Command::WithdrawActivation { workflow }
        } else {
            let days = i64::try_from(chance.below(DAYS_MAX)).unwrap_or_default() - 2;
            let from = Date(self.today().0.saturating_add(jiff::Span::new().days(days)));
            let (Some(definition), Some(rule_pack)) = (self.keep(&bundle)?, self.keep(&pack)?) else {
                return Ok(());
            };
            let activated = Activated {
                definition,
                rule_pack,
                language: definition::LANGUAGE,
                semantics: definition::SEMANTICS,
                at: self.reading().wall,
                from: (chance.below(3) > 0).then_some(from),
            };
            let fits = self.folder.sources().municipality.as_ref().map(Bundle::hash);
            Command::ActivateWorkflows { fits, workflows: vec![(workflow, activated)] }
        };
        let key = self.new_key();
        let given = self.give(&admin, &key, &command)?;
        if given.is_ok() && admin == Actor::Person(PersonId::new("kako")) {
            return Err("whoever may put nothing into force did".to_owned());
        }
        self.settle()
    }

    /// Keeps the bytes of an order; nothing where the disk fails, as was planned.
    fn keep(&mut self, bundle: &Bundle) -> Result<Option<ContentHash>, String> {
        let disk: Arc<dyn Disk> = Arc::new(self.disk.clone());
        match Content::open(disk).and_then(|content| content.put(&bundle.to_bytes())) {
            Ok(hash) => Ok(Some(ContentHash(hash.0))),
            Err(_) if self.is_failing => Ok(None),
            Err(why) => Err(format!("an order cannot be kept: {why}")),
        }
    }
}

/// What a naive reader of the journal takes to be in force.
#[derive(Default)]
pub(super) struct InForce {
    current: BTreeMap<WorkflowName, ContentHash>,
    coming: BTreeMap<WorkflowName, (Date, ContentHash)>,
}

impl InForce {
    /// Takes a record: a case that is opened in it has the definition that is in force on its day.
    pub(super) fn take(&mut self, record: &Record) -> Result<(), String> {
        let today = Date(calendar::civil_date(record.recorded_at.micros()));
        let come: Vec<_> = self.coming.extract_if(.., |_, (from, _)| *from <= today).collect();
        self.current.extend(come.into_iter().map(|(name, (_, definition))| (name, definition)));
        for part in &record.parts {
            for event in &part.events {
                self.event(&part.stream, &event.0)?;
            }
        }
        Ok(())
    }

    fn event(&mut self, stream: &StreamId, event: &Event) -> Result<(), String> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "few events are about what is in force")]
        match event {
            Event::WorkflowActivated { workflow, activated } => {
                self.coming.remove(workflow);
                match activated.from {
                    Some(from) => {
                        self.coming.insert(workflow.clone(), (from, activated.definition));
                    }
                    None => {
                        self.current.insert(workflow.clone(), activated.definition);
                    }
                }
            }
            Event::ActivationWithdrawn { workflow } => drop(self.coming.remove(workflow)),
            Event::CaseOpened { workflow, definition, .. }
                if self.current.get(workflow) != Some(definition) =>
            {
                return Err(format!("{stream} was opened with a definition that is not in force"));
            }
            _ => {}
        }
        Ok(())
    }
}
