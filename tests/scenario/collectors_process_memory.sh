# SPDX-License-Identifier: Apache-2.0
# The memory of a process on request: a core file that readelf and gdb read, with the planted bytes at the
# planted addresses, and a process that notices nothing of it.
. "$(dirname "$0")/collection.sh" "$1"

for tool in gcc gdb readelf; do command -v "$tool" >/dev/null || skip "no $tool here"; done
cat >"$work/target.c" <<'PROGRAM'
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
  char *large = mmap(0, 1ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char *some = mmap(0, 64 << 12, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *closed = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(some, 64 << 12, MADV_NOHUGEPAGE);
  for (int i = 0; i < 64; i += 2) memset(some + (i << 12), 'A' + i % 26, 4096);
  strcpy(closed, "nobody may read this");
  mprotect(closed, 4096, PROT_NONE);
  printf("%p %p %p\n", (void *)large, (void *)some, (void *)closed);
  fflush(stdout);
  for (;;) pause();
}
PROGRAM
gcc -O1 -o "$work/target" "$work/target.c" || skip "no C program can be built here"
# In a session of its own, handed over to init: a child of the collector's parent is nobody's here.
setsid "$work/target" >"$work/addresses" &
target=$!
trap 'kill "$target"; rm -rf "$work"' EXIT
until [ -s "$work/addresses" ] && [ "$(cut -d' ' -f3 "/proc/$target/stat")" = S ]; do sleep 0.05; done
read -r large some closed <"$work/addresses"

noticed() {
  grep -E '^(Rss|Swap):' "/proc/$target/smaps_rollup"
  cut -d' ' -f10,12 "/proc/$target/stat"
}

echo "the process notices nothing: same size, no page fault"
noticed >"$work/before"
exit_code 0 "$bin/collect-host" --only process.memory --process-memory "$target" --out "$work/m.tar" --allow-local "a test"
noticed >"$work/after"
diff "$work/before" "$work/after" || die "the process has changed"
unpack "$work/m.tar" "$work/m"
item "$work/m" "/proc/$target/mem" >"$work/item" || die "no item of its memory"
grep -q '"complete"' "$work/item" || die "not complete: $(cat "$work/item")"

core=$(ls "$work"/m/data/*/content)
[ "$(stat -c %s "$core")" -lt 20000000 ] || die "more than what is in memory"
echo "readelf reads it"
readelf -hlnW "$core" >"$work/readelf" 2>&1 || die "readelf"
grep -q 'CORE (Core file)' "$work/readelf" || die "no core file"
grep -q 'NT_FILE' "$work/readelf" || die "no list of files"
if grep -i 'warning\|error' "$work/readelf"; then die "readelf finds fault with it"; fi

echo "gdb has the bytes at their addresses"
gdb -nx -batch -ex "x/s $closed" -ex "printf \"%c%c\\n\", *(char*)$some, *(char*)($some+8192)" -ex "info auxv" \
  "$work/target" "$core" >"$work/gdb" 2>&1 || die "gdb"
grep -q '"nobody may read this"' "$work/gdb" || die "the closed page: $(cat "$work/gdb")"
grep -q '^AC$' "$work/gdb" || die "the pages: $(cat "$work/gdb")"
grep -q 'AT_EXECFN.*target' "$work/gdb" || die "the name it was started with: $(cat "$work/gdb")"

echo "each region says what was taken of it"
cat "$work"/m/data/*content* | python3 -c '
import json, sys
large, some = (int(word, 16) for word in sys.argv[1:3])
pages = {}
for line in sys.stdin.buffer:
    if line.startswith(b"{\"type\":\"host.memory_region\""):
        record = json.loads(line)
        begin, end = int(record["memory_region.start"], 16), int(record["memory_region.end"], 16)
        for name, at in (("large", large), ("some", some)):
            if begin <= at < end:
                pages[name] = record
# The kernel may join areas that lie side by side.
assert pages["large"]["memory_region.read_pages"] <= 33, pages["large"]
assert 32 <= pages["some"]["memory_region.read_pages"] <= 33, pages["some"]
' "$large" "$some" 2>&1 || die "the records"

echo "what is not there, and the budget, are named"
exit_code 0 "$bin/collect-host" --only process.memory --process-memory 4194303 --out "$work/none.tar" --allow-local "a test"
says "no such process"
exit_code 0 "$bin/collect-host" --only process.memory --process-memory "$target" --budget 100K --out "$work/small.tar" \
  --allow-local "a test"
says "left out by the budget"
echo "good"
