# SPDX-License-Identifier: Apache-2.0
"""One process with 100,000 descriptors: each is recorded, and the run stays under its memory."""

COUNT, PEAK_KIB = 100_000, 64 << 10

EXPERIMENT = """
echo 1048576 >/proc/sys/fs/nr_open
plant descriptors {count} /tmp/ready &
while [ ! -s /tmp/ready ]; do sleep 0.2; done
cp /tmp/ready /results/pid
for profile in quick standard; do
  plant measure /results/used.$profile collect host --profile $profile --out /results/$profile.tar --allow-local lab \\
    2>/results/said.$profile
  echo $? >/results/code.$profile
done
true
"""


def run(lab):
    out = lab.guest(512).run(EXPERIMENT.format(count=COUNT), patience=1800)
    pid = int((out / "pid").read_text())
    for profile in ("quick", "standard"):
        said, code = (out / f"said.{profile}").read_text(), (out / f"code.{profile}").read_text().strip()
        seconds, peak = map(int, (out / f"used.{profile}").read_text().split())
        lab.say(f"{profile}: {seconds} emulated seconds, {peak} KiB at most, "
                f"{(out / f'{profile}.tar').stat().st_size} bytes")
        lab.expect(code in ("0", "3"), f"{profile}: collect ends with 0 or 3", said)
        lab.expect(peak < PEAK_KIB, f"{profile}: under 64 MiB of memory", peak)
        collection = lab.collection(out / f"{profile}.tar")
        numbers = {record["file.descriptor"] for record in collection.records("host.open_file")
                   if record["process.pid"] == pid}
        wanted = set(range(COUNT + 3))
        lab.expect(wanted <= numbers, f"{profile}: each descriptor is recorded",
                   f"{len(numbers)} of {len(wanted)}; {collection.sources().get('host.open_file')}")
        found = collection.records("host.cross_view")
        lab.expect(not found, f"{profile}: no view differs from another", found[:3])
