# SPDX-License-Identifier: Apache-2.0
# The programs of the preset aarch64, run by qemu-user: for the same root the same items with the same digests as this
# machine's programs take, and each reads what the other wrote. tests/lab/aarch64 builds them.
. "$(dirname "$0")/collection.sh" "$1"
here=$(dirname "$0")
other=${2:-$bin/../../aarch64/bin}

[ "$(uname -m)" != aarch64 ] || skip "this machine is one"
[ -x "$other/collect" ] || skip "needs the programs of the preset aarch64 (tests/lab/aarch64 builds them)"
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || skip "needs qemu-user"

for program in collect collect-host collect-files collect-memory collect-traffic; do
  "$qemu" "$other/$program" --version >/dev/null || die "$program does not start"
done

tree=$work/tree
mkdir -p "$tree/etc/cron.d" "$tree/var/log" "$tree/home/u" "$tree/usr/bin" "$tree/usr/lib"
echo 'u:x:1000:1000::/home/u:/bin/sh' >"$tree/etc/passwd"
echo 'PRETTY_NAME="made"' >"$tree/etc/os-release"
for each in $(seq 40); do head -c "$((each * 1000))" /dev/urandom >"$tree/var/log/log.$each"; done
ln -s /etc/passwd "$tree/etc/cron.d/inside"
ln -s ../../../../../../etc/hostname "$tree/etc/cron.d/above"
echo bytes >"$tree/etc/cron.d/"$'new\nline'
echo alpha >"$tree/home/u/.bash_history"
truncate -s 5G "$tree/var/log/sparse.log"
cp "$bin/collect-files" "$tree/usr/bin/tool"
chmod 4755 "$tree/usr/bin/tool"

take() { "$@" --root "$tree" --profile standard --out - 2>"$work/talk" || [ $? = 3 ] || { cat "$work/talk"; die "$*"; }; }
take "$bin/collect" host files >"$work/here.tar"
take "$qemu" "$other/collect" host files >"$work/there.tar"
"$bin/firsthour-verify" "$work/there.tar" >/dev/null || die "what it wrote is not good here"
"$qemu" "$other/firsthour-verify" "$work/here.tar" >/dev/null || die "what was written here is not good there"
unpack "$work/here.tar" "$work/here"
unpack "$work/there.tar" "$work/there"
PYTHONDONTWRITEBYTECODE=1 python3 "$here/same_items.py" "$work/here" "$work/there" || die "not the same items"

# On the running kernel qemu-user answers many calls with "unknown": what cannot be asked is said.
exit_code 3 "$qemu" "$other/collect-host" --out - >"$work/live.tar"
says 'bpf objects: this kernel cannot'
"$bin/firsthour-verify" "$work/live.tar" >/dev/null || die "the live collection is not good"
