# SPDX-License-Identifier: Apache-2.0
# From the kit to the case: a stick is made, start.sh runs in a root that holds a shell, /proc and /sys and nothing
# else, a collection encrypted to the kit's recipient lies on the stick, the stick still verifies, and the
# collection is opened at home.
. "$(dirname "$0")/collection.sh" "$1"

[ "$(id -u)" = 0 ] || skip "needs root for chroot"
command -v unshare >/dev/null || skip "needs unshare"
unshare -m true 2>/dev/null || skip "no mount namespace can be made here"

export HOME=$work/home LC_ALL=C.UTF-8 TERM=dumb
mkdir -p "$HOME" "$work/stick"
"$bin/firsthour" -q key new responder >/dev/null
"$bin/firsthour" -q key new lab --type x25519 >/dev/null
cat >"$work/site.yaml" <<'YAML'
authority: {given_by: 王经理, scope: web01}
people: [{name: 李雷}, {name: 韩梅梅}]
YAML
cat >"$work/text.yar" <<'YARA'
import "magic"
rule is_text { condition: magic.mime_type() contains "text" }
YARA

# FAT where the kernel has it; what the kit may contain is checked by its names either way.
if grep -qw vfat /proc/filesystems && truncate -s 2G "$work/fat" && mkfs.vfat -F 32 "$work/fat" >/dev/null &&
  mount -o loop "$work/fat" "$work/stick" 2>/dev/null; then
  trap 'umount "$work/stick"; rm -rf "$work"' EXIT
else
  echo "no vfat in this kernel: the kit is a plain folder"
fi
kit=$work/stick/firsthour
"$bin/firsthour" --lang en kit build "$kit" --answers "$work/site.yaml" --rules "$work/text.yar" >"$work/out" 2>"$work/talk" ||
  { cat "$work/talk"; die "kit build: exit code $?"; }
on_paper=$(sed -n 's/^SHA-256 of SHA256SUMS, for the paper: //p' "$work/out")
[ "$(tr -d ' ' <<<"$on_paper")" = "$(sha256sum <"$kit/SHA256SUMS" | cut -c1-64)" ] || die "the printed digest is not that of SHA256SUMS"
# FAT as a file, where the kernel has none: what the kit is called and holds comes back as it was. Without the
# large files, which take mcopy minutes.
if ! grep -qw vfat /proc/filesystems && command -v mcopy >/dev/null; then
  truncate -s 100M "$work/fat" && mkfs.vfat -F 32 "$work/fat" >/dev/null
  cp -rl "$kit" "$work/small" && find "$work/small" -size +1M -delete
  mcopy -s -i "$work/fat" "$work/small" ::/ && mcopy -s -i "$work/fat" ::/small "$work/back" || die "FAT cannot hold the kit"
  diff -r "$work/small" "$work/back" || die "FAT changed the kit"
  rm -rf "$work/back" "$work/small" "$work/fat"
fi

# A root with a shell and the stick. The shell's own libraries are all it has.
root=$work/bare
mkdir -p "$root"/{proc,sys,dev,bin,stick}
cp /bin/sh "$root/bin/sh"
for library in $(ldd /bin/sh | grep -o '/[^ ]*'); do install -D "$library" "$root/$library"; done
cat >"$work/inside.sh" <<'INSIDE'
root=$1 stick=$2 options=$3
shift 3
mount --rbind /proc "$root/proc" && mount --rbind /sys "$root/sys" && mount --bind "$stick" "$root/stick" || exit 99
[ -z "$options" ] || mount -o "remount,bind,$options" "$root/stick" || exit 99
exec chroot "$root" /bin/sh "$@"
INSIDE
in_root() { # in_root MOUNT-OPTIONS [WORD]…
  local options=$1 code=0
  shift
  unshare -m bash "$work/inside.sh" "$root" "$work/stick" "$options" /stick/firsthour/start.sh "$@" >"$work/out" 2>"$work/talk" || code=$?
  return "$code"
}

