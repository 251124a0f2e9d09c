# The menu. Every recipe is a plain command that also works without `just`.

# List the recipes.
default:
    @{{ just_executable() }} --list

# Test on SQLite alone; needs only Rust and a C compiler.
test *ARGS:
    cargo test --workspace --locked {{ARGS}}

# Test on SQLite, MariaDB and PostgreSQL, and with memcached, none skipped.
test-all-dbs *ARGS:
    scripts/peers/up mariadb postgres memcached
    set -a && . "${GLANCE_PEERS_HOME:-$HOME/.cache/glance-peers}/test.env" && \
        REQUIRE_ALL_BACKENDS=1 cargo test --workspace --locked --all-features {{ARGS}}

# Formatting, clippy and rustdoc, warnings refused.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --locked

# Measure; `just bench checksum` runs one.
bench *ARGS:
    cargo bench -p glance-benches {{ if ARGS == "" { "" } else { "--bench " + ARGS } }}

# Feed the parsers with what nobody thought of: 60 seconds each; `just fuzz 600 inspector` takes longer for one.
fuzz *ARGS:
    fuzz/run {{ARGS}}

# Licences, bans, sources and, where its database can be reached, advisories.
deny:
    cargo deny check --hide-inclusion-graph bans licenses sources
    cargo deny check --hide-inclusion-graph advisories

# What continuous integration runs, from a fresh Debian 12 on.
ci:
    CI=true bash .ci/run </dev/null

# Run the server on 127.0.0.1:9292 with SQLite and files under ./glance-data.
run *ARGS:
    cargo run -p glance-server -- {{ARGS}}

# Real clients and a real Glance against this server; `just interop kill` runs one script.
interop *ARGS:
    cargo build -p glance-server --features full -p glance-cli
    scripts/interop/run {{ARGS}}

# Processor time of lists and shows beside a real Glance's, on 100,000 images in MariaDB.
measure-peer:
    scripts/peers/up mariadb glance
    cargo build --release -p glance-server --all-features
    . "${GLANCE_PEERS_HOME:-$HOME/.cache/glance-peers}/test.env" && benches/peer/measure target/release/glance-server
