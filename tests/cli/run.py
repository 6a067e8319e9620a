#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one scenario: a text file that reads as documentation of the programs.

  run.py BIN_DIR SCENARIO

A scenario is lines of these kinds; everything else is talk:

  $ COMMAND        run by bash in an empty folder of its own, with HOME there and the programs in PATH;
                   $FIRSTHOUR_SOURCE is the source tree
  exit N           how the command above must end (0 when the line is missing)
  > TEXT           must stand in what it printed (both streams)
  ! TEXT           must not
  ~ REGEX          must match in what it printed

An environment line (NAME=VALUE, alone, before the first command) holds for the whole scenario.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def steps(text):
    """[(command, exit, [(mark, words)], line)] and the environment."""
    found, environment = [], {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("$ "):
            found.append([line[2:], 0, [], number])
        elif re.fullmatch(r"exit \d+", line) and found:
            found[-1][1] = int(line[5:])
        elif line[:2] in ("> ", "! ", "~ ") and found:
            found[-1][2].append((line[0], line[2:]))
        elif re.fullmatch(r"[A-Z_]+=\S*", line) and not found:
            environment.update([line.split("=", 1)])
    return found, environment


def wrong_with(output, code, expected, checks):
    problems = [] if code == expected else [f"ended with {code}, not {expected}"]
    for mark, words in checks:
        there = re.search(words, output, re.M) is not None if mark == "~" else words in output
        if there == (mark == "!"):
            problems.append(f"{'should not say' if mark == '!' else 'does not say'}: {words}")
    return problems


def main():
    bin_dir, scenario = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    found, extra = steps(scenario.read_text())
    if not found:
        print(f"{scenario}: no command in it")
        return 1
    with tempfile.TemporaryDirectory(prefix="firsthour-cli-") as folder:
        environment = {"PATH": f"{bin_dir}:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": folder + "/home", "LC_ALL": "C.UTF-8",
                       "TERM": "dumb", "FIRSTHOUR_SOURCE": str(scenario.resolve().parents[2]), **extra}
        os.mkdir(folder + "/home")
        for command, expected, checks, number in found:
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
            output = done.stdout.decode("utf-8", "replace")
            problems = wrong_with(output, done.returncode, expected, checks)
            if problems:
                print(f"{scenario.name}:{number}: $ {command}", *problems, "--- it said:", output, sep="\n")
                return 1
    print(f"{scenario.name}: {len(found)} commands as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
