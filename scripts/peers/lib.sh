# Shared by up, down and status; source it, don't run it.
set -euo pipefail
umask 022
export PATH=$PATH:/usr/sbin:/sbin RUNLEVEL=1   # a package that apt installs must not start its own service
PEERS_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PEERS_HOME=${GLANCE_PEERS_HOME:-$HOME/.cache/glance-peers}
: "${MARIADB_PORT:=13306}" "${POSTGRES_PORT:=15432}" "${KEYSTONE_PORT:=5000}" "${FILES_PORT:=19295}" "${MEMCACHED_PORT:=11311}"   # our own, not the system's
: "${PEERS_PYTHON:=/usr/bin/python3}"
PEERS_ALL="mariadb postgres memcached clients glance keystone files tempest openapi"
mkdir -p "$PEERS_HOME/run" "$PEERS_HOME/log" "$PEERS_HOME/etc"

say() { printf '%s\n' "$*" >&2; }
die() { say "peers: $*"; exit 1; }
known() { case " $PEERS_ALL " in *" $1 "*) ;; *) die "no peer '$1' (have: $PEERS_ALL)";; esac; }

# apt_need PACKAGE...: install what is missing
apt_need() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "apt: ${missing[*]}"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$PEERS_HOME/log/apt.log" 2>&1 </dev/null || { tail -5 "$PEERS_HOME/log/apt.log" >&2; die "apt-get failed"; }
}

# venv NAME: build the virtual environment of requirements/NAME.txt, once per change of that file
venv() {
  local dir=$PEERS_HOME/venv/$1 frozen=$PEERS_DIR/requirements/$1.txt
  cmp -s "$frozen" "$dir/installed.txt" && return
  apt_need python3-venv
  say "venv: $1"
  "$PEERS_PYTHON" -m venv --clear "$dir"
  "$dir/bin/pip" install -q --disable-pip-version-check -r "$frozen" >&2
  cp "$frozen" "$dir/installed.txt"
}
venv_state() { if [ -e "$PEERS_HOME/venv/$1/installed.txt" ]; then echo ready; else echo absent; fi; }

# alive NAME: the recorded process runs, was not just killed, and is the daemon rather than a later one that got its number
alive() {
  local pid
  pid=$(cat "$PEERS_HOME/run/$1.pid" 2>/dev/null) && [[ $(ps -ww -o stat= -o args= -p "$pid" 2>/dev/null) == [!Z]*" "*"$1"* ]]
}
daemon_state() { if alive "$1"; then echo up; else echo down; fi; }

# start NAME COMMAND...: run in the background, log to log/NAME.log, pid in run/NAME.pid
start() {
  local name=$1; shift
  setsid "$@" >>"$PEERS_HOME/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$PEERS_HOME/run/$name.pid"
}

# stop NAME [SIGNAL]: end what start began, and wait for it
stop() {
  local pid
  alive "$1" || { rm -f "$PEERS_HOME/run/$1.pid"; return 0; }
  pid=$(cat "$PEERS_HOME/run/$1.pid")
  kill "-${2:-TERM}" "$pid"
  for _ in $(seq 150); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$PEERS_HOME/run/$1.pid"
}

# wait_for NAME SECONDS COMMAND...: until the command succeeds, or the daemon NAME is gone
wait_for() {
  local name=$1 tries=$(($2 * 5)) pid; shift 2
  pid=$(cat "$PEERS_HOME/run/$name.pid")
  for _ in $(seq "$tries"); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  tail -15 "$PEERS_HOME/log/$name.log" >&2
  die "$name did not come up"
}

# facts NAME VALUE: keep NAME=VALUE in test.env, which the tests' callers source
facts() {
  local file=$PEERS_HOME/test.env
  touch "$file"
  { grep -v "^export $1=" "$file" || true; printf 'export %s=%s\n' "$1" "$2"; } >"$file.new"
  mv "$file.new" "$file"
}
