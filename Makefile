# `make` alone prints what can be made. Needs rustup, make and a C compiler; the rest is fetched.

export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
HELHED := $(or $(CARGO_TARGET_DIR),target)/debug/helhed
DATA ?= data
WORKFLOWS ?= workflows
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help run demo test check fmt lint simulate planted sweep soak nightly fuzz tck contract deny plugins update toolchain

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: toolchain plugins ## build and serve with the example municipality; data in ./data (DATA=… for another place)
	cargo build --locked -p helhed
	@exec $(HELHED) serve --data $(DATA) --workflows $(WORKFLOWS)

demo: toolchain ## one case from referral to review within seconds, as a timeline
	cargo build --locked -p helhed
	@exec $(HELHED) demo

# The budgets are explained in CONTRIBUTING.md; what is not given away here is the reserve.
test: toolchain ## everything that is asked of a change: 45 minutes cold on 2 cores at most
	@.ci/part begin
	@.ci/part lint 6 .ci/lint
	@.ci/part plugins 2 .ci/plugins
	@.ci/part build 9 cargo build --workspace --all-targets --locked
	@.ci/part tools 8 .ci/tools
	@.ci/part tests 8 .ci/suite ordinary
	@.ci/part crash 8 .ci/suite crash
	@.ci/part simulation 3 .ci/simulation
	@.ci/part soak 3 cargo run --locked -p tests --bin soak -- --seconds 120
	@.ci/part smoke 3 .ci/smoke
	@.ci/part contract 3 .ci/contract
	@.ci/part deny 2 .ci/deny
	@.ci/part end 45

check: toolchain ## the fast loop: format, types, and the rules of the house
	cargo fmt --all --check
	cargo check --workspace --all-targets --locked
	cargo test --locked -q -p tests --test floors --test prose

fmt: toolchain ## format every crate
	cargo fmt --all

lint: toolchain ## format check and clippy, warnings as errors
	@.ci/lint

plugins: toolchain ## build the first-party plugins from source for wasm32-wasip2
	@.ci/plugins

simulate: toolchain ## the daemon over a failing disk and a jumping clock, fresh seeds for SECONDS=60
	cargo run --locked -p tests --bin simulate -- --seconds $(SECONDS)

planted: toolchain ## every bug that can be planted has to be found by the simulation
	cargo test --locked -p tests --features planted --test simulation

sweep: toolchain ## the same work again and again, with another operation of the disk failing each time
	HELHED_SWEEP=every cargo test --locked -p tests --test sweep

soak: toolchain ## two minutes of mixed work on a real daemon, while memory, files and disk are watched
	cargo build --locked -p helhed
	cargo run --locked -p tests --bin soak -- --seconds 120

nightly: toolchain ## hundreds of kills and power cuts, every failing operation, an hour of work; noted in docs/nightly.md
	@.ci/nightly

fuzz: toolchain ## ten minutes of the fuzzer for every decoder (TARGET=… for one); noted in docs/fuzzing.md
	@.ci/fuzz $(TARGET)

tck: toolchain ## score the cases of the DMN TCK; FOLDER=… for another copy of it
	cargo run --locked -q -p tck -- $(FOLDER)

contract: toolchain ## the running daemon held to its own OpenAPI document, by schemathesis
	cargo build --locked -p helhed
	@.ci/contract

deny: toolchain ## licences, advisories and sources of dependencies
	@.ci/deny

update: toolchain ## rewrite generated and golden files; read the diff before you commit it
	UPDATE=1 cargo test --workspace --locked

# Asking cargo for its version makes rustup fetch the toolchain of rust-toolchain.toml where it is missing.
toolchain:
	@command -v rustup >/dev/null || { echo "rustup is missing: see https://rustup.rs, then run make again" >&2; exit 1; }
	@command -v cc >/dev/null || { echo "a C compiler is missing (\`cc\`): install gcc or clang, then run make again" >&2; exit 1; }
	@cargo --version >/dev/null || rustup toolchain install