code=0
in_root "" --allow-local "a test's own folder" || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "start.sh: exit code $code"; }
grep -q "SHA-256 " "$work/talk" || die "no digest at the end"
grep -q "encrypted to age1" "$work/talk" || die "it does not say whom it encrypted to"
collection=$(ls "$kit"/collections/*.collection.tar.zst.age) || die "no collection in collections/"
head -c 21 "$collection" | grep -q age-encryption.org/v1 || die "the collection is not encrypted"
grep -q "$(sha256sum <"$collection" | cut -c1-64 | sed 's/..../& /g; s/ $//')" "$work/talk" || die "another digest was printed"

# Read-only or noexec: it says what to do, starts nothing and changes nothing.
code=0; in_root ro || code=$?
[ "$code" = 1 ] && grep -q "cannot be written to" "$work/talk" || { cat "$work/talk"; die "read-only: exit code $code"; }
code=0; in_root noexec || code=$?
[ "$code" = 1 ] && grep -q "noexec" "$work/talk" || { cat "$work/talk"; die "noexec: exit code $code"; }
code=0; LANG=zh_CN.UTF-8 LC_ALL='' in_root noexec || code=$?
[ "$code" = 1 ] && grep -q "可选做法" "$work/talk" || die "no Chinese: $(cat "$work/talk")"
# Another machine: said, and nothing started.
mkdir "$work/i686" && printf '#!/bin/sh\necho i686\n' >"$work/i686/uname" && chmod +x "$work/i686/uname"
code=0; PATH=$work/i686:$PATH sh "$kit/start.sh" 2>"$work/talk" || code=$?
[ "$code" = 1 ] && grep -q "for x86-64 and aarch64 only" "$work/talk" || die "another machine: exit code $code"
# A collector that is started by itself does not litter the programs' folder either.
"$kit/bin/$(ls "$kit/bin" | head -n 1)/collect" --only host.identity --allow-local "a test's own folder" 2>/dev/null || true
[ "$(ls "$kit"/collections | wc -l)" = 2 ] || die "collections lie elsewhere: $(ls "$kit"/bin/*)"

# Checked by the stick's own program inside (whose keys are unknown there), then at home.
code=0; in_root "" verify || code=$?
[ "$code" = 7 ] && grep -q "SIGNATURE" "$work/out" || { cat "$work/out" "$work/talk"; die "verify on site: exit code $code"; }
"$bin/firsthour" kit verify "$kit" >"$work/out" || { cat "$work/out"; die "the kit does not verify after its use"; }
(cd "$kit" && sha256sum -c --quiet SHA256SUMS) || die "sha256sum disagrees"

# The stick's own firsthour works there, with the kit's rules and the kit's database of file types.
in_root "" firsthour triage /stick/firsthour/prepared/answers.yaml || { cat "$work/talk"; die "triage on site: exit code $?"; }
grep -q is_text "$work/out" || { cat "$work/out" "$work/talk"; die "the database of file types was not found"; }
# It makes another stick of itself, too.
"$kit/bin/$(ls "$kit/bin" | head -n 1)/firsthour" -q kit build "$work/second" >/dev/null || die "no stick from a stick"
cmp "$kit/bin/"*/firsthour "$work/second/bin/"*/firsthour || die "another program on the second stick"

# At home: the collection opens with the identity, and carries the prepared answers.
"$bin/firsthour" -q case create "$work/home.case" && "$bin/firsthour" case ingest "$work/home.case" "$collection" >"$work/out" 2>&1 ||
  { cat "$work/out"; die "the collection cannot be taken in"; }
"$bin/firsthour" -q case items "$work/home.case" >/dev/null || die "no items"
age -d -i "$HOME/.config/firsthour/keys/lab.identity" "$collection" 2>/dev/null | zstd -dc | tar -xO --wildcards '*outline.json' 2>/dev/null | grep -q 王经理 ||
  die "the prepared answers are not in the outline"
