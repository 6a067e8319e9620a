#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What collect-host says of the network, against ip -j and ss of the same moment.

  oracle_network.py BIN_DIR

In a namespace of our own that no process lives in (ip netns), with a rule, routes and a veth pair planted: rules,
routes, interfaces and addresses must be exactly those of ip. In our own namespace every socket that both looks of ss
show, before and after, must be a record; no two views of sockets may differ. Exit 77: no namespaces can be made here.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from collected import records_in

NAME = f"firsthour-{os.getpid()}"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def inside(*command):
    return json.loads(run("ip", "-n", NAME, "-j", *command) or "[]")


def listening():
    """inode of every listening TCP socket of our own namespace."""
    return {int(each) for each in re.findall(r"ino:(\d+)", run("ss", "-Htlne"))} - {0}


def same(what, ours, theirs):
    if ours != theirs:
        sys.exit(f"{what}: ours {sorted(ours - theirs)}, theirs {sorted(theirs - ours)}")
    print(f"{what}: {len(ours)} alike")


def compare(collection):
    def of(kind):
        return records_in(collection, f'{{"type":"{kind}"'.encode())

    inode = os.stat(f"/run/netns/{NAME}").st_ino
    rules = [each for each in of("host.rule") if each["socket.namespace"] == inode]
    same("rules", {(each["rule.priority"], each.get("rule.source", "all").split("/")[0]) for each in rules if each["rule.family"] == "ipv4"},
         {(each["priority"], each["src"]) for each in inside("rule")})
    if [each["rule.table"] for each in rules if each["rule.priority"] == 5] != [7777]:
        sys.exit("the planted rule does not name its table")
    links = [each for each in of("host.interface") if each["socket.namespace"] == inode]
    same("interfaces", {(each["interface.index"], each["interface.name"], each["interface.mtu"]) for each in links},
         {(each["ifindex"], each["ifname"], each["mtu"]) for each in inside("link")})
    same("addresses", {one for each in links for one in each.get("interface.addresses", [])},
         {f'{one["local"]}/{one["prefixlen"]}' for each in inside("address") for one in each["addr_info"]})
    # ip writes the default as a word and a host without its length.
    routes = {each["route.destination"] for each in of("host.route") if each["socket.namespace"] == inode and each["route.table"] == 254
              and ":" not in each["route.destination"]}
    same("routes", routes, {each["dst"] if "/" in each["dst"] else each["dst"] + "/32" for each in inside("route")})
    if differences := of("host.cross_view"):
        sys.exit(f"views differ: {differences}")
    return {each.get("socket.inode") for each in of("host.socket")}


def main(programs):
    if os.geteuid() != 0 or subprocess.run(["ip", "netns", "add", NAME], capture_output=True).returncode != 0:
        print("skipped: network namespaces cannot be made here")
        return 77
    with tempfile.TemporaryDirectory() as work:
        try:
            for planted in ("link set lo up", "link add here type veth peer name there", "address add 192.0.2.1/24 dev here",
                            "link set here up", "link set there up", "route add 198.51.100.0/24 via 192.0.2.9",
                            "rule add from 203.0.113.0/24 table 7777 priority 5"):
                run("ip", "-n", NAME, *planted.split())
            before, collection = listening(), f"{work}/network.tar"
            run(str(programs / "collect-host"), "--only", "host.rule,host.route,host.interface,host.socket,view.socket",
                "--out", collection, "--allow-local", "a test")
            ours, stayed = compare(collection), before & listening()
            if stayed - ours:
                sys.exit(f"listeners that only ss shows: {stayed - ours}")
            print(f"listeners: {len(stayed)} alike")
        finally:
            run("ip", "netns", "delete", NAME)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
