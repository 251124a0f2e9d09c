# NAME_up, NAME_down and NAME_status of every peer; source it, don't run it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for part in keystone tempest; do . "$PEERS_DIR/$part.sh"; done

# MariaDB: data, socket and port of our own. User glance owns every database whose name starts with "glance".
mariadb_socket=$PEERS_HOME/run/mariadb.sock
mariadb_sql() { mariadb --no-defaults -u root -S "$mariadb_socket" "$@"; }
mariadb_up() {
  apt_need mariadb-server mariadb-client
  local data=$PEERS_HOME/mariadb
  [ -d "$data/mysql" ] || mariadb-install-db --no-defaults --datadir="$data" --user="$(id -un)" \
    --auth-root-authentication-method=normal --skip-test-db >"$PEERS_HOME/log/mariadb-install.log" 2>&1
  alive mariadb || start mariadb mariadbd --no-defaults --user="$(id -un)" --datadir="$data" \
    --socket="$mariadb_socket" --bind-address=127.0.0.1 --port="$MARIADB_PORT" --pid-file="$data/pid" \
    --character-set-server=utf8mb4 --innodb-flush-log-at-trx-commit=2 --max-connections=500
  wait_for mariadb 60 mariadb_sql -e 'SELECT 1'
  mariadb_sql -e "CREATE USER IF NOT EXISTS glance@'127.0.0.1' IDENTIFIED BY 'glance';
    CREATE USER IF NOT EXISTS glance@localhost IDENTIFIED BY 'glance';
    CREATE DATABASE IF NOT EXISTS glance CHARACTER SET utf8mb4;
    GRANT ALL ON \`glance%\`.* TO glance@'127.0.0.1', glance@localhost;"
  facts GLANCE_TEST_MYSQL_URL "mysql://glance:glance@127.0.0.1:$MARIADB_PORT/glance"
}
mariadb_down() { stop mariadb; }
mariadb_status() { echo "$(daemon_state mariadb) 127.0.0.1:$MARIADB_PORT, socket $mariadb_socket"; }

# PostgreSQL: a cluster of our own. User glance may create databases.
# The server refuses to run as root, and PEERS_HOME may lie under a home that its user cannot enter.
postgres_home=${POSTGRES_DATA:-/var/tmp/glance-peers-postgres-$(printf %s "$PEERS_HOME" | cksum | cut -d' ' -f1)}
postgres_bin() { printf '%s' "$(ls -d /usr/lib/postgresql/*/bin | tail -1)"; }
as_postgres=()
[ "$(id -u)" != 0 ] || as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
postgres_sql() {
  (cd / && "${as_postgres[@]}" "$(postgres_bin)/psql" -qAtX -v ON_ERROR_STOP=1 \
    -h "$postgres_home" -p "$POSTGRES_PORT" -U postgres -d postgres "$@")
}
postgres_up() {
  apt_need postgresql
  local data=$postgres_home/data
  if [ ! -e "$data/made" ]; then
    stop postgres INT
    rm -rf "$postgres_home" && mkdir -p "$postgres_home"
    [ "$(id -u)" != 0 ] || chown postgres: "$postgres_home"
    chmod 700 "$postgres_home"
    (cd / && "${as_postgres[@]}" "$(postgres_bin)/initdb" -D "$data" -U postgres -A trust --auth-host=scram-sha-256 \
      --no-sync -E UTF8 --locale=C.UTF-8) >"$PEERS_HOME/log/postgres-initdb.log" 2>&1 || die "postgres: initdb failed"
  fi
  if ! alive postgres; then
    rm -f "$data/postmaster.pid" "$postgres_home"/.s.PGSQL.*
    cd / && start postgres "${as_postgres[@]}" "$(postgres_bin)/postgres" -D "$data" -k "$postgres_home" \
      -h 127.0.0.1 -p "$POSTGRES_PORT" -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
      -c max_connections=300 -c shared_buffers=64MB
  fi
  wait_for postgres 60 postgres_sql -c 'SELECT 1'
  if [ ! -e "$data/made" ]; then
    postgres_sql -c "CREATE ROLE glance LOGIN CREATEDB PASSWORD 'glance'"
    postgres_sql -c 'CREATE DATABASE glance OWNER glance'
    touch "$data/made"
  fi
  facts GLANCE_TEST_POSTGRES_URL "postgresql://glance:glance@127.0.0.1:$POSTGRES_PORT/glance"
}
postgres_down() { stop postgres INT; }   # INT: don't wait for clients to go
postgres_status() { echo "$(daemon_state postgres) 127.0.0.1:$POSTGRES_PORT, socket $postgres_home"; }

# memcached, and keystonemiddleware, through which services in Python keep tokens in it.
memcached_says() { timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$MEMCACHED_PORT; echo version >&3; grep -m 1 VERSION <&3"; }
memcached_up() {
  apt_need memcached
  venv memcached
  local user=()
  [ "$(id -u)" != 0 ] || user=(-u nobody)
  alive memcached || start memcached memcached "${user[@]}" -l 127.0.0.1 -p "$MEMCACHED_PORT" -m 64
  wait_for memcached 20 memcached_says
  facts GLANCE_TEST_MEMCACHED "127.0.0.1:$MEMCACHED_PORT"
}
memcached_down() { stop memcached; }
memcached_status() { echo "$(daemon_state memcached) 127.0.0.1:$MEMCACHED_PORT, $PEERS_HOME/venv/memcached/bin"; }

# The Python clients: openstack and glance.
clients_up() { apt_need qemu-utils curl; venv clients; }
clients_down() { :; }
clients_status() { echo "$(venv_state clients) $PEERS_HOME/venv/clients/bin"; }

# What reads the description of the API: a validator, and Schemathesis, which makes requests up from it.
openapi_up() { venv openapi; }
openapi_down() { :; }
openapi_status() { echo "$(venv_state openapi) $PEERS_HOME/venv/openapi/bin"; }

# The real Glance; serve-glance runs one on a configuration file.
glance_up() { venv glance; }
glance_down() { :; }
glance_status() { echo "$(venv_state glance) $PEERS_HOME/venv/glance/bin"; }
