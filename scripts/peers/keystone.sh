# Keystone: Fernet tokens, data in MariaDB, served by uWSGI; source it, don't run it.
keystone_up() {
  mariadb_up
  venv keystone
  venv clients
  local etc=$PEERS_HOME/etc/keystone
  if [ ! -e "$etc/bootstrapped" ]; then
    mkdir -p "$etc"
    mariadb_sql -e "CREATE USER IF NOT EXISTS keystone@'127.0.0.1' IDENTIFIED BY 'keystone';
      CREATE DATABASE IF NOT EXISTS keystone CHARACTER SET utf8mb4; GRANT ALL ON keystone.* TO keystone@'127.0.0.1'"
    keystone_conf >"$etc/keystone.conf"
    keystone_manage db_sync
    keystone_manage fernet_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)"
    keystone_manage credential_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)"
    keystone_manage bootstrap --bootstrap-password glance-admin-pw --bootstrap-region-id RegionOne \
      --bootstrap-{admin,public,internal}-url="http://127.0.0.1:$KEYSTONE_PORT/v3"
    touch "$etc/bootstrapped"
  fi
  alive keystone || start keystone env "OS_KEYSTONE_CONFIG_FILES=$etc/keystone.conf" "$PEERS_HOME/venv/keystone/bin/uwsgi" \
    --master --die-on-term --lazy-apps --enable-threads --processes 2 --threads 4 --thunder-lock --buffer-size 65535 \
    --http-auto-chunked --http-chunked-input --http-raw-body --add-header "Connection: close" --need-app --disable-logging \
    --http-socket "127.0.0.1:$KEYSTONE_PORT" --module keystone.wsgi.api:application
  wait_for keystone 60 curl -s -o /dev/null --max-time 5 "http://127.0.0.1:$KEYSTONE_PORT/v3"
  if [ ! -e "$etc/seeded" ]; then
    "$PEERS_HOME/venv/clients/bin/python" "$PEERS_DIR/seed.py" "http://127.0.0.1:$KEYSTONE_PORT/v3"
    touch "$etc/seeded"
  fi
  openrc admin glance-admin-pw admin
  openrc demo demo demo
  openrc reader reader demo
  facts GLANCE_TEST_KEYSTONE_URL "http://127.0.0.1:$KEYSTONE_PORT/v3"
}
keystone_down() { stop keystone; }
keystone_status() { echo "$(daemon_state keystone) http://127.0.0.1:$KEYSTONE_PORT/v3, $PEERS_HOME/openrc-{admin,demo,reader}"; }

keystone_conf() {
  cat <<C
[DEFAULT]
log_file = $PEERS_HOME/log/keystone-api.log
[database]
connection = mysql+pymysql://keystone:keystone@127.0.0.1:$MARIADB_PORT/keystone
[token]
provider = fernet
[fernet_tokens]
key_repository = $PEERS_HOME/etc/keystone/fernet
[credential]
key_repository = $PEERS_HOME/etc/keystone/credential
[identity]
# the cheapest that the hash allows: these are test users
password_hash_rounds = 4
C
}

keystone_manage() {
  "$PEERS_HOME/venv/keystone/bin/keystone-manage" --config-file "$PEERS_HOME/etc/keystone/keystone.conf" "$@" \
    >>"$PEERS_HOME/log/keystone-manage.log" 2>&1 || { tail -5 "$PEERS_HOME/log/keystone-manage.log" >&2; die "keystone-manage $1 failed"; }
}

openrc() {  # USER PASSWORD PROJECT
  cat >"$PEERS_HOME/openrc-$1" <<C
export OS_AUTH_URL=http://127.0.0.1:$KEYSTONE_PORT/v3 OS_IDENTITY_API_VERSION=3 OS_REGION_NAME=RegionOne
export OS_USERNAME=$1 OS_PASSWORD=$2 OS_PROJECT_NAME=$3 OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default
export PATH=$PEERS_HOME/venv/clients/bin:\$PATH
C
}
