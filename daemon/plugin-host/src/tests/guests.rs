//! Guests for tests, as WAT: a core module that is made a component of the contract.

use std::fmt::Write as _;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// What a core module of a test is made of.
#[derive(Default)]
pub(super) struct Guest<'a> {
    /// Imports, before everything else.
    pub(super) imports: &'a str,
    /// Functions, globals and a start.
    pub(super) more: &'a str,
    /// The body of `run-step`; it leaves the address of the result.
    pub(super) run: &'a str,
    /// Pages of memory at the beginning.
    pub(super) pages: u32,
}

/// Where things lie in the memory of a guest.
const WORDS: &str = "daTkpersondeputyanvelida";
const AT: u32 = 0x400;

/// The address of a result that proposes `anve` with the deputy `lida`.
pub(super) const PROPOSAL: u32 = 0x600;
/// The address of a result that proposes and sets a key that the manifest does not name.
pub(super) const STRANGE: u32 = 0x680;
/// The address of a result that hands over.
pub(super) const HAND_OVER: u32 = 0x6C0;
/// The address of an error that will not get better.
pub(super) const ERROR: u32 = 0x700;

impl Guest<'_> {
    /// The component's bytes.
    pub(super) fn build(&self) -> Vec<u8> {
        let params = "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)";
        let wat = format!(
            r#"(module
                {imports}
                (memory (export "memory") {pages})
                {data}
                {more}
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0x8000))
                (func (export "helhed:plugin/steps@0.1.0#describe") (result i32) (i32.const 0x490))
                (func (export "helhed:plugin/steps@0.1.0#run-step") {params} (result i32) {run})
            )"#,
            imports = self.imports,
            pages = self.pages.max(1),
            data = data(),
            more = self.more,
            run = self.run,
        );
        component(&wat)
    }
}

/// A core module as a component of the contract.
pub(super) fn component(wat: &str) -> Vec<u8> {
    let mut module = wat::parse_str(wat).expect("the WAT of a test is sound");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path("../../sdk/wit").expect("the contract is sound");
    let world = resolve.select_world(&[package], Some("plugin")).expect("the contract has the world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("it is a module");
    let mut encoder =
        ComponentEncoder::default().module(&module).expect("it fits the contract").validate(true);
    encoder.encode().expect("it makes a component")
}

fn data() -> String {
    let word = |word: &str| -> [u32; 2] {
        let place = WORDS.find(word).expect("it is one of the words");
        [AT + u32::try_from(place).expect("few words"), u32::try_from(word.len()).expect("short words")]
    };
    let mut wat = format!("(data (i32.const {AT}) \"{WORDS}\")\n");
    let mut put = |at: u32, numbers: &[u32]| {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        let bytes = bytes.fold(String::new(), |text, byte| format!("{text}\\{byte:02x}"));
        writeln!(wat, "(data (i32.const {at}) \"{bytes}\")").expect("a string takes everything");
    };
    let pair = |one: [u32; 2], other: [u32; 2]| [one[0], one[1], other[0], other[1]];
    // A text in Danish; the list of what may be set; the kind; the manifest.
    put(0x420, &pair(word("da"), word("T")));
    put(0x470, &pair(word("person"), word("deputy")));
    put(0x440, &[word("k")[0], 1, 0x420, 1, 0, 0, 0, 0, 0x470, 2]);
    put(0x490, &[word("k")[0], 1, word("k")[0], 1, 0x420, 1, 0x440, 1, 0, 0, 0, 0]);
    // Fields: a key, then the tag of a reference at 8 and its text at 16.
    let field = |key: &str, to: &str| [word(key)[0], word(key)[1], 9, 0, word(to)[0], word(to)[1]];
    put(0x500, &field("person", "anve"));
    put(0x518, &field("deputy", "lida"));
    put(0x530, &field("anve", "lida"));
    // Results: whether it is an error at 0, which outcome at 8, its fields from 16 on.
    put(PROPOSAL, &[0, 0, 0, 0, 0x500, 2, 0x420, 1]);
    put(STRANGE, &[0, 0, 0, 0, 0x530, 1, 0x420, 1]);
    put(HAND_OVER, &[0, 0, 2, 0, 0, 0, 0, 0x420, 1]);
    put(ERROR, &[1, 0, 1, word("T")[0], 1]);
    wat
}
