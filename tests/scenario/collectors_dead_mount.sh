#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Mounts that are dead hang whoever touches them. A FUSE mount is known beforehand and never touched; a local disk
# behind a dead daemon (fuseblk) cannot be known, so the source that meets it is given up and the others come.
set -euo pipefail
bin=$1
here=$(cd "$(dirname "$0")" && pwd)
[[ -e /dev/fuse && $EUID == 0 ]] || { echo "skipped: needs root and /dev/fuse"; exit 77; }
if [[ ${2:-} != inside ]]; then
  exec unshare --mount --propagation private "$0" "$bin" inside
fi

work=$(mktemp -d)
loop=
servers=()
clean() {
  ((${#servers[@]} == 0)) || kill "${servers[@]}" 2>/dev/null || true
  sleep 0.3
  [[ -z $loop ]] || losetup -d "$loop" || true
  rm -rf --one-file-system "$work"
}
trap clean EXIT

# A tmpfs over /var/log: what is planted goes with this mount namespace.
mount -t tmpfs none /var/log
mkdir -p /var/log/alive "$work/net"
echo "an ordinary line" >/var/log/alive/syslog
dead() {
  rm -f "$work/mounted"  # what the one before said would be taken for this one's word
  python3 "$here/../support/dead_fuse.py" "$@" >"$work/mounted" &
  servers+=($!)
  for _ in $(seq 50); do [[ -s $work/mounted ]] && return; sleep 0.1; done
  echo "skipped: FUSE cannot be mounted here"; exit 77
}

echo "== a dead FUSE mount in /var/log, and one a process works in: nothing hangs, the mount is named"
mkdir /var/log/dead
dead "$work/net" --alive 20
(cd "$work/net" && exec sleep 600) & servers+=($!)
sleep 0.3
dead /var/log/dead
status=0
timeout 100 "$bin/collect" --only host.process,host.open_file,host.mount,files.log,files.account,files.history \
  --out "$work/a.tar" --allow-local test --profile standard --budget 20M 2>"$work/a.err" || status=$?
[[ $status == 0 || $status == 3 ]] || { cat "$work/a.err"; echo "exit $status"; exit 1; }
grep -aq 'log/alive/syslog' "$work/a.tar" || { cat "$work/a.err"; echo "the living log did not come"; exit 1; }
grep -aq 'var/log/dead.*fuse\|fuse.*var/log/dead' "$work/a.tar" || { echo "the dead mount is not named"; exit 1; }
if grep -q 'given up' "$work/a.err"; then cat "$work/a.err"; echo "something touched a FUSE mount"; exit 1; fi

echo "== a local disk behind a dead daemon: its source is given up, the others come, the collection is whole"
truncate -s 1M "$work/disk"
loop=$(losetup --find --show "$work/disk" 2>/dev/null) || { echo "skipped: no loop devices"; exit 77; }
mkdir /var/log/local
dead /var/log/local --block "$loop"
status=0
timeout 100 "$bin/collect" files --only files.log,files.account,files.history --out "$work/b.tar" --allow-local test \
  --profile standard --budget 20M 2>"$work/b.err" || status=$?
[[ $status == 3 ]] || { cat "$work/b.err"; echo "exit $status, expected 3"; exit 1; }
grep -q 'files.log: timed-out: .*/var/log/local.*given up' "$work/b.err" || { cat "$work/b.err"; exit 1; }
"$bin/firsthour-verify" "$work/b.tar" >"$work/b.verify" || { cat "$work/b.verify"; exit 1; }
grep -aq 'etc/passwd' "$work/b.tar" || { cat "$work/b.err"; echo "/etc/passwd did not come"; exit 1; }
echo "both held"
