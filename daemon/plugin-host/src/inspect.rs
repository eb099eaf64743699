//! What a component asks for and says of itself, before anybody grants it anything.

use std::collections::BTreeSet;

use model::ContentHash;
use model::deadline::Sentence;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::answer::Failure;
use crate::bindings::exports::helhed::plugin::steps::Manifest as GuestManifest;
use crate::convert::sentence;

/// A component, as a person judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// SHA-256 of its bytes: what an activation names.
    pub digest: ContentHash,
    /// Its size in bytes.
    pub bytes: usize,
    /// What it imports.
    pub capabilities: Vec<Capability>,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Something that a component imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The import's name, with its version.
    pub import: String,
    /// What it can do with it here.
    pub means: Sentence,
    /// Whether it has to be granted.
    pub to_grant: bool,
}

/// What a plugin says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Its own name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it is called.
    pub title: Sentence,
    /// The kind of step that is called.
    pub kind: String,
    /// Facts that it asks for.
    pub reads: Vec<String>,
    /// Keys that it may set.
    pub writes: Vec<String>,
    /// What may be configured.
    pub config: Vec<String>,
    /// Capabilities that it asks for, and why.
    pub wants: Vec<(String, Sentence)>,
}

impl Manifest {
    /// Reads what a guest said.
    ///
    /// # Errors
    ///
    /// [`Failure::Nonsense`]: no kind, or no words for people.
    pub(crate) fn read(said: GuestManifest) -> Result<Self, Failure> {
        let Some(kind) = said.kinds.into_iter().next() else {
            return Err(Failure::Nonsense("its manifest names no kind of step".to_owned()));
        };
        let words = |texts: &[(String, String)]| sentence(texts).map_err(Failure::Nonsense);
        let wants = said.wants.iter().map(|want| Ok((want.capability.clone(), words(&want.why)?)));
        Ok(Self {
            id: said.id.chars().take(200).collect(),
            version: said.version.chars().take(50).collect(),
            title: words(&said.title)?,
            kind: kind.name,
            reads: kind.reads,
            writes: kind.writes,
            config: kind.config.into_iter().map(|spec| spec.key).collect(),
            wants: wants.collect::<Result<_, Failure>>()?,
        })
    }

    /// What is granted and was never asked for, each in words. A grant is never more than the request.
    #[must_use]
    pub fn exceeded_by(&self, facts: &BTreeSet<String>, interfaces: &BTreeSet<String>) -> Vec<String> {
        let facts =
            facts.iter().filter(|fact| !self.reads.contains(fact)).map(|fact| format!("fact `{fact}`"));
        let wanted = |name: &&String| !self.wants.iter().any(|(want, _)| want == *name);
        facts.chain(interfaces.iter().filter(wanted).map(|name| format!("interface `{name}`"))).collect()
    }
}

/// The contract's package and the versions that this host speaks.
const CONTRACT: &str = "helhed:plugin/";
const CONTRACT_VERSION: &str = "0.1.";

/// Packages of WASI 0.2 that are linked, each empty.
const WASI: [(&str, &str, &str); 5] = [
    ("wasi:io/", "Læser og skriver intet uden for sig selv.", "Reads and writes nothing outside itself."),
    ("wasi:cli/", "Ser intet miljø og ingen argumenter.", "Sees no environment and no arguments."),
    ("wasi:clocks/", "Ser et ur, der står stille.", "Sees a clock that stands still."),
    (
        "wasi:random/",
        "Får tilfældighed, der er den samme for samme forsøg.",
        "Gets chance that is the same for the same attempt.",
    ),
    ("wasi:filesystem/", "Ser ingen filer.", "Sees no files."),
];
const WASI_VERSION: &str = "0.2.";

/// What a component imports; anything but the contract and an empty WASI is refused.
///
/// # Errors
///
/// [`Failure::Refused`] names the first import that no plugin gets, or that it is no plugin.
pub(crate) fn capabilities(component: &Component, engine: &Engine) -> Result<Vec<Capability>, Failure> {
    let kind = component.component_type();
    let mut found = Vec::new();
    for (import, _) in kind.imports(engine) {
        let Some(capability) = capability(import) else {
            return Err(Failure::Refused(format!(
                "it asks for `{}`, which no plugin gets",
                import.escape_debug()
            )));
        };
        found.push(capability);
    }
    let speaks = |name: &str| {
        name.strip_prefix("helhed:plugin/steps@").is_some_and(|version| version.starts_with(CONTRACT_VERSION))
    };
    if !kind.exports(engine).any(|(name, _)| speaks(name)) {
        return Err(Failure::Refused(
            "it does not export `helhed:plugin/steps@0.1`: it is no plugin of Helhed".to_owned(),
        ));
    }
    Ok(found)
}

fn capability(import: &str) -> Option<Capability> {
    let (name, version) = import.split_once('@')?;
    let of = |da: &str, en: &str, to_grant| Capability {
        import: import.to_owned(),
        means: Sentence { da: da.to_owned(), en: en.to_owned() },
        to_grant,
    };
    if let Some(interface) = name.strip_prefix(CONTRACT).filter(|_| version.starts_with(CONTRACT_VERSION)) {
        return match interface {
            "types" => Some(of("Ordforrådet.", "The vocabulary.", false)),
            "log" => Some(of("Skriver i den tekniske log.", "Writes to the technical log.", false)),
            "clock" => Some(of("Ser, hvornår trinnet åbnede.", "Sees when the step opened.", false)),
            "directory" => Some(of(
                "Ser medarbejdere som henvisninger med sager, timer og kompetencer.",
                "Sees members of staff as references, with cases, hours and competences.",
                true,
            )),
            _other => None,
        };
    }
    let (_, da, en) = WASI.iter().find(|(package, _, _)| {
        // Sockets and HTTP are packages of their own.
        name.starts_with(package) && version.starts_with(WASI_VERSION)
    })?;
    Some(of(da, en, false))
}
