#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of collectors/README.md against `collect --list`: nothing named that is not there, nothing there that is not named."""
import pathlib
import re
import subprocess
import sys

readme = pathlib.Path(__file__).resolve().parent.parent.parent / "collectors" / "README.md"
section = readme.read_text().split("## Beside UAC", 1)[1]
rows = [line for line in section.splitlines() if line.startswith("|")][2:]
named = set()
bad = []
files = rules = 0
for row in rows:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    found = re.findall(r"`([a-z_]+(?:\.[a-z_*]+)?)`", cells[3])
    if not found:
        bad.append(f"{cells[0]}: names nothing of ours")
    named.update(found)
    files += int(cells[1] or 0)
    rules += int(cells[2] or 0)
# The totals of UAC 3.3 for Linux.
if (files, rules) != (277, 688):
    bad.append(f"the counts of UAC add up to {files} files and {rules} rules, not to 277 and 688")

listed = subprocess.run([sys.argv[1] + "/collect", "--list"], capture_output=True, text=True, check=True).stdout.splitlines()
collectors = {line.split("\t")[0] for line in listed if not line.startswith("  ")}
families = {line.split("\t")[0].strip().split(".")[0] + ".*" for line in listed if line.startswith("  ")}
for name in sorted(named - collectors - families):
    bad.append(f"{name}: in the table of collectors/README.md, not in collect --list")
for name in sorted((collectors | families) - named):
    bad.append(f"{name}: in collect --list, not in the table of collectors/README.md")
print("\n".join(bad) if bad else f"the table holds: {len(collectors)} sources, {len(families)} families of definitions")
sys.exit(bool(bad))
