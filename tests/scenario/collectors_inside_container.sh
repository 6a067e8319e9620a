# SPDX-License-Identifier: Apache-2.0
# From inside a container (user, PID, mount and network namespaces of its own, with and without a /proc of its own), without
# any right, and with / read-only: the collection is whole, what could not be seen is said, and no view is a false alarm.
. "$(dirname "$0")/collection.sh" "$1"
here=$(dirname "$0")
[ "$(id -u)" = 0 ] || skip "needs root to give rights up"
unshare -U -r -m -p -n -f true 2>/dev/null || skip "no namespaces can be made here"
command -v setpriv >/dev/null || skip "needs setpriv"
chmod 711 "$work"

# inside NAME COMMAND...: a collection of the quick profile.
inside() {
  local name=$1 code=0
  shift
  "$@" "$bin/collect" host --out - >"$work/$name.tar" 2>"$work/talk" || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "$name: exit code $code"; }
  "$bin/firsthour-verify" "$work/$name.tar" >/dev/null || die "$name: firsthour-verify"
}

inside outer unshare -U -r -m -p -n -f
says 'processes denied'
says 'host.kernel_log: denied'
inside own unshare -U -r -m -p -n -f --mount-proc
inside readonly unshare -m bash -c 'mount -o remount,bind,ro / 2>/dev/null || true; exec "$@"' -
cp "$bin/collect" "$work/collect"
bin_before=$bin bin=$work
chmod 755 "$work/collect"
ln -s "$bin_before/firsthour-verify" "$work/firsthour-verify"
inside nobody setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all
says 'processes denied'
says 'btmp: Permission denied\|host.user: partial\|host.kernel_log: denied'

PYTHONDONTWRITEBYTECODE=1 python3 - "$here" "$work" <<'PYTHON' || die "not what is seen from inside"
import os, sys
sys.path.insert(0, sys.argv[1])
from collected import records_in


def of(name, kind):
    return records_in(f"{sys.argv[2]}/{name}.tar", b'{"type":"host.%s"' % kind)


own_namespace = int(os.readlink("/proc/self/ns/pid")[5:-1])
for name in ("outer", "own", "readonly", "nobody"):
    identity = of(name, b"identity")[0]
    assert of(name, b"process") and of(name, b"mount"), name
    assert not of(name, b"cross_view"), (name, of(name, b"cross_view"))
    if name == "nobody":
        assert identity["collector.capabilities"] == "0" * 16 and identity["collector.uid"] == 65534, identity
    if name == "own":
        assert identity["collector.in_container"] is True and identity["collector.pid_namespace"] != own_namespace, identity
        assert len(of(name, b"process")) < 5, "processes of outside are seen"
PYTHON
