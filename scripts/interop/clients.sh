#!/usr/bin/env bash
# Real disk images through the Python clients and through our own `glance`, and back byte for byte.
# usage: clients.sh SERVER [GLANCE]    QUICK=1: a raw image of 256 MiB instead of 2 GiB
# Needs `scripts/peers/up clients`. GLANCE is our client, by default the program `glance` beside SERVER.
set -euo pipefail
server=$(realpath "$1") ours=$(realpath "${2:-$(dirname "$1")/glance}")
python_clients=${GLANCE_PEERS_HOME:-$HOME/.cache/glance-peers}/venv/clients/bin
size_mib=2048; [ -z "${QUICK:-}" ] || size_mib=256
for name in "${!OS_@}"; do unset "$name"; done   # only what is said here decides
work=$(mktemp -d /tmp/glance-clients-XXXXXX) pid='' step='making the images'
export HOME=$work PYTHONWARNINGS=ignore
finish() {
  local code=$?
  [ -z "$pid" ] || { kill -KILL -- "-$pid"; wait "$pid"; } 2>/dev/null || true
  [ $code = 0 ] || { echo "FAILED (exit $code)${step:+ at: $step}"; tail -20 "$work/server.log" 2>/dev/null; tail -5 "$work/stderr" 2>/dev/null; }
  rm -rf "$work"
}
trap finish EXIT

claim() { step=$1; }
ok() { echo "  ok  $step"; }
refuse() { step="$step: $*"; exit 1; }
same() { [ "$1" = "$2" ] || refuse "expected '$2', got '$1'"; }
has() { local text; text=$(cat); grep -q -- "$1" <<<"$text"; }   # reads all, so that the writer gets no SIGPIPE
came_back() { cmp "$1" "$work/back" || refuse "other bytes"; rm "$work/back"; }

# field NAME: that field of the JSON object, or of each object of the JSON list, on standard input, sorted
field() {
  python3 -c '
import json, sys
found = json.load(sys.stdin)
rows = found if isinstance(found, list) else [found]
lowered = [{name.lower(): value for name, value in row.items()} for row in rows]
print(" ".join(sorted(str(row[sys.argv[1]]) for row in lowered)))' "$1"
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# serve ARGUMENT...: start the server on $port
serve() {
  setsid "$server" "$@" >"$work/server.log" 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 300); do
    curl -s -o /dev/null "http://127.0.0.1:$port/" && return
    kill -0 $pid 2>/dev/null || break
    sleep 0.1
  done
  refuse "the server does not answer on port $port"
}
unserve() { kill -TERM "$pid"; wait "$pid" || refuse "exit code $? after SIGTERM"; pid=''; }

# The clients, each against the running server; $token is empty without authentication.
openstack() {
  local auth=(--os-auth-type none --os-endpoint "http://127.0.0.1:$port")
  # with a token of its own this client asks no version document
  [ -z "$token" ] || auth=(--os-auth-type admin_token --os-token "$token" --os-endpoint "http://127.0.0.1:$port/v2")
  "$python_clients/openstack" "${auth[@]}" "$@" 2>"$work/stderr" </dev/null
}
python_glance() {
  "$python_clients/glance" --os-image-url "http://127.0.0.1:$port" --os-auth-token "${token:-none}" "$@" 2>"$work/stderr"
}
our_glance() {
  "$ours" --os-image-url "http://127.0.0.1:$port" ${token:+--os-auth-token "$token"} "$@" 2>"$work/stderr"
}

