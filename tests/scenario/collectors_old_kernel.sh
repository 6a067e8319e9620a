# SPDX-License-Identifier: Apache-2.0
# On a kernel that knows no system call newer than Linux 3.10's: the same kinds of records with the same fields, and the
# same mounts, users, files and standing processes and sockets as beside it, but for what only newer calls can tell.
. "$(dirname "$0")/collection.sh" "$1"
here=$(dirname "$0")
old=$bin/../tests/old_kernel

code=0
"$old" "$bin/collect" --version >/dev/null 2>"$work/talk" || code=$?
[ "$code" != 77 ] || skip "$(cat "$work/talk")"
[ "$code" = 0 ] || { cat "$work/talk"; die "the program does not start"; }

# ends_well COMMAND...: 0, or 3 where this machine denies something.
ends_well() {
  local code=0
  "$@" 2>"$work/talk" || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "exit code $code: $*"; }
}

# Something of every kind that has to be there in all of them.
tree=$work/tree
mkdir -p "$tree/etc/cron.d" "$tree/var/log" "$tree/home/u" "$tree/usr/bin"
echo 'u:x:1000:1000::/home/u:/bin/sh' >"$tree/etc/passwd"
ln -s /etc/passwd "$tree/etc/cron.d/inside"
ln -s ../../../../../etc/hostname "$tree/etc/cron.d/above"
echo alpha >"$tree/etc/cron.d/job"
echo beta >"$tree/home/u/.bash_history"
cp "$bin/collect" "$tree/usr/bin/tool"
chmod 4755 "$tree/usr/bin/tool"

for name in before during after; do
  with=()
  [ $name != during ] || with=("$old")
  ends_well "${with[@]}" "$bin/collect" host --profile quick --allow-local "a test" --out "$work/$name.tar"
  cp "$work/talk" "$work/$name.talk"
  ends_well "${with[@]}" "$bin/collect" files --profile standard --root "$tree" --out "$work/$name.tree.tar"
  ends_well "${with[@]}" "$bin/collect" host --root "$tree" --out "$work/$name.other.tar"
done
if [ "$(id -u)" = 0 ]; then grep -q "bpf objects: this kernel cannot" "$work/during.talk" || die "nothing about BPF"; fi
for file in during.tar during.tree.tar during.other.tar; do
  "$bin/firsthour-verify" "$work/$file" >/dev/null || die "firsthour-verify: $file"
done

PYTHONDONTWRITEBYTECODE=1 python3 - "$here" "$work" <<'PYTHON' || die "an old kernel sees something else"
import collections, sys
sys.path.insert(0, sys.argv[1])
from collected import records_in

# What only a newer call tells: statx the time of birth, bpf(2) the list of programs.
NEWER_FIELDS, NEWER_KINDS = {"file.created"}, {"host.bpf_program", "host.bpf_map", "host.bpf_link"}
# What makes a record the same one; other kinds are asked for by their kind alone.
STANDING = {
    "host.process": ("process.pid", "process.parent.pid"),  # the kernel renames its workers
    "host.mount": ("mount.id", "mount.parent_id", "mount.point", "mount.root", "mount.source", "mount.type", "mount.namespace"),
    "host.user": ("user.name", "user.id", "user.home"),
    "host.socket": ("socket.inode", "network.transport", "source.ip", "source.port", "socket.state", "firsthour.view"),
    "host.kernel_module": ("module.name",),
    "host.file": ("file.path", "file.mode", "file.size", "file.uid", "file.gid", "file.mtime", "file.hash.sha256", "file.target_path"),
}
failed = []


def read(name):
    kinds = collections.defaultdict(dict)
    for each in records_in(f"{sys.argv[2]}/{name}", b'{"type":"host.'):
        identity = tuple(str(each.get(field)) for field in STANDING.get(each["type"], ()))
        kinds[each["type"]].setdefault(identity, set()).update(each)
    return kinds


for suffix in (".tar", ".tree.tar", ".other.tar"):
    before, during, after = (read(when + suffix) for when in ("before", "during", "after"))
    compared = 0
    for kind in sorted(set(before) & set(after) - NEWER_KINDS):
        if kind not in during:
            failed.append(f"{suffix}: no {kind}")
        for identity in before[kind].keys() & after[kind].keys() if kind in STANDING else ():
            compared += 1
            here = during[kind].get(identity)
            lacks = before[kind][identity] & after[kind][identity] - (here or set()) - NEWER_FIELDS
            if here is None or lacks:
                failed.append(f"{suffix}: {kind} {identity} lacks {sorted(lacks) if here else 'itself'}")
    print(f"{suffix}: {len(before)} kinds, {compared} records compared")
    if not compared:
        failed.append(f"{suffix}: nothing was compared")
print("\n".join(failed[:20]))
sys.exit(bool(failed))
PYTHON

# The memory image, where this machine opens a window; else it is said that there is none.
"$old" "$bin/collect-memory" --budget 1M --allow-local "a test" --out "$work/memory.tar" 2>"$work/talk" || [ $? = 3 ] || { cat "$work/talk"; die "collect-memory"; }
"$bin/firsthour-verify" "$work/memory.tar" >/dev/null || die "firsthour-verify: the memory image"

# Encrypted, without getrandom; and without any path to randomness of its own nothing would have been written.
if command -v age >/dev/null; then
  age-keygen -o "$work/identity" 2>/dev/null
  ends_well "$old" "$bin/collect" --only host.clock,host.mount --allow-local "a test" --encrypt-to "$(age-keygen -y "$work/identity")" --out "$work/one.age"
  age -d -i "$work/identity" "$work/one.age" >"$work/one.tar" || die "age does not open it"
  unpack "$work/one.tar" "$work/one"
fi
