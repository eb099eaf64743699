//! What the daemon needs beside its data: ports, workflows, certificate files; and which program this is.

use std::net::{SocketAddr, TcpListener};

use definition::Severity;
use runtime::Sources;

use super::Findings;
use super::Health::{Fault, Warning};
use crate::config::Config;

pub(super) fn versions(findings: &mut Findings) {
    let said =
        format!("helhed {} ({} {})", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    findings.ok("version", said.clone(), said);
}

pub(super) fn ports(config: &Config, is_running: bool, findings: &mut Findings) {
    port(("listen", config.server.listen), is_running, findings);
    port(("admin", config.admin.listen), is_running, findings);
}

fn port((check, address): (&'static str, SocketAddr), is_running: bool, findings: &mut Findings) {
    match (TcpListener::bind(address), is_running) {
        (Ok(_free), false) => {
            findings.ok(check, format!("{address} er ledig"), format!("{address} is free"));
        }
        (Err(_), true) => findings.ok(check, format!("{address} er i brug"), format!("{address} is in use")),
        (Ok(_free), true) => findings.add(
            (check, Warning),
            (
                format!("en dæmon kører, men lytter ikke på {address}"),
                format!("a daemon runs, and does not listen on {address}"),
            ),
            ("er dette dens konfiguration?", "is this its configuration?"),
        ),
        (Err(why), false) => findings.add(
            (check, Fault),
            (format!("{address} kan ikke bruges: {why}"), format!("{address} cannot be used: {why}")),
            (
                "find ud af, hvem der lytter der (`ss -ltnp`), eller vælg en anden",
                "find out who listens there (`ss -ltnp`), or choose another",
            ),
        ),
    }
}

pub(super) fn files(config: &Config, findings: &mut Findings) {
    if let Some(tls) = &config.server.tls {
        match crate::listen::tls::acceptor(&tls.certificate, &tls.key) {
            Ok(_) => {
                findings.ok(
                    "tls",
                    "certifikat og nøgle passer sammen",
                    "certificate and key belong together",
                );
            }
            Err(why) => findings.add(
                ("tls", Fault),
                (why.to_string(), why.to_string()),
                ("dæmonen starter ikke med dem", "the daemon does not start with them"),
            ),
        }
    }
    let folder = config.workflows.directory.display();
    let sources = match Sources::read(&config.workflows.directory) {
        Ok(sources) => sources,
        Err(why) => {
            return findings.add(
                ("workflows", Fault),
                (format!("`{folder}` kan ikke læses: {why}"), format!("`{folder}` cannot be read: {why}")),
                ("nævn mappen med --workflows", "name the folder with --workflows"),
            );
        }
    };
    let errors = sources.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors == 0 {
        let refused = sources.refused.len();
        return findings.ok(
            "workflows",
            format!("`{folder}` kan sættes i kraft ({refused} afvist)"),
            format!("`{folder}` can be put into force ({refused} refused)"),
        );
    }
    findings.add(
        ("workflows", Fault),
        (
            format!("{errors} fejl i `{folder}`; intet nyt sættes i kraft"),
            format!("{errors} error(s) in `{folder}`; nothing new is put into force"),
        ),
        ("`helhed workflow check` viser hver fejl", "`helhed workflow check` shows each"),
    );
}
