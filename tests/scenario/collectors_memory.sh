# SPDX-License-Identifier: Apache-2.0
# The image of a made system's memory, from the command line to the case: old and new kernels, both formats, and
# what is said when there is no way in.
. "$(dirname "$0")/collection.sh" "$1"
here=$(dirname "$0")
made() { python3 "$here/../support/made_memory.py" "$work/$1" "${@:2}"; }

# image FOLDER RAM: every page of the image is the page of the memory that it says it is.
image() {
  PYTHONPATH="$here/../lab" python3 - "$1" "$2" <<'PYTHON' || die "the image of $1"
import glob, json, os, sys
import memory_image
record = next(r for r in (json.load(open(n)) for n in glob.glob(sys.argv[1] + "/data/*/item.json")) if r["kind"] == "memory-image")
data = open(os.path.join(sys.argv[1], record["stored"][0]), "rb").read()
read = memory_image.read_elf if record["path"].endswith(".elf") else memory_image.read_lime
image, ram = read(data), open(sys.argv[2], "rb").read()
assert image.ranges == [(0x1000, 0x9efff), (0x100000, 0x2fffff)], image.ranges
for at in memory_image.pages(image.ranges):
    assert image.page(at) == ram[at:at + 4096], hex(at)
PYTHON
}

echo "the memory of kernels with and without physical addresses in kcore"
made new
made old --old
for kernel in new old; do
  exit_code 0 "$bin/collect-memory" --root "$work/$kernel" --out "$work/$kernel.tar"
  unpack "$work/$kernel.tar" "$work/$kernel.bag"
  image "$work/$kernel.bag" "$work/$kernel.ram"
done
item "$work/new.bag" /boot/System.map-6.1.0-made >/dev/null
item "$work/new.bag" VMCOREINFO >/dev/null

echo "an ELF core, by the program that takes everything"
exit_code 0 "$bin/collect" memory --root "$work/new" --memory-format elf --out "$work/elf.tar"
unpack "$work/elf.tar" "$work/elf.bag"
image "$work/elf.bag" "$work/new.ram"

echo "memory is taken by its kind or by the profile full, never by the way"
exit_code 0 "$bin/collect" --root "$work/new" --out "$work/quick.tar"
unpack "$work/quick.tar" "$work/quick.bag"
! item "$work/quick.bag" memory.lime >/dev/null 2>&1 || die "an image that nobody asked for"
exit_code 0 "$bin/collect" host memory --root "$work/new" --profile full --out "$work/full.tar"
unpack "$work/full.tar" "$work/full.bag"
image "$work/full.bag" "$work/new.ram"
[ "$(cat "$work"/full.bag/data/items-*.jsonl | grep -c '"path":"/proc/version"')" = 1 ] || die "/proc/version is there twice"

echo "a budget that was given bounds the image, and it is named"
exit_code 3 "$bin/collect-memory" --root "$work/new" --budget 1M --out "$work/small.tar"
says "the image has 2 MiB, there is room for 1 MiB: --budget"

echo "wrong addresses are no image; another window stands in"
made wrong --wrong
exit_code 3 "$bin/collect-memory" --root "$work/wrong" --out "$work/wrong.tar"
says "is not where it should be"
made beside --wrong --dev-mem
exit_code 0 "$bin/collect-memory" --root "$work/beside" --out "$work/beside.tar"
unpack "$work/beside.tar" "$work/beside.bag"
image "$work/beside.bag" "$work/beside.ram"

echo "no way in: said why, and the symbols are there"
made closed --no-kcore
exit_code 3 "$bin/collect-memory" --root "$work/closed" --out "$work/closed.tar"
says "/proc/kcore: not there"
says "hypervisor"
unpack "$work/closed.tar" "$work/closed.bag"
item "$work/closed.bag" /proc/kallsyms >/dev/null

if [ -x "$bin/firsthour" ]; then
  echo "a case takes it in"
  export HOME=$work FIRSTHOUR_KEYS=$work/keys
  "$bin/firsthour" case create "$work/web01" >"$work/said" 2>&1 || die "$(cat "$work/said")"
  code=0
  "$bin/firsthour" case ingest "$work/web01" "$work/new.tar" >"$work/said" 2>&1 || code=$?
  [ "$code" = 0 ] || { cat "$work/said"; die "ingest ends with $code"; }
  "$bin/firsthour" case items "$work/web01" | grep -q memory.lime || die "the image is not in the case"
  # 7: everything holds, by a key that nobody told it.
  [ ! -x "$bin/firsthour-verify" ] || exit_code 7 "$bin/firsthour-verify" "$work/web01.case" >"$work/said"
fi
