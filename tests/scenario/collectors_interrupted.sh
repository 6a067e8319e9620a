# SPDX-License-Identifier: Apache-2.0
# Ctrl-C ends a collection in good order: what was collected is a whole collection that says so.
. "$(dirname "$0")/collection.sh" "$1"

mkdir -p "$work/root/var/log"
for i in $(seq 400); do head -c 1000000 /dev/zero | tr '\0' "$((i % 10))" >"$work/root/var/log/$i.log"; done
"$bin/collect-files" --root "$work/root" --profile standard --out "$work/c.tar" 2>"$work/talk" &
collector=$!
while [ "$(stat -c %s "$work/c.tar" 2>/dev/null || echo 0)" -lt 1000000 ]; do sleep 0.01; done
kill -INT $collector
code=0
wait $collector || code=$?
if [ "$code" = 0 ]; then skip "the collection was over before the signal came"; fi
[ "$code" = 130 ] || { cat "$work/talk"; die "exit code $code, not 130"; }
unpack "$work/c.tar" "$work/c"
grep -q '"end":"interrupted"' "$work/c/outcome.json" || die "the outcome does not say so"
grep -q 'files.bodyfile' "$work/c/outcome.json" || die "what was not run is not named"
