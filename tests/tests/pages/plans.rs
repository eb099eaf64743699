//! What the reader of each page needs, and what is not typed here and why that is no gap.

use tests::page::reader::{Before, Plan};

use crate::prepare;

/// The part of `make test` that builds has done it.
const BUILT: &str = "the part `build` of `make test` does it before this test";

/// Pages whose commands are run by nothing of this, and why.
pub(crate) static ELSEWHERE: [(&str, &str); 2] = [
    ("CONTRIBUTING.md", "the loop of developers: `make test` runs each part of it, and would run itself"),
    (
        "docs/guides/measure.md",
        "a release build of many minutes; `make test` compiles it, recorded runs stand in RESULTS",
    ),
];

pub(crate) static README: Plan = Plan {
    instead: &[
        ("make demo", "target/debug/helhed demo"),
        ("make run", "target/debug/helhed serve --data data --workflows workflows"),
    ],
    elsewhere: &[("make test", "it runs this test")],
    ..Plan::of("README.md")
};

pub(crate) static TRY_IT: Plan = Plan {
    paths: &[("/tmp/try", "try")],
    elsewhere: &[("cargo build -p helhed", BUILT)],
    before: &[Before { command: "helhed case show case-1", prepare: prepare::wait_for_the_plugin }],
    ..Plan::of("docs/guides/try-it.md")
};

pub(crate) static EDIT_A_WORKFLOW: Plan = Plan {
    before: &[
        Before { command: "cat > decision.json", prepare: prepare::a_case_at_its_decision },
        Before { command: "helhed serve --workflows my-workflows", prepare: prepare::a_case_from_before },
        Before { command: "helhed deadline why case-2", prepare: prepare::a_case_from_after },
    ],
    ..Plan::of("docs/guides/edit-a-workflow.md")
};

pub(crate) static YOUR_FIRST_WORKFLOW: Plan = Plan::of("docs/guides/your-first-workflow.md");

pub(crate) static OPERATE: Plan = Plan {
    paths: &[("/tmp/operate", "operate"), ("/etc/helhed.toml", "helhed.toml"), ("/var/lib/helhed", "var")],
    before: &[Before {
        command: "helhed serve --config /etc/helhed.toml",
        prepare: prepare::a_configuration,
    }],
    ..Plan::of("docs/guides/operate.md")
};

pub(crate) static WRITE_A_PLUGIN: Plan = Plan {
    elsewhere: &[("make plugins", "the part `plugins` of `make test` does it before this test")],
    before: &[Before {
        command: "helhed plugin inspect coordinator-allocation",
        prepare: prepare::the_plugins,
    }],
    ..Plan::of("docs/guides/write-a-plugin.md")
};
