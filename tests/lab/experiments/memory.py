# SPDX-License-Identifier: Apache-2.0
"""A memory image against qemu's own dump, page by page, as LiME and as ELF; throughput beside dd."""
import struct

from memory_image import PAGE, open_elf, pages, read_elf, read_lime, resources, whole_pages

# A part of the memory lies above 4 GiB, so that addresses of more than 32 bits and a hole between ranges occur.
MACHINE = ["-M", "q35,max-ram-below-4g=128M"]
MEMORY_MIB = 208

EXPERIMENT = """
plant pattern /tmp/frames &
while [ ! -e /tmp/frames ]; do sleep 0.2; done
cp /tmp/frames /proc/iomem /results/
echo 1 >/proc/sys/kernel/printk
now() { read -r up rest </proc/uptime; echo "$up"; }
sleep 1
ask dump before >/dev/null
for format in lime elf; do
  begun=$(now)
  collect memory --out - --memory-format $format >"$(port $format)" 2>/results/said.$format
  code=$?
  echo "$begun $(now) $code" >/results/times.$format
  ask dump $format >/dev/null
done
plant kcore >/results/kcore
for target in "$(port dd)" /dev/null; do
  begun=$(now)
  while read -r offset size address; do
    dd if=/proc/kcore bs=1M iflag=skip_bytes,count_bytes skip=$offset count=$size 2>/dev/null
  done </results/kcore >"$target"
  echo "$begun $(now) 0" >/results/times.dd.${target##*/}
done
true
"""


def pattern(page):
    """What plant wrote into its page of this number."""
    mixed = 0x6669727374686F75 ^ (page * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
    return struct.pack("<512Q", *(mixed ^ word for word in range(512)))


# `before` and `truth` are qemu's dumps from before and after the image was taken.
def compare(lab, name, image, before, truth, out):
    iomem = (out / "iomem").read_text()
    ram = whole_pages(resources(iomem, "System RAM"))
    lab.expect(image.ranges == ram, f"{name}: the ranges are System RAM of /proc/iomem, in whole pages",
               f"{[tuple(map(hex, r)) for r in image.ranges]} for {[tuple(map(hex, r)) for r in ram]}")
    lab.expect(len(ram) >= 2 and ram[-1][1] > 1 << 32, f"{name}: some of them lie above 4 GiB", ram)
    missing = [hex(a) for a in pages(ram) if truth.page(a) is None]
    lab.expect(not missing, f"{name}: qemu's dump has each of these pages", missing[:5])

    frames = [int(line) for line in (out / "frames").read_text().split()]
    wrong = [i for i, frame in enumerate(frames) if image.page(frame * PAGE) != pattern(i)]
    lab.expect(len(frames) == 2048 and not wrong, f"{name}: all 2,048 planted pages are there, each in its place", wrong[:5])

    for part in ("Kernel code", "Kernel rodata"):
        where = whole_pages(resources(iomem, part))
        differ = [hex(a) for a in pages(where) if image.page(a) != truth.page(a)]
        lab.expect(where and not differ, f"{name}: {part}: {sum(1 for _ in pages(where))} pages, all equal", differ[:5])

    zeros = bytes(PAGE)
    total = equal = changed = empty = used_between = still = 0
    unexplained = []
    for address in pages(ram):
        taken, after = image.page(address), truth.page(address)
        total += 1
        equal += taken == after
        if before.page(address) != after:
            changed += 1
        elif after == zeros:
            empty += 1
            used_between += taken != after
        else:
            still += 1
            if taken != after:
                unexplained.append(address)
    lab.say(f"{name}: {equal} of {total} pages equal qemu's of right after ({100 * equal / total:.2f} %)")
    lab.say(f"{name}: {changed} pages changed while the image was taken; {still} stood still, {len(unexplained)} of them "
            f"differ; {empty} were empty before and after, {used_between} of them not in between")
    # A page table is empty again when its process has ended; a page may change and change back (a stack, the head of
    # a list). The latter are few.
    lab.expect(len(unexplained) <= still // 100, f"{name}: pages that stood still are equal, but for one in a hundred",
               list(map(hex, unexplained[:10])))


def run(lab):
    guest = lab.guest(MEMORY_MIB)
    guest.further = MACHINE
    streams = {name: guest.stream(name) for name in ("lime", "elf", "dd")}
    guest.answers["dump"] = lambda name: guest.monitor.dump_memory(lab.folder / f"{name}.qemu")
    out = guest.run(EXPERIMENT, patience=400)

    for earlier, name, read in (("before", "lime", read_lime), ("lime", "elf", read_elf)):
        code = (out / f"times.{name}").read_text().split()[2]
        lab.expect(code in ("0", "3"), f"{name}: collect memory ends with 0 or 3", (out / f"said.{name}").read_text())
        collection = lab.collection(streams[name])
        found = [item for item in collection.items if item.get("kind") == "memory-image"]
        if not lab.expect(len(found) == 1, f"{name}: one memory image is in the collection", found):
            continue
        lab.say(f"{name}: {found[0]['outcome']}, {found[0]['size']} bytes{', ' if found[0].get('reason') else ''}"
                f"{found[0].get('reason', '')}")
        image = read(collection.content(found[0]))
        compare(lab, name, image, open_elf(lab.folder / f"{earlier}.qemu"), open_elf(lab.folder / f"{name}.qemu"), out)
        if name == "elf":
            lab.expect(b"OSRELEASE=" + lab.kernel.release.encode() in image.notes, "elf: its notes name the kernel",
                       image.notes[:200])
    print_table(lab, out, {name: path.stat().st_size for name, path in streams.items()})


def print_table(lab, out, sizes):
    lab.say("what                        MiB      s   MiB/s")
    for title, times, size in (("collect memory, LiME", "lime", sizes["lime"]), ("collect memory, ELF", "elf", sizes["elf"]),
                               ("dd of kcore, same port", None, sizes["dd"]), ("dd of kcore, /dev/null", "dd.null", sizes["dd"])):
        path = out / f"times.{times}" if times else next(p for p in out.glob("times.dd.*") if p.name != "times.dd.null")
        begun, ended, _ = (float(word) for word in path.read_text().split())
        spent = max(ended - begun, 0.01)
        lab.say(f"{title:<24}{size / (1 << 20):>7.1f}{spent:>7.2f}{size / (1 << 20) / spent:>8.1f}")
