# SPDX-License-Identifier: Apache-2.0
"""An ordinary busy host: processes, sockets, files and modules come and go all the while; no view differs."""

# What servers have loaded, in and out of use.
LOADED = ["nf_tables", "nft_chain_nat", "nf_conntrack_netlink", "inet_diag", "tcp_diag", "udp_diag", "unix_diag",
          "packet_diag", "netlink_diag", "overlay", "fuse", "xfs", "btrfs", "veth", "dummy", "tun", "loop", "vsock", "sch_ingress",
          "cls_bpf", "act_bpf"]

EXPERIMENT = """
mkdir -p /etc/cron.d /tmp/work /var/spool
plant listen 4444 &
# Short-lived processes.
(while :; do for i in 1 2 3; do sleep 0.2 & done; wait; done) &
# Files and folders that come and go where collectors walk.
(while sleep 0.1; do mkdir /tmp/work/a /etc/cron.d/b; touch /tmp/work/a/1 /etc/cron.d/job.new
  mv /etc/cron.d/job.new /etc/cron.d/job; rm -r /tmp/work/a /etc/cron.d/b; done) &
# Sockets.
(while sleep 0.2; do nc -w 1 127.0.0.1 4444 </dev/null; done) >/dev/null 2>&1 &
(while sleep 0.1; do nc -l -p 4500 -w 1 </dev/null; done) >/dev/null 2>&1 &
# A module in and out, mounts, namespaces, interfaces.
(while sleep 0.3; do insmod /lib/modules/$(uname -r)/msdos.ko; sleep 0.3; rmmod msdos; done) 2>/dev/null &
(while sleep 0.3; do mkdir -p /tmp/m; mount -t tmpfs none /tmp/m; sleep 0.1; umount /tmp/m; done) &
(while :; do unshare -n -m -p -f sleep 0.5; done) &
(while sleep 0.5; do ip link add v0 type veth peer name v1; ip link del v0; done) 2>/dev/null &
sleep 2
for turn in 1 2; do
  collect --out /results/$turn.tar --allow-local lab 2>/results/said.$turn
  echo $? >/results/code.$turn
done
true
"""


def run(lab):
    guest = lab.guest(512)
    guest.load(*LOADED)
    guest.at_hand("msdos")
    out = guest.run(EXPERIMENT, patience=300)
    for turn in (1, 2):
        for name, of in ((f"{turn}.tar", "c.tar"), (f"code.{turn}", "code"), (f"said.{turn}", "said")):
            (out / of).write_bytes((out / name).read_bytes())
        found = lab.differences(out)
        lab.expect(not found, f"look {turn}: no view differs from another", list(found))
        high = lab.high_findings()
        lab.expect(not high, "no finding is of severity high", high)
