#!/usr/bin/env bash
# The installation guide of 2016 against our programs, line by line, with today's clients: database, credentials, service and
# endpoints, configuration, start, and the first image.
# usage: guide.sh SERVER
# Needs `scripts/peers/up keystone clients`. What is made in MariaDB and Keystone has names of its own and is removed again.
set -euo pipefail
server=$(realpath "$1")
peers=${GLANCE_PEERS_HOME:-$HOME/.cache/glance-peers}
mark=guide$$ work=$(mktemp -d /tmp/glance-guide-XXXXXX) pid='' step='before the first'
finish() {
  local code=$?
  [ -z "$pid" ] || { kill -KILL -- "-$pid"; wait "$pid"; } 2>/dev/null || true
  [ $code = 0 ] || { echo "FAILED (exit $code) at: $step"; tail -n 20 "$work/glance-api.log" "$work/stderr" 2>/dev/null; }
  remove >"$work/removed" 2>&1 || { cat "$work/removed"; echo "some of what $mark made is still there"; }
  rm -rf "$work"
}
remove() {
  export OS_REGION_NAME=RegionOne
  mysql -e "DROP DATABASE IF EXISTS $mark; DROP USER IF EXISTS '$mark'@'localhost', '$mark'@'%'"
  local code=0
  [ ! -s "$work/service" ] || command openstack service delete "$(cat "$work/service")" || code=1
  [ ! -s "$work/region" ] || command openstack region delete "$mark" || code=1
  [ ! -s "$work/user" ] || command openstack user delete "$mark" || code=1
  return $code
}
trap finish EXIT

claim() { step=$1; }
ok() { echo "  ok  $step"; }
refuse() { step="$step: $*"; exit 1; }
same() { [ "$1" = "$2" ] || refuse "expected '$2', got '$1'"; }
mysql() { mariadb --no-defaults -u root -S "$peers/run/mariadb.sock" "$@"; }
openstack() { command openstack "$@" 2>>"$work/stderr"; }
glance() { command glance "$@" 2>>"$work/stderr"; }
# rows FIELD...: those columns of the table on standard input, without its frame and its head
rows() { awk -F ' *\\| *' -v fields="$*" '/^\|/ && ++line > 1 { n = split(fields, f, " "); for (i = 1; i <= n; i++) printf "%s%s", $(f[i] + 1), i < n ? " " : "\n" }'; }

mkdir "$work/bin" "$work/images"
ln -s "$server" "$work/bin/glance-api"
ln -s "$server" "$work/bin/glance-manage"
for name in "${!OS_@}"; do unset "$name"; done   # only what is said here decides
. "$peers/openrc-admin"
export PATH=$work/bin:$PATH PYTHONWARNINGS=ignore
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
. "$peers/test.env"
database=${GLANCE_TEST_MYSQL_URL#*@} database=${database%/*}

claim "the database and its user are made"
mysql -e "CREATE DATABASE $mark"
mysql -e "GRANT ALL PRIVILEGES ON $mark.* TO '$mark'@'localhost' IDENTIFIED BY 'GLANCE_DBPASS'"
mysql -e "GRANT ALL PRIVILEGES ON $mark.* TO '$mark'@'%' IDENTIFIED BY 'GLANCE_DBPASS'"
ok

claim "openstack user create, role add, service create and endpoint create"
openstack user create --domain default --password GLANCE_PASS "$mark" -f value -c id >"$work/user"
openstack role add --project service --user "$mark" admin
# a region of its own, so that this image service stands beside others in the same catalog
openstack region create "$mark" -f value -c region >"$work/region"
openstack service create --name "$mark" --description "OpenStack Image" image -f value -c id >"$work/service"
for interface in public internal admin; do
  openstack endpoint create --region "$mark" "$(cat "$work/service")" "$interface" "http://127.0.0.1:$port" >>"$work/endpoints"
done
ok
admin=$(openstack project show admin -f value -c id)
export OS_REGION_NAME=$mark

cat >"$work/glance-api.conf" <<C
[DEFAULT]
bind_host = 127.0.0.1
bind_port = $port

[database]
connection = mysql+pymysql://$mark:GLANCE_DBPASS@$database/$mark

[keystone_authtoken]
www_authenticate_uri = ${OS_AUTH_URL%/v3}
auth_url = ${OS_AUTH_URL%/v3}
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = $mark
password = GLANCE_PASS

[paste_deploy]
flavor = keystone

[glance_store]
stores = file,http
default_store = file
filesystem_store_datadir = $work/images/
C

# the guide's commands name no file: it is looked for at home and in /etc
claim "glance-manage db_sync makes the schema"
HOME=$work glance-manage db_sync >"$work/sync.log" 2>&1 || { cat "$work/sync.log"; refuse "exit code $?"; }
same "$(mysql -N -e "SELECT count(*) FROM $mark.images")" 0
ok

claim "glance-api starts"
HOME=$work setsid glance-api >"$work/glance-api.log" 2>&1 </dev/null &
pid=$!
for _ in $(seq 100); do
  curl -s -o "$work/versions" "http://127.0.0.1:$port/" && break
  kill -0 $pid 2>/dev/null || refuse "it ended"
  sleep 0.1
done
ok

claim "without a token it refuses, and says where to get one"
curl -s -i "http://127.0.0.1:$port/v2/images" | tr -d '\r' >"$work/refusal"
grep -q '^HTTP/1.1 401' "$work/refusal" || refuse "$(head -1 "$work/refusal")"
grep -qi "^www-authenticate: Keystone uri=\"${OS_AUTH_URL%/v3}\"" "$work/refusal" || refuse "no WWW-Authenticate"
ok

claim "glance image-list prints the empty table"
same "$(glance image-list)" '+----+------+
| ID | Name |
+----+------+
+----+------+'
ok

claim "openstack image create takes the image"
head -c 1M /dev/urandom >"$work/cirros.raw"
qemu-img convert -f raw -O qcow2 "$work/cirros.raw" "$work/cirros-0.3.4-x86_64-disk.img"
openstack image create "cirros" --file "$work/cirros-0.3.4-x86_64-disk.img" --disk-format qcow2 --container-format bare --public \
  >"$work/created"
id=$(awk '$2 == "id" { print $4 }' "$work/created")
for line in 'name cirros' 'status active' 'visibility public' 'disk_format qcow2' 'container_format bare' \
  "size $(stat -c %s "$work/cirros-0.3.4-x86_64-disk.img")" "owner $admin"; do
  rows 1 2 <"$work/created" | grep -qx -- "$line" || { cat "$work/created"; refuse "no '$line' in the table"; }
done
ok

claim "openstack image list and glance image-list show it"
same "$(openstack image list | rows 1 2 3)" "$id cirros active"
same "$(glance image-list | rows 1 2)" "$id cirros"
ok

claim "another user sees it too, for it is public, and may not delete it"
same "$(. "$peers/openrc-demo" && OS_REGION_NAME=$mark && openstack image list -f value -c ID)" "$id"
if (. "$peers/openrc-demo" && OS_REGION_NAME=$mark && openstack image delete "$id"); then refuse "it may"; fi
ok

claim "the file lies in the data folder as -rw-r-----"
same "$(stat -c '%A %n' "$work"/images/*)" "-rw-r----- $work/images/$id"
cmp "$work/images/$id" "$work/cirros-0.3.4-x86_64-disk.img" || refuse "other bytes"
ok

claim "glance-api ends when it is told to"
kill -TERM "$pid"
wait "$pid" || refuse "exit code $?"
pid=''
ok
echo "guide: all claims hold"
