# SPDX-License-Identifier: Apache-2.0
# The field build does the main job in an empty root that holds only itself, its data, /proc and /sys, and opens
# no library, configuration or locale of the host.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root for chroot"
command -v unshare >/dev/null || skip "needs unshare"
command -v strace >/dev/null || skip "needs strace"
unshare -m true 2>/dev/null || skip "no mount namespace can be made here"

root=$work/bare
mkdir -p "$root/proc" "$root/sys" "$root/bin" "$root/share" "$root/work"
cp "$bin/firsthour-field" "$bin/collect" "$root/bin/"
cp -r "$bin/../share/firsthour" "$root/share/"
cat >"$work/inside.sh" <<'INSIDE'
trace=$1 root=$2
shift 2
mount --rbind /proc "$root/proc" && mount --rbind /sys "$root/sys" &&
  exec strace -f -e trace=file,execve -o "$trace" chroot "$root" "$@"
INSIDE
in_root() {
  local code=0
  unshare -m env HOME=/work LC_ALL=zh_CN.UTF-8 OPENSSL_CONF=/etc/ssl/openssl.cnf \
    bash "$work/inside.sh" "$work/trace" "$root" /bin/firsthour-field "$@" >"$work/out" 2>"$work/talk" || code=$?
  # Before that line it is chroot that runs, from the host's libraries.
  sed '1,/execve("\/bin\/firsthour-field"/d' "$work/trace" >"$work/ours"
  [ -s "$work/ours" ] || { cat "$work/talk"; die "the field build did not start"; }
  # What the collector takes as evidence has such names, too: it is opened with O_NOATIME, or lies in /proc.
  if grep -E '^[0-9]+ +(open|openat|access)\(' "$work/ours" | grep -v '"/proc/\|O_NOATIME' |
    grep -E '\.so[".]|openssl\.cnf|gconv|nsswitch|/locale|/etc/(host\.conf|hosts|resolv|magic)'; then
    die "$1: a file of the host was looked for"
  fi
  return "$code"
}

code=0
in_root doctor || code=$?
# Exit code 3: this machine lets nobody read its memory, perhaps.
[ "$code" = 0 ] || [ "$code" = 3 ] || die "doctor: exit code $code"
grep -q "field build" "$work/out" || die "doctor does not say which build it is"
code=0
in_root respond /work/host.case --live --profile quick --exercise --yes || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "respond: exit code $code"; }
in_root case verify /work/host.case || { cat "$work/talk"; die "case verify: exit code $?"; }
# A name of a machine is refused, not looked up.
code=0
in_root case timestamp /work/host.case --url http://tsa.example/ || code=$?
[ "$code" = 1 ] && grep -q "looks up no names" "$work/talk" || { cat "$work/talk"; die "a name was looked up"; }
