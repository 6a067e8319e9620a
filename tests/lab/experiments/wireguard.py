# SPDX-License-Identifier: Apache-2.0
"""Two WireGuard interfaces that talk, one of them in another namespace: what wg shows is recorded, and no secret."""
import base64

EXPERIMENT = """
cd /tmp
wg genkey >a.key; wg genkey >b.key; wg genpsk >psk
wg pubkey <a.key >a.pub; wg pubkey <b.key >b.pub
ip link add wga type wireguard
ip link add wgb type wireguard
wg set wga private-key a.key listen-port 51820 fwmark 0x10 peer $(cat b.pub) preshared-key psk endpoint 127.0.0.1:51821 \\
  persistent-keepalive 1 allowed-ips 10.9.0.2/32,fd00:9::/64
wg set wgb private-key b.key listen-port 51821 peer $(cat a.pub) preshared-key psk endpoint 127.0.0.1:51820 allowed-ips 0.0.0.0/0
unshare -n sleep 1000 &
sleep 1
ip link set wgb netns $! || exit 1
nsenter -t $! -n ip link set wgb up
ip link set wga up
for turn in $(seq 50); do
  [ "$(wg show wga latest-handshakes | cut -f2)" != 0 ] && break
  sleep 0.2
done
collect host --profile quick --out /results/c.tar --allow-local lab --plain lab 2>/results/said
echo $? >/results/code
wg show wga dump >/results/wga
nsenter -t $! -n wg show wgb dump >/results/wgb
cat a.key b.key psk >/results/secrets
"""


# What `wg show NAME dump` says, in our words; counters go on and are compared apart.
def shown(text, name):
    own, *peers = [line.split("\t") for line in text.splitlines()]
    yield {"wireguard.interface": name, "wireguard.kind": "interface", "wireguard.public_key": own[1],
           "wireguard.private_key_set": True, "wireguard.listen_port": int(own[2]), "wireguard.peers": len(peers),
           **({} if own[3] == "off" else {"wireguard.mark": int(own[3], 16)})}
    for key, _, end, allowed, _, _, _, keepalive in peers:
        ip, port = end.rsplit(":", 1)
        yield {"wireguard.interface": name, "wireguard.kind": "peer", "wireguard.public_key": key,
               "wireguard.preshared_key_set": True, "destination.ip": ip, "destination.port": int(port),
               "wireguard.allowed": allowed.split(","),
               **({} if keepalive == "off" else {"wireguard.keepalive": int(keepalive)})}


def run(lab):
    guest = lab.guest()
    guest.load("wireguard")
    guest.dynamic_program("bin/wg", "wg")
    out = guest.run(EXPERIMENT)
    lab.expect((out / "code").read_text().strip() in ("0", "3"), "collect ends with 0 or 3", (out / "said").read_text())
    records = lab.collection(out / "c.tar").records("host.wireguard")
    for name in ("wga", "wgb"):
        for truth in shown((out / name).read_text(), name):
            same = [r for r in records if all(r.get(key) == value for key, value in truth.items())]
            lab.expect(len(same) == 1, f"{name}: {truth['wireguard.kind']} as wg shows it", (truth, records))
            if truth["wireguard.kind"] == "peer":
                lab.expect(all("wireguard.last_handshake" in r and r["wireguard.rx_bytes"] > 0 for r in same),
                           f"{name}: the handshake and its bytes", same)
    lab.expect(len(records) == 4, "and nothing else", records)
    lab.expect(len({r.get("socket.namespace") for r in records}) == 2, "each in its namespace", records)
    whole = (out / "c.tar").read_bytes()
    secrets = (out / "secrets").read_text().split()
    lab.expect(not any(form in whole for key in secrets for form in (key.encode(), base64.b64decode(key))),
               "no private or preshared key is in the collection")
