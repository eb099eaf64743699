//! Plugins, as a table.

use wire::PluginList;

use super::View;
use super::layout::table;
use super::words::or_dash;
use crate::lang::Lang;

/// The plugins of the municipality, with what each is granted.
pub(crate) fn plugin_list(list: &PluginList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("ingen plugins\n", "no plugins\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Navn", "Oplysninger", "Adgang til", "Bruges af", "Komponent"],
        Lang::En => ["Name", "Facts", "May use", "Used by", "Component"],
    };
    let rows = list.rows.iter().map(|plugin| {
        let short: Option<String> = plugin.component.as_ref().map(|digest| digest.chars().take(12).collect());
        [
            plugin.name.clone(),
            or_dash(Some(plugin.facts.join(", ").as_str()).filter(|facts| !facts.is_empty())),
            or_dash(Some(plugin.interfaces.join(", ").as_str()).filter(|names| !names.is_empty())),
            or_dash(Some(plugin.used_by.join(", ").as_str()).filter(|names| !names.is_empty())),
            or_dash(short.as_deref()),
        ]
    });
    table(view, heading, rows.collect())
}