with_openstack() {
  claim "openstack image create takes a raw image of $size_mib MiB"
  local raw qcow2
  raw=$(openstack image create --disk-format raw --container-format bare --file "$work/big.raw" \
    --property os_distro=debian --tag golden -f value -c id raw-image)
  same "$(openstack image show -f value -c status "$raw")" active
  same "$(openstack image show -f value -c size "$raw")" "$((size_mib << 20))"
  same "$(openstack image show -f value -c checksum "$raw")" "$(md5sum <"$work/big.raw" | cut -d' ' -f1)"
  openstack image show -f json "$raw" | has "$(sha512sum <"$work/big.raw" | cut -d' ' -f1)" || refuse "no SHA-512 of the data"
  ok
  claim "openstack image save gives the raw image back"
  openstack image save --file "$work/back" "$raw"
  came_back "$work/big.raw"
  ok
  claim "openstack image create and save keep a qcow2 image as it is"
  qcow2=$(openstack image create --disk-format qcow2 --container-format bare --file "$work/small.qcow2" -f value -c id qcow2-image)
  openstack image save --file "$work/back" "$qcow2"
  same "$(qemu-img info --output json "$work/back" | field format)" qcow2
  came_back "$work/small.qcow2"
  ok
  claim "openstack image list shows both, by name and with --long"
  same "$(openstack image list --sort-column Name -f value -c Name | tr '\n' ' ')" "qcow2-image raw-image "
  same "$(openstack image list --name raw-image -f value -c ID)" "$raw"
  openstack image list --long -f csv | has '"raw-image","raw","bare"' || refuse "no such line"
  ok
  claim "openstack image set and unset change name, properties, tags and limits"
  openstack image set --name renamed --property hw_disk_bus=scsi --tag extra --min-disk 3 "$qcow2"
  openstack image unset --property hw_disk_bus --tag extra "$qcow2"
  same "$(openstack image show -f value -c name "$qcow2")" renamed
  same "$(openstack image show -f value -c min_disk "$qcow2")" 3
  if openstack image show -f json "$qcow2" | has hw_disk_bus; then refuse "the property is still there"; fi
  ok
  claim "openstack image set --deactivate forbids and --activate allows the download"
  openstack image set --deactivate "$qcow2"
  same "$(openstack image show -f value -c status "$qcow2")" deactivated
  openstack image set --activate "$qcow2"
  same "$(openstack image show -f value -c status "$qcow2")" active
  ok
  [ -z "$images" ] || data_folder_holds "$raw" "$qcow2"
  claim "openstack image delete removes both"
  openstack image delete "$raw" "$qcow2"
  same "$(openstack image list -f value)" ""
  ok
  [ -z "$images" ] || data_folder_holds
}

# data_folder_holds ID...: exactly these files, readable by owner and group alone
data_folder_holds() {
  claim "ls -l of the image folder shows $# files, -rw-r----- and named by id"
  ls -l "$images" | sed 1d | sed 's/^/        /'
  same "$(ls -l "$images" | awk 'NR > 1 {print $1, $NF}' | sort)" "$(printf -- '-rw-r----- %s\n' "$@" | sed '/-rw-r----- $/d' | sort)"
  ok
}

with_python_glance() {
  claim "python glance image-create, -list, -show and -download carry a qcow2 image"
  local id
  id=$(python_glance image-create --name from-python --disk-format qcow2 --container-format bare --file "$work/small.qcow2" \
    --property os_distro=debian </dev/null | awk '$2 == "id" {print $4}')
  python_glance image-list </dev/null | has "$id .*from-python" || refuse "not in the list"
  python_glance image-show "$id" </dev/null | has 'status *| active' || refuse "not active"
  python_glance image-download --file "$work/back" "$id" </dev/null
  came_back "$work/small.qcow2"
  ok
  claim "python glance image-create takes data from standard input, image-update and -delete work"
  local piped
  piped=$(python_glance image-create --name piped --disk-format raw --container-format bare <"$work/small.qcow2" | awk '$2 == "id" {print $4}')
  python_glance image-update --name renamed --property key=value "$piped" </dev/null | has 'name *| renamed' || refuse "no new name"
  python_glance image-tag-update "$piped" blue </dev/null >"$work/stdout"
  python_glance image-delete "$id" "$piped" </dev/null
  same "$(python_glance image-list </dev/null | grep -c '[0-9a-f]-[0-9a-f]' || true)" 0
  ok
}

