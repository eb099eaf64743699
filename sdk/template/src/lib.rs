//! The smallest plugin that works: it proposes whoever holds the role and has the fewest cases.

use helhed_plugin::{
    Attributes, Call, KindSpec, Manifest, Outcome, Plugin, PluginError, Proposal, Want, directory, export,
    hand_over, texts,
};

struct Template;

impl Plugin for Template {
    fn describe() -> Manifest {
        Manifest {
            id: "dk.example.template".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: texts("Skabelon", "Template"),
            kinds: vec![KindSpec {
                name: "fewest".to_owned(),
                title: texts("Færrest sager", "Fewest cases"),
                config: Vec::new(),
                reads: Vec::new(),
                writes: vec!["person".to_owned(), "deputy".to_owned()],
            }],
            wants: vec![Want {
                capability: "directory".to_owned(),
                why: texts("Ser, hvem der har rollen.", "Sees who holds the role."),
            }],
            extra: Vec::new(),
        }
    }

    fn run(call: &Call) -> Result<Outcome, PluginError> {
        let role = call.text("proposes").unwrap_or_default();
        let people =
            directory::members(role, None).map_err(|why| PluginError::Permanent(format!("{why:?}")))?;
        let fewest = people.iter().min_by_key(|person| (person.number("load").unwrap_or(0), &person.id));
        let Some((person, deputy)) = fewest.and_then(|person| Some((person, person.deputy.as_ref()?))) else {
            return Ok(hand_over(
                "Ingen har rollen og en stedfortræder.",
                "Nobody holds the role and has a deputy.",
            ));
        };
        let proposal = Proposal::because("Færrest sager lige nu.", "Fewest cases at the moment.");
        Ok(proposal.reference("person", &person.id).reference("deputy", deputy).into())
    }
}

export!(Template);
