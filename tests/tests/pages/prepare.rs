//! What a page takes for granted.

use std::fs;
use std::path::PathBuf;

use helhed::script::Play;
use tests::page::reader::Reader;
use tests::places;
use tokio::runtime::Runtime;

/// So often is asked whether a plugin has answered. Asking starts a process, so this is some ten seconds at least.
const ASKS_MAX: u32 = 1_000;

/// A person types slower than a plugin thinks; this reader has to wait for it.
pub(crate) fn wait_for_the_plugin(reader: &mut Reader) {
    for _ask in 0..ASKS_MAX {
        let under_way = reader.prepare("helhed --json --token-file /tmp/try/first-token effects");
        if !under_way.contains("call_plugin") {
            return;
        }
    }
    places::fail("the plugin does not answer");
}

/// A daemon with a case that waits for its decision, and the coordinator's token.
pub(crate) fn a_case_at_its_decision(reader: &mut Reader) {
    reader.prepare("helhed serve --data letters --clock simulated=2026-08-03T06:00:00Z");
    let scenarios = places::scenarios();
    let scenario = scenarios.iter().find(|scenario| scenario.name == "s1").expect("there is S1");
    let admin = fs::read_to_string(reader.folder.join("letters/first-token")).expect("the first token");
    let mut play = Play::new(scenario, reader.serving().address, admin.trim());
    let runtime = Runtime::new().expect("threads can be started");
    let before = scenario.lines.iter().take_while(|line| !format!("{:?}", line.act).contains("decide"));
    for line in before {
        runtime.block_on(play.line(line)).unwrap_or_else(|astray| places::fail(&astray.to_string()));
    }
    let decides = runtime.block_on(play.advance("2026-10-20T10:55:00Z".parse().expect("an instant")));
    decides.unwrap_or_else(|astray| places::fail(&astray.to_string()));
    let token = runtime.block_on(play.token(&model::PersonId::new("lida")));
    let token = token.unwrap_or_else(|astray| places::fail(&astray.to_string()));
    fs::write(reader.folder.join("lida"), token).expect("a file can be written");
    reader.prepare("export HELHED_TOKEN_FILE=$PWD/lida");
}

/// A data directory of a daemon that ran with the workflows as they were, with a case; and whose token counts on.
pub(crate) fn a_case_from_before(reader: &mut Reader) {
    reader.prepare("helhed serve --clock simulated=2026-11-20T09:00:00Z");
    reader.prepare("helhed --token-file data/first-token token create pasi --label page > pasi 2>/dev/null");
    reader.prepare("export HELHED_TOKEN_FILE=$PWD/pasi");
    reader.prepare(
        "printf '7705920002\\nMette Lyngkær\\n' | helhed citizen register --birth-date 1992-05-17 --synthetic",
    );
    open(reader, "2026-11-20");
}

/// A case that is opened with what is in force now.
pub(crate) fn a_case_from_after(reader: &mut Reader) {
    open(reader, "2026-11-23");
}

fn open(reader: &mut Reader, on: &str) {
    let event = format!("--event referral_received --on {on} --unit holistic_team");
    reader.prepare(&format!("helhed case open --citizen citizen-1 --workflow one-plan {event}"));
}

/// A configuration that names a data directory.
pub(crate) fn a_configuration(reader: &mut Reader) {
    reader.prepare("printf '[data]\\ndirectory = \"/var/lib/helhed\"\\n' > /etc/helhed.toml");
}

/// The folder of plugins as in a clone: its links stay links.
pub(crate) fn the_plugins(reader: &mut Reader) {
    let plugins = places::root().join("plugins");
    let plugins = plugins.display();
    reader.prepare(&format!(
        "mkdir -p plugins && tar -C '{plugins}' --exclude ./target -cf - . | tar -C plugins -xf -"
    ));
}

/// A folder for a page that compiles plugins: what it compiled the last time lies in it. None where nothing can be
/// compiled for the sandbox, which is said.
pub(crate) fn folder_for_plugins() -> Option<PathBuf> {
    let sysroot =
        std::process::Command::new("rustc").args(["--print", "sysroot"]).output().expect("rustc is there");
    let sysroot = PathBuf::from(String::from_utf8(sysroot.stdout).expect("a path is text").trim());
    if !sysroot.join("lib/rustlib/wasm32-wasip2/lib").is_dir() {
        eprintln!(
            "NOTE: the page for plugin authors was NOT worked through: the target wasm32-wasip2 is missing."
        );
        return None;
    }
    let program = places::program();
    let folder = program.parent()?.join("pages/write-a-plugin");
    fs::create_dir_all(&folder).expect("a folder can be made");
    for entry in fs::read_dir(&folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.ends_with("plugins") {
            for part in fs::read_dir(&path).expect("the folder can be listed") {
                remove(&part.expect("the folder can be listed").path(), "target");
            }
        } else {
            remove(&path, "plugins");
        }
    }
    Some(folder)
}

fn remove(path: &std::path::Path, but: &str) {
    if path.ends_with(but) {
        return;
    }
    let is_folder = path.is_dir() && !path.is_symlink();
    let removed = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.expect("what is ours can be removed");
}
