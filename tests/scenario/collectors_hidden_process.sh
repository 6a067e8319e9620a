# SPDX-License-Identifier: Apache-2.0
# A process hidden by a mount over /proc/PID, and one left out of a copy of /proc, are named; while many processes
# come and go, nobody else is.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root to mount"
command -v unshare >/dev/null || skip "needs unshare"
unshare -m -p -f --mount-proc true 2>/dev/null || skip "no namespaces can be made here"

# views FILE: one line a difference: subject, name, process name, views that do not show it.
views() {
  rm -rf "$work/x" && unpack "$1" "$work/x"
  python3 - "$work/x" <<'PYTHON'
import glob, json, sys
for name in sorted(glob.glob(sys.argv[1] + "/data/*")):
    for line in open(name, "rb"):
        if not line.startswith(b'{"type":"host.cross_view"'): continue
        record = json.loads(line)
        print(record["cross_view.subject"], record["cross_view.name"], record.get("process.name"),
              ",".join(record["cross_view.missing_from"]))
PYTHON
}

mkdir "$work/empty" "$work/copy"
cat >"$work/mounted.sh" <<'INSIDE'
sleep 100 & hidden=$!
mount --bind "$2/empty" /proc/$hidden || exit 9
echo "$hidden" >"$2/hidden"
"$1"/collect-host --only view.process,view.mount --out - >"$2/mounted.tar"
INSIDE
unshare -m -p -f --mount-proc bash "$work/mounted.sh" "$bin" "$work" 2>"$work/talk" || { cat "$work/talk"; die "mounted: $?"; }
views "$work/mounted.tar" >"$work/found"
hidden=$(cat "$work/hidden")
grep -qx "process $hidden sleep procfs.stat" "$work/found" || { cat "$work/found"; die "the covered process is not named"; }
grep -qx "mount /proc/$hidden sleep procfs.path" "$work/found" || { cat "$work/found"; die "the mount is not named"; }
[ "$(wc -l <"$work/found")" = 2 ] || { cat "$work/found"; die "more than what was hidden"; }

# Another process's folder in the place of the hidden one: all files are there, of somebody else.
sed -e 's|mount --bind "$2/empty"|mount --bind /proc/1|' -e 's|mounted.tar|other.tar|' "$work/mounted.sh" >"$work/other.sh"
unshare -m -p -f --mount-proc bash "$work/other.sh" "$bin" "$work" 2>"$work/talk" || { cat "$work/talk"; die "other: $?"; }
views "$work/other.tar" >"$work/found"
grep -qx "process $(cat "$work/hidden") sleep procfs.stat" "$work/found" || { cat "$work/found"; die "the changed process is not named"; }

# A copy of /proc, bound together of its parts, with one process left out.
cat >"$work/copied.sh" <<'INSIDE'
sleep 100 & hidden=$!
echo "$hidden" >"$2/hidden"
mount -t tmpfs copy "$2/copy" || exit 9
for each in /proc/*; do
  name=${each#/proc/}
  [ "$name" = "$hidden" ] && continue
  if [ -L "$each" ]; then ln -s "$(readlink "$each")" "$2/copy/$name"
  elif [ -d "$each" ]; then mkdir "$2/copy/$name" && mount --bind "$each" "$2/copy/$name"
  else touch "$2/copy/$name" && mount --bind "$each" "$2/copy/$name"; fi
done 2>/dev/null
mount --rbind "$2/copy" /proc || exit 9
"$1"/collect-host --only view.process --out - >"$2/copied.tar"
exit 0
INSIDE
code=0
unshare -m -p -f --mount-proc bash "$work/copied.sh" "$bin" "$work" 2>"$work/talk" || code=$?
[ "$code" = 0 ] || { cat "$work/talk"; die "copied: $code"; }
views "$work/copied.tar" >"$work/found"
grep -q "^process $(cat "$work/hidden") sleep procfs.listing,procfs.stat" "$work/found" ||
  { cat "$work/talk" "$work/found"; die "the process left out is not named"; }

# Nobody hidden, and a shell that forks all the time.
( end=$((SECONDS + 6)); while [ $SECONDS -lt $end ]; do (:); (:) & (:) & wait; done ) &
busy=$!
for round in 1 2 3; do
  rm -f "$work/busy.tar"
  exit_code 0 "$bin"/collect-host --only view.process,view.directory --out "$work/busy.tar" --allow-local scenario
  views "$work/busy.tar" >"$work/found"
  [ ! -s "$work/found" ] || { cat "$work/found"; kill $busy; die "a difference where there is none"; }
done
wait $busy
