# SPDX-License-Identifier: Apache-2.0
"""Sticks with vfat and exFAT: whole collections on them, in parts too, and what FAT cannot hold is said before."""
import shutil
import subprocess

from kernel_package import Unavailable

MIB = 1 << 20
EXPERIMENT = """
mkdir /stick
mount -t {kind} /dev/vda /stick || exit 1
cp /bin/collect /stick/collect || exit 1
cd /stick
take() {{ name=$1; shift; ./collect host --plain lab --allow-local lab "$@" >/results/$name.said 2>&1; echo $? >/results/$name.code; }}
take whole --out /stick/whole.tar
take parts --out /stick/parts.tar --split 1M
take beside
take large --out /stick/large.tar --split 8G
ls -ln /stick >/results/listing
cd / && umount /stick
"""


def disk(lab, kind):
    image = lab.folder / f"{kind}.img"
    with open(image, "wb") as file:
        file.truncate(96 * MIB)
    # Made here: the guest has no program for it.
    maker = shutil.which(f"mkfs.{kind}", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if maker is None:
        raise Unavailable(f"needs mkfs.{kind}")
    options = ["-F", "32"] if kind == "vfat" else []
    done = subprocess.run([maker, *options, image], capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"mkfs.{kind}: {done.stderr}")
    return image


def taken_off(image, names, into):
    """Read by mtools, which shares nothing with the kernel's driver."""
    for name in names:
        subprocess.run(["mcopy", "-n", "-i", image, f"::{name}", into / name], check=True, capture_output=True)


def on(lab, kind):
    image = disk(lab, kind)
    guest = lab.guest()
    guest.load(kind, "nls_ascii", "nls_cp437", "nls_utf8", "virtio_blk")
    guest.further += ["-drive", f"file={image},format=raw,if=virtio"]
    out = guest.run(EXPERIMENT.format(kind=kind))
    talk = (out / "talk").read_text()
    for name in ("whole", "parts", "beside"):
        code, said = (out / f"{name}.code").read_text().strip(), (out / f"{name}.said").read_text()
        lab.expect(code in ("0", "3"), f"{kind}: {name}: collect ends with 0 or 3", code + said + talk)
    large = (out / "large.said").read_text()
    if kind == "vfat":
        lab.expect("4095M" in large and (out / "large.code").read_text().strip() == "2",
                   "vfat: parts that a file there cannot hold are refused", large)
    listing = (out / "listing").read_text()
    lab.expect(".collection.tar.zst" in listing, f"{kind}: without --out it lies beside the program", listing)
    if kind != "vfat":
        return
    parts = sorted(word for line in listing.splitlines() for word in line.split()[-1:] if word.startswith("parts.tar."))
    lab.expect(len(parts) > 3, "vfat: in parts", listing)
    taken_off(image, ["whole.tar", *parts], out)
    (out / "parts.tar").write_bytes(b"".join((out / part).read_bytes() for part in parts))
    lab.collection(out / "whole.tar")
    lab.collection(out / "parts.tar")


def run(lab):
    for kind in ("vfat", "exfat"):
        try:
            on(lab, kind)
        except Unavailable as reason:
            lab.say(f"{kind}: skipped: {reason}")
