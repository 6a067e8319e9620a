# SPDX-License-Identifier: Apache-2.0
# The medium fills up while a collection is written: a clear error, exit code 1, and what was written before
# stays readable.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root to mount a small file system"
command -v unshare >/dev/null || skip "needs unshare"
unshare -m true 2>/dev/null || skip "no mount namespace can be made here"

mkdir -p "$work/root/etc/cron.d" "$work/root/var/log" "$work/small" "$work/out"
for i in $(seq 40); do echo "job $i" >"$work/root/etc/cron.d/job$i"; done
head -c 60000000 /dev/urandom >"$work/root/var/log/large.log"

# The budget is larger than the medium, on purpose: room that is free at first may be gone later.
cat >"$work/inside.sh" <<'INSIDE'
bin=$1 work=$2
mount -t tmpfs -o size=80m tmpfs "$work/small"
"$bin/collect-files" --root "$work/root" --profile standard --out "$work/small/c.tar" 2>"$work/talk" &
collector=$!
while [ ! -s "$work/small/c.tar" ]; do sleep 0.01; done
head -c 80000000 /dev/zero >"$work/small/filler" 2>/dev/null
wait $collector
echo $? >"$work/code"
cp "$work/small/c.tar" "$work/out/"
INSIDE
unshare -m bash "$work/inside.sh" "$bin" "$work" || true
code=$(cat "$work/code")
if [ "$code" = 0 ]; then skip "the collection was faster than the filler"; fi
[ "$code" = 1 ] || { cat "$work/talk"; die "exit code $code, not 1"; }
says "No space left on device"
says "bytes were written"
# tar complains about the cut; what comes before it is what counts.
mkdir "$work/read"
tar -C "$work/read" --strip-components=1 -xf "$work/out/c.tar" 2>/dev/null || true
[ -s "$work/read/outline.json" ] || die "the beginning cannot be read"
item "$work/read" /etc/cron.d/job1 >/dev/null || die "the items before the end cannot be read"
