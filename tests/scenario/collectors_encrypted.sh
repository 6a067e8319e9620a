# SPDX-License-Identifier: Apache-2.0
# A kit that brings recipients encrypts by default: in an empty root, and on a kernel without getrandom, too. What it wrote
# is opened with age(1) alone.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root for chroot"
command -v age >/dev/null || skip "needs age"
unshare -m true 2>/dev/null || skip "no mount namespace can be made here"

mkdir -p "$work/bare/proc" "$work/bare/sys"
cp "$bin/collect" "$work/bare/"
age-keygen -o "$work/identity" 2>/dev/null
{ echo "# whom this kit collects for"; age-keygen -y "$work/identity"; } >"$work/bare/recipients"
cat >"$work/inside.sh" <<'INSIDE'
mount --rbind /proc "$1/proc" && mount --rbind /sys "$1/sys" && shift_root=$1 && shift && exec chroot "$shift_root" "$@"
INSIDE
take() { "$@" unshare -m bash "$work/inside.sh" "$work/bare" /collect --only host.clock,host.mount --out -; }

exit_code 0 take >"$work/one.age"
age -d -i "$work/identity" "$work/one.age" >"$work/one.tar" || die "age does not open it"
unpack "$work/one.tar" "$work/one"
grep -q '"encrypted_to":\["age1' "$work/one/outline.json" || die "the outline does not say whom it is for"

command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null || { echo "kernels without getrandom: not tried, strace cannot run"; exit 0; }
without=(strace -f -o "$work/trace" -e trace=getrandom,openat -e inject=getrandom:error=ENOSYS)
exit_code 0 take "${without[@]}" >"$work/three.age"
grep -q INJECTED "$work/trace" || die "getrandom was not asked"
age -d -i "$work/identity" "$work/three.age" >"$work/three.tar" || die "age does not open it"
unpack "$work/three.tar" "$work/three"

# SM2 takes libcrypto's own randomness, which is not there: said before anything is written.
echo age1sm21q3tdeq8f68y7z4gceuuymh7sc6v9kjf9zr6j6xgesncd9phchjmnegcuxtlx2nl4lwl2fz5c6ter39vadlkkwngv2896jhdl8qpuwesyedtrwa \
  >"$work/bare/recipients"
exit_code 1 take "${without[@]}" >"$work/four.age"
says "no randomness here"
[ ! -s "$work/four.age" ] || die "something was written"