with_our_glance() {
  claim "our glance creates an image from a file and one from standard input"
  local id piped
  id=$(our_glance image-create --name from-file --disk-format raw --container-format bare --file "$work/big.raw" \
    --property os_distro=debian -f json </dev/null | field id)
  piped=$(our_glance image-create --name from-stdin --disk-format qcow2 --container-format bare -f json <"$work/small.qcow2" | field id)
  ok
  claim "our glance lists and shows them"
  same "$(our_glance image-list -f json </dev/null | field name)" "from-file from-stdin"
  same "$(our_glance image-show "$id" -f json </dev/null | field status)" active
  our_glance image-show "$id" </dev/null >"$work/table.ours"
  python_glance image-show "$id" </dev/null >"$work/table.python"
  ok
  claim "our glance draws image-show exactly as the Python client does"
  diff "$work/table.python" "$work/table.ours" || refuse "the tables differ"
  ok
  claim "our glance downloads to a file and to standard output, byte for byte"
  our_glance image-download --file "$work/back" "$id" </dev/null
  came_back "$work/big.raw"
  our_glance image-download "$piped" </dev/null >"$work/back"
  came_back "$work/small.qcow2"
  ok
  claim "our glance tags, shares, deactivates, reactivates and deletes"
  our_glance image-tag-update "$id" blue </dev/null >"$work/stdout"
  our_glance image-tag-delete "$id" blue </dev/null
  our_glance image-update --visibility shared --name renamed "$id" </dev/null >"$work/stdout"
  our_glance member-create "$id" project-b </dev/null >"$work/stdout"
  our_glance member-update "$id" project-b accepted </dev/null >"$work/stdout"
  our_glance member-list --image-id "$id" </dev/null | has 'project-b *| accepted' || refuse "no such member"
  our_glance member-delete "$id" project-b </dev/null
  our_glance image-deactivate "$id" </dev/null
  same "$(our_glance image-show "$id" -f json </dev/null | field status)" deactivated
  our_glance image-reactivate "$id" </dev/null
  our_glance image-delete "$id" "$piped" </dev/null
  same "$(our_glance image-list -f json </dev/null | field id)" ""
  if our_glance image-show "$id" </dev/null; then refuse "a deleted image is shown"; fi
  ok
}

# A raw image without two equal blocks in sight, and a qcow2 of a part of it.
openssl enc -aes-128-ctr -nosalt -pass pass:glance -pbkdf2 </dev/zero 2>"$work/stderr" |
  head -c $((size_mib << 20)) >"$work/big.raw" || true   # openssl ends by SIGPIPE
same "$(stat -c %s "$work/big.raw")" $((size_mib << 20))
head -c $((32 << 20)) "$work/big.raw" >"$work/part.raw"
qemu-img convert -f raw -O qcow2 "$work/part.raw" "$work/small.qcow2"

echo "clients: no authentication"
token='' port=$(free_port) step="the server starts on an empty data folder"
serve --data-dir "$work/data" --bind "127.0.0.1:$port"
ok
images=$work/data/images
with_openstack; with_python_glance; with_our_glance
unserve

echo "clients: a configuration file with flavor = fakeauth"
token=olga:project-a:admin,member,reader port=$(free_port) step="the server starts on a configuration file"
mkdir -p "$work"/{store,staging,tasks}
cat >"$work/glance-api.conf" <<C
[DEFAULT]
bind_host = 127.0.0.1
bind_port = $port
enabled_backends = fast:file
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = $work/store
[os_glance_staging_store]
filesystem_store_datadir = $work/staging
[os_glance_tasks_store]
filesystem_store_datadir = $work/tasks
[database]
connection = sqlite:///$work/glance.sqlite
[paste_deploy]
flavor = fakeauth
C
"$server" manage --config-file "$work/glance-api.conf" db sync >"$work/server.log" 2>&1
serve api --config-file "$work/glance-api.conf"
ok
images=$work/store
with_openstack; with_python_glance; with_our_glance
unserve
echo "clients: all claims hold"
