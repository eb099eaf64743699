//! What is understood, and what is said about the rest.

mod reference;

use clap::{CommandFactory, Parser};

use super::Cli;

/// Reads a command line and shows what it was understood as, or the first line of the complaint.
fn check(line: &str, expected: &str) {
    let words = core::iter::once("helhed").chain(line.split_whitespace());
    let understood = match Cli::try_parse_from(words) {
        Ok(cli) => format!("{:?}", cli.command),
        Err(error) => error.to_string().lines().take(2).collect::<Vec<_>>().join(" "),
    };
    assert!(understood.contains(expected), "`{line}` was understood as\n{understood}\nand not\n{expected}");
}

#[test]
fn the_definition_of_the_command_line_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn cases_and_citizens_may_be_given_by_their_bare_number() {
    check("case show case-17", "Show { case: CaseId(17) }");
    check("case show 17", "Show { case: CaseId(17) }");
    check("citizen show 9", "Show { citizen: CitizenId(9) }");
    check("case show citizen-9", "write it like `case-17`");
    check("case show 0", "write it like `case-17`");
}

#[test]
fn days_instants_and_versions_are_checked_before_anything_is_sent() {
    check("note 1 hello --on 2026-08-04", "on: Some(2026-08-04)");
    check("note 1 hello --on 2026-02-30", "`2026-02-30` is no day; write it like `2026-08-03`");
    check("clock advance 2026-08-03T08:00:00+02:00", "Advance { to: 2026-08-03T06:00:00Z }");
    check("clock advance 2026-08-03", "write day, time and offset");
    check("case close 1 --reason done --if-match v12", "if_match: Some(12)");
    check("case close 1 --reason done --if-match *", "`*` is no version");
    check("task claim 1 triage --key café", "a key has 1 to 128 visible ASCII characters");
    check("case list --limit 201", "201 is not in 1..=200");
}

#[test]
fn a_value_is_json_only_where_it_can_be_nothing_else() {
    check("task complete 1 findings.2 --value urgent=true", r#"("urgent", Bool(true))"#);
    check("task complete 1 findings.2 --value areas=[\"debt\"]", r#"("areas", Array [String("debt")])"#);
    check("task complete 1 findings.2 --value hours=7.50", r#"("hours", String("7.50"))"#);
    check("task complete 1 findings.2 --value note=a=b", r#"("note", String("a=b"))"#);
    check("task complete 1 findings.2 --value note=", r#"("note", String(""))"#);
    check("task complete 1 findings.2 --value note", "write `name=VALUE`");
    check("task complete 1 2.findings", "like `findings.2`");
}

#[test]
fn a_cpr_number_is_no_argument() {
    check("citizen find 0107909995", "unexpected argument '0107909995'");
    check("citizen find --cpr 0107909995", "unexpected argument '--cpr'");
    let mut cli = Cli::command();
    let find = cli.find_subcommand_mut("citizen").and_then(|citizen| citizen.find_subcommand_mut("find"));
    let help = find.unwrap().render_long_help().to_string();
    assert!(help.contains("arguments stand in process lists"), "{help}");
}

#[test]
fn the_daemon_side_is_understood_here_too() {
    check(
        "serve --data d --workflows w --listen 127.0.0.1:1 --clock simulated=2026-08-03T08:00:00+02:00 --behind-proxy",
        "behind_proxy: Some(true)",
    );
    check("serve --clock wrong=1", "write `simulated=2026-08-03T08:00:00+02:00`");
    check("serve --listen everywhere", "invalid socket address");
    check("journal verify --data d --against 1.42.ab", r#"Verify { data: "d", against: Some("1.42.ab") }"#);
    check("index rebuild", r#"Rebuild { whole: false, data: "data" }"#);
    check("config check helhed.toml", r#"Check { file: "helhed.toml" }"#);
    check("demo --keep --json", "Demo(DemoArgs { scenarios: [\"s1\", \"s2\"], keep: true })");
    check("demo s2", "Demo(DemoArgs { scenarios: [\"s2\"], keep: false })");
}

#[test]
fn what_corrects_and_decides_is_understood() {
    check("fact correct 17 needs --value a --reason b", "fact: FactName(\"needs\"), value: \"a\", slot: 0");
    check("fact correct 17 needs --reason b", "required arguments were not provided");
    check("concern settle 17 0x1 --finding a", "invalid value '0x1'");
    check("step start 17 visit", "--reason <TEXT>");
    check("goal reword 17 2", "number: 2, words: None");
    check("completions bash", "shell: Bash");
    check("completions tcsh", "[possible values: bash, elvish, fish, powershell, zsh]");
}

#[test]
fn global_options_stand_before_or_behind_the_command() {
    for line in ["helhed --json --lang da task list", "helhed task list --json --lang da"] {
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        assert!(cli.json && cli.lang == crate::Lang::Da, "{line}");
    }
}

#[test]
fn the_help_lists_every_exit_code() {
    let help = Cli::command().render_help().to_string();
    for code in 0..=7 {
        assert!(help.contains(&format!("\n  {code}  ")), "no exit code {code} in:\n{help}");
    }
}
