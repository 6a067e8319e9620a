# SPDX-License-Identifier: Apache-2.0
# The command line of the collectors, as DESIGN fixes it: options, exit codes, refusals.
. "$(dirname "$0")/collection.sh" "$1"

for program in collect collect-host collect-files collect-memory collect-traffic; do
  "$bin/$program" --help | grep -q -- --allow-local || die "$program --help"
  "$bin/$program" --version | grep -q "^$program " || die "$program --version"
  "$bin/$program" --list >/dev/null || die "$program --list"
done

echo "wrong words are exit code 2"
exit_code 2 "$bin/collect" --no-such-option
exit_code 2 "$bin/collect" disk
exit_code 2 "$bin/collect" --only no.such
exit_code 2 "$bin/collect-files" host
exit_code 2 "$bin/collect" --profile fast

mkdir -p "$work/root/etc" "$work/root/tmp"
echo 'root:x:0:0::/root:/bin/sh' >"$work/root/etc/passwd"
echo web01 >"$work/root/etc/hostname"

echo "a disk or the memory of the host is refused, unless for a reason, which is recorded"
exit_code 1 "$bin/collect" --only host.clock --out "$work/refused.tar"
says "allow-local"
[ ! -e "$work/refused.tar" ] || die "the refused file was made"
exit_code 0 "$bin/collect" --only host.clock --out "$work/local.tar" --allow-local "a test"
unpack "$work/local.tar" "$work/local"
grep -q '"allow_local":"a test"' "$work/local/outline.json" || die "the reason is not in the outline"

echo "an image may be read onto any disk"
exit_code 0 "$bin/collect-files" --root "$work/root" --out "$work/image.tar"
unpack "$work/image.tar" "$work/image"
grep -q '"host":"web01"' "$work/image/outline.json" || die "the name of the image's host"

echo "an existing file is never overwritten"
exit_code 1 "$bin/collect-files" --root "$work/root" --out "$work/image.tar"

echo "the digests at the end are those of the file"
says "cannot create"
exit_code 0 "$bin/collect-files" --root "$work/root" --out "$work/digest.tar"
digest=$(sha256sum "$work/digest.tar" | cut -c1-64 | sed 's/..../& /g; s/ $//')
says "$digest"

echo "parts join with cat"
head -c 5000000 /dev/urandom >"$work/root/tmp/large"
exit_code 0 "$bin/collect-files" --root "$work/root" --profile standard --split 2M --out "$work/parts.tar"
[ "$(stat -c %s "$work/parts.tar.001")" = 2097152 ] || die "the size of a part"
cat "$work"/parts.tar.0* >"$work/joined.tar"
unpack "$work/joined.tar" "$work/joined"

echo "standard output is a plain tar, and answers go into the outline as they are"
echo '{"authority":{"by":"王芳"}}' >"$work/answers.json"
"$bin/collect-files" --root "$work/root" --answers "$work/answers.json" --out - >"$work/pipe.tar" 2>/dev/null
unpack "$work/pipe.tar" "$work/pipe"
grep -q '"answers":{"authority":{"by":"王芳"}}' "$work/pipe/outline.json" || die "the answers"
echo '{"authority":' >"$work/answers.json"
exit_code 1 "$bin/collect-files" --root "$work/root" --answers "$work/answers.json" --out "$work/never.tar"

echo "a budget leaves out by name"
exit_code 0 "$bin/collect-files" --root "$work/root" --profile standard --budget 1M --out "$work/budget.tar"
unpack "$work/budget.tar" "$work/budget"
item "$work/budget" /tmp/large | grep -q '"skipped"' || die "the large file is not named as skipped"
item "$work/budget" /tmp/large | grep -q 'budget of standard' || die "nor why"

echo "a compressed collection is one by its name"
exit_code 0 "$bin/collect-files" --root "$work/root" --out "$work/small.tar.zst"
[ "$(head -c 4 "$work/small.tar.zst" | od -An -tx1 | tr -d ' ')" = 28b52ffd ] || die "no zstd"
