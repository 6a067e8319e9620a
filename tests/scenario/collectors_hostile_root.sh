# SPDX-License-Identifier: Apache-2.0
# A root made to hurt: every thing in it gets its outcome, and the collection is whole.
. "$(dirname "$0")/collection.sh" "$1"

root=$work/root
mkdir -p "$root/etc/cron.d" "$root/tmp/deep" "$root/var/log" "$root/home/u"
mkfifo "$root/etc/cron.d/fifo"
python3 -c 'import socket, sys, os; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind("sock")' "$root/tmp"
newline=$'/tmp/new\nline' invalid=$'/tmp/\xff\xfe' longest=/tmp/$(printf 'n%.0s' {1..255})
for name in "$newline" "$invalid" "$longest"; do echo bytes >"$root$name"; done
echo begin >"$root/var/log/sparse.log"
truncate -s 10G "$root/var/log/sparse.log"
ln -s loop "$root/etc/cron.d/loop"
ln -s .. "$root/tmp/deep/up"
ln -s /../../../../../../../../etc/passwd "$root/etc/cron.d/outside"
ln -s "$(printf 'x%.0s' {1..4000})" "$root/tmp/long-target"
echo closed >"$root/etc/crontab"
chmod 0 "$root/etc/crontab"
printf 'u:x:1000:1000::/home/u/../../../../:/bin/sh\n:::::\n%s\n' "$(head -c 3000 /dev/urandom | tr -d '\n')" >"$root/etc/passwd"
(cd "$root/tmp/deep" && for _ in $(seq 60); do mkdir dddddddddd; cd dddddddddd; done; echo bottom >file)

collect=("$bin/collect-files")
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  chown -R 65534:65534 "$work"
  collect=(setpriv --reuid 65534 --regid 65534 --clear-groups "$bin/collect-files")
  "${collect[@]}" --version >/dev/null 2>&1 || skip "the programs cannot be reached without root"
fi
exit_code 0 timeout 120 "${collect[@]}" --root "$root" --profile standard --out "$work/c.tar"
unpack "$work/c.tar" "$work/c"

item "$work/c" /etc/cron.d/fifo | grep -q 'a FIFO is not read' || die "the FIFO"
item "$work/c" /tmp/sock | grep -q 'a socket is not read' || die "the socket"
for name in "$newline" "$invalid" "$longest"; do item "$work/c" "$name" | grep -q '"size": *5\|"size": *6' || die "$name"; done
item "$work/c" /var/log/sparse.log | grep -q '"extents"' || die "the sparse file"
[ "$(stat -c %s "$work/c.tar")" -lt 50000000 ] || die "the holes were stored"
item "$work/c" /etc/cron.d/loop | grep -q '"symlink.target"' || die "the link to itself"
item "$work/c" /etc/crontab | grep -q '"denied"\|"complete"' || die "the closed file"
[ "$(id -u)" != 0 ] || item "$work/c" /etc/crontab | grep -q '"denied"' || die "the closed file was not denied"
if grep -rq "$(sed -n 2p /etc/passwd)" "$work/c/data"; then die "something outside the root was read"; fi
