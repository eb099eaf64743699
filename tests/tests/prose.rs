//! What the pages promise, held against what is there: commands, paths, error pages, words, the example configuration.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

/// Pages whose commands, links and paths are checked, beside all in [`FOLDERS`]. A page that is missing fails.
const PAGES: [&str; 5] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "docs/README.md"];

/// Folders whose pages are checked like [`PAGES`].
const FOLDERS: [&str; 2] = ["docs/design", "docs/guides"];

#[test]
fn every_make_command_on_a_page_is_in_the_makefile() {
    let makefile = read("Makefile");
    let faults: Vec<String> =
        pages().iter().flat_map(|(page, text)| make_faults(page, text, &makefile)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(
        commands(&read("README.md")).len() >= 3,
        "the README names `make run`, `make test` and `make demo`"
    );
}

#[test]
fn an_unknown_make_command_is_caught() {
    let makefile = "run: toolchain ## build\n\tcargo run\n";
    assert!(make_faults("page", "`make run` or\nmake do\n```sh\nmake run # x\n```\n", makefile).is_empty());
    assert_eq!(make_faults("page", "`make tea`\n```sh\n$ make coffee\n```\n", makefile).len(), 2);
}

#[test]
fn every_command_of_the_program_on_a_page_is_understood() {
    let pages = pages();
    let faults: Vec<String> = pages.iter().flat_map(|(page, text)| program_faults(page, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let (_, guide) =
        pages.iter().find(|(page, _)| page == "docs/guides/try-it.md").expect("the guide is there");
    assert!(program_calls(guide).len() >= 10, "the guide shows commands of the program");
}

#[test]
fn a_command_that_the_program_does_not_have_is_caught() {
    let page = "```console\n$ helhed case list --open   # those\n$ X=y helhed goal add case-1 - <<'END'\nhelhed is a word\n```\n";
    assert_eq!(program_calls(page), [vec!["case", "list", "--open"], vec!["goal", "add", "case-1", "-"]]);
    assert_eq!(program_faults("page", page), Vec::<String>::new());
    let page = "```sh\ntarget/debug/helhed brew tea\nprintf 'a b' | helhed case list --colour \"a b\"\n```\n`helhed rest`";
    let faults = program_faults("page", page);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[1].contains("--colour a b"), "{}", faults[1]);
}

#[test]
fn every_path_and_link_on_a_page_leads_somewhere() {
    let faults: Vec<String> = pages()
        .iter()
        .flat_map(|(page, text)| {
            let folder = Path::new(page).parent().unwrap_or(Path::new("")).to_path_buf();
            let links = links(text).into_iter().map(move |link| folder.join(link));
            let paths = paths(text).into_iter().map(PathBuf::from);
            let missing = links.chain(paths).filter(|path| !root().join(path).exists()).collect::<Vec<_>>();
            missing
                .into_iter()
                .map(move |path| format!("`{page}` names `{}`, which is not there", path.display()))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn links_and_paths_are_found() {
    let text =
        "see [the floors](design/0002.md#why) and [us](https://os2.eu), `daemon/engine/src/decide.rs`, `a/b`";
    assert_eq!(links(text), ["design/0002.md"]);
    assert_eq!(paths(text), ["daemon/engine/src/decide.rs"]);
}

#[test]
fn every_error_page_has_a_code_a_title_and_a_way_out() {
    let pages = pages_under("docs/errors");
    let faults = error_faults(&pages);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_bad_error_page_is_caught() {
    let good = "# `unknown-task`: no such task\n\nWhy.\n\n## Way out\n\nList the tasks.\n";
    let page = |name: &str, text: &str| (format!("docs/errors/{name}"), text.to_owned());
    assert_eq!(error_faults(&[page("unknown-task.md", good)]), Vec::<String>::new());

    let cases = [
        ("renamed.md", good, "belongs in a file of that name"),
        ("unknown-task.md", "# `unknown-task`\n\n## Way out\n\nx\n", "title"),
        ("unknown-task.md", "# `unknown-task`: no such task\n", "`## Way out`"),
        ("unknown-task.md", "# `unknown-task`: no such task\n\n## Way out\n\n## Next\n", "`## Way out`"),
        ("unknown-task.md", "no title at all\n", "title"),
    ];
    for (name, text, expected) in cases {
        let faults = error_faults(&[page(name, text)]).join("\n");
        assert!(faults.contains(expected), "`{faults}` does not say {expected}");
    }
    let twice = [page("unknown-task.md", good), page("deeper/unknown-task.md", good)];
    assert!(error_faults(&twice).join("\n").contains("two pages"));
}

#[test]
fn design_notes_have_a_number_of_their_own_and_a_title() {
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, text) in pages_under("docs/design") {
        let number: String = stem(&path).chars().take_while(char::is_ascii_digit).collect();
        if number.len() != 4 {
            faults.push(format!("`{path}`: a design note begins with four digits"));
        } else if let Some(other) = numbers.insert(number.clone(), path.clone()) {
            faults.push(format!("`{path}` and `{other}` share the number {number}"));
        }
        if !text.starts_with("# ") {
            faults.push(format!("`{path}` has no title in its first line"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(!numbers.is_empty(), "there is at least one design note");
}

#[test]
fn the_glossary_gives_each_word_and_code_once() {
    let faults = glossary_faults(&read("GLOSSARY.md"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_word_with_two_meanings_is_caught() {
    let row = "| case | sag | `case` | x |\n";
    assert!(glossary_faults(row).is_empty());
    assert_eq!(glossary_faults(&row.repeat(2)).len(), 2, "the word and its code");
    assert_eq!(glossary_faults("| task | opgave | – | x |\n| step | trin | – | x |\n"), Vec::<String>::new());
}

#[test]
fn the_example_configuration_shows_every_key_with_its_default() {
    let example: toml::Table =
        read("helhed.example.toml").parse().expect("the example configuration is TOML");
    let mut defaults = helhed::Config::default();
    defaults.notices.spool = Some(defaults.spool());
    let defaults = toml::Table::try_from(&defaults).expect("the defaults can be written");
    assert_eq!(example, defaults, "`helhed.example.toml` shows other keys or values than the defaults");
}

/// Commands of a page that the Makefile does not have.
fn make_faults(page: &str, text: &str, makefile: &str) -> Vec<String> {
    let targets: Vec<&str> = makefile
        .lines()
        .filter(|line| !line.starts_with(['\t', '#', '.']))
        .filter_map(|line| line.split_once(':'))
        .map(|(target, _)| target)
        .collect();
    commands(text)
        .into_iter()
        .filter(|command| !targets.contains(command))
        .map(|command| format!("`{page}` says `make {command}`, which the Makefile does not have"))
        .collect()
}

/// What follows `make` in code spans and at the beginning of the lines of code blocks.
fn commands(text: &str) -> Vec<&str> {
    let spans = text.split('`').skip(1).step_by(2);
    let blocks = text.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
    let mut found: Vec<&str> = spans
        .chain(lines)
        .filter_map(|code| code.strip_prefix("make "))
        .filter_map(|rest| rest.split_whitespace().next())
        .filter(|word| word.chars().all(|letter| letter.is_ascii_lowercase()))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Calls of the program on a page that its command line does not understand.
fn program_faults(page: &str, text: &str) -> Vec<String> {
    program_calls(text)
        .into_iter()
        .filter(|call| {
            cli::Cli::try_parse_from([&["helhed"], call.as_slice()].concat())
                .is_err_and(|error| is_wrong(&error))
        })
        .map(|call| {
            format!("`{page}` says `helhed {}`, which the program does not understand", call.join(" "))
        })
        .collect()
}

fn is_wrong(error: &clap::Error) -> bool {
    !matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion)
}

/// What follows `helhed` in the shell lines of code blocks, as words. Lines of output do not count: in a block of
/// `console` a shell line begins with `$`.
fn program_calls(text: &str) -> Vec<Vec<&str>> {
    let mut calls = Vec::new();
    for block in text.split("```").skip(1).step_by(2) {
        let (kind, lines) = block.split_once('\n').unwrap_or((block, ""));
        for line in lines.lines() {
            let shell = match kind {
                "sh" => Some(line),
                "console" => line.strip_prefix("$ "),
                _other => None,
            };
            let words = shell.map(shell_words).unwrap_or_default();
            for piece in words.split(|word| ["|", "&&", "do", ";"].contains(word)) {
                let Some(place) =
                    piece.iter().position(|word| *word == "helhed" || word.ends_with("/helhed"))
                else {
                    continue;
                };
                let (before, from) = piece.split_at(place);
                // Before the program stand variables and nothing else: elsewhere it is an argument.
                if before.iter().all(|word| word.contains('=')) {
                    calls.push(from.iter().skip(1).copied().collect());
                }
            }
        }
    }
    calls
}

/// The words of a shell line up to a comment or a redirection. Quotes keep words together; a closing `;` is its own.
fn shell_words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with(['#', '>', '<']) {
        let end = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
            _other => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let word = rest[..end].trim_matches(['"', '\'']);
        match word.strip_suffix(';') {
            Some(word) => words.extend([word, ";"]),
            None => words.push(word),
        }
        rest = rest[end..].trim_start();
    }
    words
}

/// Targets of Markdown links inside the repository, without their anchors.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter_map(|(target, _)| target.split('#').next())
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .collect()
}

/// Code spans that are paths from the root of the repository.
fn paths(text: &str) -> Vec<&str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| ["daemon/", "docs/", "tests/"].iter().any(|folder| code.starts_with(folder)))
        .filter(|code| code.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter)))
        .collect()
}

/// Everything that is wrong with the error pages, given as path and text.
fn error_faults(pages: &[(String, String)]) -> Vec<String> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, text) in pages {
        let title = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# `"))
            .and_then(|line| line.split_once("`: "));
        let Some((code, title)) = title else {
            faults.push(format!(
                "`{path}`: the first line is the title, written as \"# `code`: what happened\""
            ));
            continue;
        };
        if title.trim().is_empty() {
            faults.push(format!("`{path}`: the title says nothing after the code"));
        }
        if stem(path) != code {
            faults.push(format!("`{path}`: the page of `{code}` belongs in a file of that name"));
        }
        if let Some(other) = seen.insert(code, path) {
            faults.push(format!("`{code}` has two pages: `{other}` and `{path}`"));
        }
        let way_out =
            text.split_once("\n## Way out\n").map(|(_, rest)| rest.split("\n## ").next().unwrap_or(rest));
        if way_out.is_none_or(|text| text.trim().is_empty()) {
            faults.push(format!("`{path}`: a section `## Way out` says what to do"));
        }
    }
    faults
}

/// Words and codes that the glossary explains twice. Rows are `| English | Danish | code | meaning |`.
fn glossary_faults(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| English")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let word = cells.get(1).copied().into_iter();
        let codes = cells.get(3).copied().unwrap_or("–").split(", ").filter(|code| *code != "–");
        for entry in word.chain(codes) {
            *seen.entry(entry).or_default() += 1;
        }
    }
    let twice = seen.into_iter().filter(|(_, times)| *times > 1);
    twice
        .map(|(entry, times)| format!("{entry} stands {times} times in the glossary: one word, one meaning"))
        .collect()
}

/// Every page that is checked, as path and text.
fn pages() -> Vec<(String, String)> {
    let single = PAGES.iter().map(|page| ((*page).to_owned(), read(page)));
    single.chain(FOLDERS.iter().flat_map(|folder| pages_under(folder))).collect()
}

/// Markdown pages directly in a folder, as path and text; its `README.md` and an absent folder give none.
fn pages_under(folder: &str) -> Vec<(String, String)> {
    let Ok(listing) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let mut names: Vec<String> = listing
        .map(|entry| entry.expect("the folder can be listed").file_name().to_string_lossy().into_owned())
        .filter(|name| {
            Path::new(name).extension().is_some_and(|extension| extension == "md") && name != "README.md"
        })
        .collect();
    names.sort();
    names.into_iter().map(|name| format!("{folder}/{name}")).map(|path| (path.clone(), read(&path))).collect()
}

fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand one folder below the workspace")
}
