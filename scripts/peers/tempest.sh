# Tempest and what its image tests fetch; source it, don't run it.

# A plain file server: what images are located at.
files_up() {
  apt_need qemu-utils curl
  local folder=$PEERS_HOME/files
  mkdir -p "$folder"
  [ -e "$folder/tiny.raw" ] || head -c 1048576 /dev/zero | tr '\0' 'g' >"$folder/tiny.raw"
  [ -e "$folder/tiny.qcow2" ] || qemu-img convert -q -O qcow2 "$folder/tiny.raw" "$folder/tiny.qcow2"
  alive files || start files "$PEERS_PYTHON" -u -m http.server --bind 127.0.0.1 --directory "$folder" "$FILES_PORT"
  wait_for files 20 curl -s -o /dev/null --max-time 5 "http://127.0.0.1:$FILES_PORT/tiny.raw"
  facts GLANCE_TEST_FILES_URL "http://127.0.0.1:$FILES_PORT"
}
files_down() { stop files; }
files_status() { echo "$(daemon_state files) http://127.0.0.1:$FILES_PORT/, $PEERS_HOME/files"; }

# Tempest with the image service's own plugin; scripts/interop/tempest runs it.
tempest_up() { venv tempest; }
tempest_down() { :; }
tempest_status() { echo "$(venv_state tempest) $PEERS_HOME/venv/tempest/bin"; }
