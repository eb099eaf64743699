//! A slip in a workflow file never silences the cases that run.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use helhed::plugins::RunsPlugins;
use helhed::{Config, Daemon, Starting};
use model::Timestamp;
use tests::places::root;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let (path, name) =
            entry.map(|entry| (entry.path(), entry.file_name())).expect("the folder can be read");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file can be copied");
        }
    }
}

fn starting(data: &Path, workflows: &Path) -> Starting {
    let mut config = Config::default();
    config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.admin.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    data.clone_into(&mut config.data.directory);
    config.data.segment_bytes = 4 * 1024 * 1024;
    workflows.clone_into(&mut config.workflows.directory);
    let simulated = "2026-08-03T07:00:00Z".parse::<Timestamp>().ok();
    Starting { config, simulated, plugins: RunsPlugins::default() }
}

#[test]
fn a_bad_file_is_not_put_into_force_and_what_was_in_force_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, workflows) = (folder.path().join("data"), folder.path().join("workflows"));
    copy(&root().join("workflows"), &workflows);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let daemon = Daemon::start(starting(&data, &workflows)).await.unwrap();
        assert_eq!(daemon.not_in_force, None);
        let before = daemon.serving.runtime().expect("it serves").workflows();
        daemon.stop().await;

        let file = workflows.join("one-plan/workflow.yaml");
        let text = fs::read_to_string(&file).unwrap().replacen("by: intake\n", "by: intakee\n", 1);
        fs::write(&file, text).unwrap();
        let daemon = Daemon::start(starting(&data, &workflows)).await.unwrap();
        let why = daemon.not_in_force.clone().unwrap();
        assert!(why.contains("workflow check"), "the way out is named: {why}");
        let after = daemon.serving.runtime().expect("it serves").workflows();
        let refused: Vec<_> = after.iter().filter(|workflow| !workflow.in_force).collect();
        assert_eq!(refused.len(), 1);
        assert!(refused.iter().all(|workflow| workflow.findings.iter().any(|f| f.code == "unknown-name")));
        assert_eq!(
            before.iter().map(|workflow| workflow.definition).collect::<Vec<_>>(),
            after.iter().filter(|w| w.in_force).map(|workflow| workflow.definition).collect::<Vec<_>>(),
        );
        daemon.stop().await;

        let fresh = Daemon::start(starting(&folder.path().join("fresh"), &workflows)).await;
        assert!(fresh.is_err(), "a new directory does not start with a bad file");
    });
}

#[test]
fn a_start_puts_nothing_into_force_but_in_a_new_directory_or_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let (data, workflows) = (folder.path().join("data"), folder.path().join("workflows"));
    copy(&root().join("workflows"), &workflows);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut in_force = Vec::new();
        for activates in [false, false, true] {
            let mut starting = starting(&data, &workflows);
            starting.config.workflows.activate_at_start = activates;
            let daemon = Daemon::start(starting).await.unwrap();
            let waits = in_force.len() == 1;
            assert_eq!(daemon.waiting, if waits { vec!["one-plan".to_owned()] } else { Vec::new() });
            let all = daemon.serving.runtime().expect("it serves").workflows();
            let one_plan = all.iter().find(|workflow| workflow.name.as_str() == "one-plan").unwrap();
            in_force.push(one_plan.definition);
            daemon.stop().await;
            let file = workflows.join("one-plan/workflow.yaml");
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, text.replacen("due: assessment after", "due: 6 weeks after", 1)).unwrap();
        }
        assert_eq!(in_force[0], in_force[1], "nobody has put the change into force");
        assert_ne!(in_force[1], in_force[2]);
    });
}
