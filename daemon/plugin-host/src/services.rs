//! What a guest may ask the host: each function checks the grant, and counts.

use crate::bindings::helhed::plugin::clock::Host as ClockHost;
use crate::bindings::helhed::plugin::directory::{Host as DirectoryHost, Person, Unit};
use crate::bindings::helhed::plugin::log::{Host as LogHost, Level};
use crate::bindings::helhed::plugin::types::{Host as TypesHost, HostError};
use crate::convert::fields;
use crate::sandbox::Inside;

/// Longest log line in bytes.
const LINE_BYTES_MAX: usize = 500;

/// The capability that the directory needs.
const DIRECTORY: &str = "directory";

impl TypesHost for Inside {}

impl LogHost for Inside {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        self.count()?;
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        let end = (0..=LINE_BYTES_MAX.min(message.len())).rev().find(|end| message.is_char_boundary(*end));
        let cut = message.get(..end.unwrap_or(0)).unwrap_or_default();
        self.say(format!("{level}: {}", cut.escape_debug()));
        Ok(())
    }
}

impl ClockHost for Inside {
    fn now(&mut self) -> wasmtime::Result<i64> {
        self.count()?;
        Ok(self.input.now.micros().div_euclid(1_000))
    }

    fn today(&mut self) -> wasmtime::Result<String> {
        self.count()?;
        Ok(self.input.today.clone())
    }
}

impl DirectoryHost for Inside {
    fn units(&mut self) -> wasmtime::Result<Result<Vec<Unit>, HostError>> {
        self.count()?;
        if let Some(denied) = self.denied(DIRECTORY) {
            return Ok(Err(denied));
        }
        Ok(Ok(self.input.units.iter().map(|id| Unit { id: id.clone(), attributes: Vec::new() }).collect()))
    }

    fn members(
        &mut self,
        role: String,
        unit: Option<String>,
    ) -> wasmtime::Result<Result<Vec<Person>, HostError>> {
        self.count()?;
        if let Some(denied) = self.denied(DIRECTORY) {
            return Ok(Err(denied));
        }
        if unit.as_ref().is_some_and(|unit| !self.input.units.contains(unit)) {
            return Ok(Err(HostError::NotFound));
        }
        let holds = |(held, place): &(String, String)| {
            *held == role && unit.as_ref().is_none_or(|unit| unit == place)
        };
        let members = self.input.people.iter().filter(|person| person.roles.iter().any(holds));
        Ok(Ok(members
            .map(|person| Person {
                id: person.id.clone(),
                units: person
                    .roles
                    .iter()
                    .filter(|(held, _)| *held == role)
                    .map(|(_, unit)| unit.clone())
                    .collect(),
                roles: person.roles.iter().map(|(role, _)| role.clone()).collect(),
                deputy: person.deputy.clone(),
                attributes: fields(&person.attributes),
            })
            .collect()))
    }
}

impl Inside {
    /// Why a capability may not be used, if it was not granted.
    fn denied(&self, capability: &str) -> Option<HostError> {
        let is_granted = self.input.interfaces.contains(capability);
        (!is_granted).then(|| HostError::Denied(capability.to_owned()))
    }
}
