# SPDX-License-Identifier: Apache-2.0
# The collectors run in an empty root that holds only themselves, /proc and /sys, and yield a whole collection.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root for chroot"
command -v unshare >/dev/null || skip "needs unshare"
unshare -m true 2>/dev/null || skip "no mount namespace can be made here"

mkdir -p "$work/bare/proc" "$work/bare/sys"
cp "$bin"/collect "$bin"/collect-host "$bin"/collect-files "$work/bare/"
cat >"$work/inside.sh" <<'INSIDE'
mount --rbind /proc "$1/proc" && mount --rbind /sys "$1/sys" && shift_root=$1 && shift && exec chroot "$shift_root" "$@"
INSIDE
for program in collect collect-host collect-files; do
  code=0
  unshare -m bash "$work/inside.sh" "$work/bare" "/$program" --out - >"$work/$program.tar" 2>"$work/talk" || code=$?
  # Exit code 3: an empty root has no logins, no package database, perhaps no right to something.
  [ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "$program: exit code $code"; }
  unpack "$work/$program.tar" "$work/$program"
done
python3 - "$work/collect/outcome.json" <<'PYTHON' || die "a source that an empty root has was not read"
import json, sys
sources = {each["name"]: each for each in json.load(open(sys.argv[1]))["sources"]}
assert sources["host.process"]["records"] > 0 and sources["host.socket"]["outcome"] in ("complete", "partial"), sources
PYTHON
# Without arguments: beside the program, when that is allowed.
code=0
unshare -m bash "$work/inside.sh" "$work/bare" /collect --allow-local "a bare root" 2>"$work/talk" || code=$?
ls "$work/bare"/*.collection.tar.zst >/dev/null || { cat "$work/talk"; die "no collection beside the program"; }
