//! Plugins of the municipality, with their grants and what is in force.

use model::plugin::Plugin;

use crate::pump::Runtime;

/// A plugin, as everybody may see it: nothing in it is about a citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginView {
    /// The name that workflows use.
    pub name: String,
    /// Its grant, its configuration, and the component in force.
    pub plugin: Plugin,
    /// Workflows in force with a step that calls it.
    pub used_by: Vec<String>,
}

impl Runtime {
    /// The plugins of the municipality in force, by name.
    #[must_use]
    pub fn plugins(&self) -> Vec<PluginView> {
        let in_force = self.in_force();
        let workflows = in_force.organisation.in_force(self.today());
        let definitions: Vec<_> = workflows
            .filter_map(|(name, activated)| {
                let rules = engine::Ruleset::definition(
                    &*self.shared.rules,
                    &activated.definition,
                    &activated.rule_pack,
                );
                rules.map(|(definition, _)| (name, definition))
            })
            .collect();
        let uses = |definition: &definition::Definition, plugin: &str| {
            definition.steps.values().any(
                |step| matches!(&step.kind, definition::Kind::Plugin { plugin: used, .. } if used == plugin),
            )
        };
        let view = |(name, plugin): (&String, &Plugin)| PluginView {
            name: name.clone(),
            plugin: plugin.clone(),
            used_by: definitions
                .iter()
                .filter(|(_, definition)| uses(definition, name))
                .map(|(workflow, _)| workflow.to_string())
                .collect(),
        };
        in_force.directory.plugins.iter().map(view).collect()
    }
}
