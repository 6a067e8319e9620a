#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The layer diagram as a failing test: who may include whom, and who owns which C library."""
import pathlib
import re
import sys

MAY = {
    "casefile": set(),
    "collectors": {"casefile"},
    "triage": {"casefile"},
    "playbooks": {"casefile"},
    "cli": {"casefile", "collectors", "triage", "playbooks"},
}
OWNERS = {
    r"sqlite3\.h": ["casefile/store", "casefile/verify", "triage/indicators", "collectors/package"],
    r"openssl/.*": ["casefile/seal", "casefile/verify", "triage/network"],
    r"archive(_entry)?\.h": ["casefile/pack", "triage/unfold"],
    r"zstd\.h": ["casefile/pack", "casefile/verify", "collectors/compressed", "triage/logs/journal_payload"],
    r"lzma\.h": ["collectors/compressed", "triage/logs/journal_payload"],
    r"lz4\.h": ["triage/logs/journal_payload"],
    r"pcap(/.*)?\.h": ["collectors/traffic", "triage/network"],
    r"yara\.h": ["triage/yara"],
    r"magic\.h": ["triage/yara"],
    r"yaml-cpp/.*": ["casefile/yaml", "triage/sigma", "collectors/artifacts/compile", "playbooks", "cli"],
    r"pugixml\.hpp": ["playbooks/reports"],
    r"httplib\.h": ["cli/serve"],
    r"boost/program_options.*": ["cli", "collectors/main"],
    r"zlib\.h": ["casefile/pack", "casefile/qr", "collectors/compressed", "playbooks/reports/zip_reader",
                "triage/unfold/inflate", "triage/network/inflate", "triage/logs/windows_events"],
    r"nghttp2/.*": ["triage/network"],
    r"seccomp\.h": ["triage/engine/sandbox"],
    r"re2/.*": ["triage/sigma", "triage/indicators"],
}
TOP = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "CHANGELOG.md", "README.md", "README.zh-CN.md",
       "SECURITY.md", "CONTRIBUTING.md", "cmake", "collectors", "triage", "casefile", "playbooks", "cli",
       "tests", "build"}

bad = []
for name in sorted(p.name for p in pathlib.Path(".").iterdir()):
    if name not in TOP and not name.startswith("."):
        bad.append(f"{name}: not a place at the top of the tree")
for part, allowed in MAY.items():
    for file in sorted(pathlib.Path(part).rglob("*.[hc]*")):
        if file.suffix not in {".h", ".cc", ".c"}:
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            ours = re.match(r'\s*#include "([a-z]+)/(.*)"', line)
            # The second reader shares no code with the rest, in either direction.
            if ours and (part == "casefile" and file.parts[1] == "verify") != f"{ours[1]}/{ours[2]}".startswith("casefile/verify/"):
                bad.append(f"{file}:{number}: casefile/verify includes only itself, and nobody else includes it: {ours[1]}/{ours[2]}")
            if ours and ours[1] in MAY and ours[1] != part and (ours[1] not in allowed or "/" in ours[2]):
                bad.append(f"{file}:{number}: {part} must not include {ours[1]}/{ours[2]}")
            theirs = re.match(r"\s*#include <(.*)>", line)
            if theirs:
                for pattern, homes in OWNERS.items():
                    if re.fullmatch(pattern, theirs[1]) and not any(str(file).startswith(h) for h in homes):
                        bad.append(f"{file}:{number}: <{theirs[1]}> belongs to {', '.join(homes)}")
print("\n".join(bad) if bad else "the layers hold")
sys.exit(bool(bad))
