#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The annual summary by its commands: made of a made year, made again, checked, refused where a case was altered.

  tests/scenario/annual.py BIN
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1])
MAKE_YEAR = BIN.parent / "tests" / "make_year"


def run(work, *words, expect=0):
    environment = {**os.environ, "HOME": str(work), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([BIN / "firsthour", *words], cwd=work, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != expect:
        sys.exit(f"firsthour {' '.join(map(str, words))}: exit {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}")
    return done


def must(condition, what):
    if not condition:
        sys.exit("annual: " + what)


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def make(work):
    truth = subprocess.run([MAKE_YEAR, work / "cases", "24", "1"], capture_output=True, text=True, check=True).stdout
    run(work, "key", "new")
    return dict(line.split("\t") for line in truth.splitlines())


def numbers_are_true(work, truth):
    figures = json.loads((work / "first" / "figures.json").read_text())["figures"]
    for name, value in truth.items():
        must(name in figures and abs(figures[name]["value"] - float(value)) < 1e-9, f"{name} is {figures.get(name)}, not {value}")


def same_again(work):
    """What the first run recorded in the year's case must not change what the second run counts."""
    first = {path.name: path.read_bytes() for path in (work / "first").iterdir()}
    for name in sorted(first):
        run(work, "report", "check", work / "first" / name, "cases")
    altered = work / "altered.docx"
    shutil.copy(next((work / "first").glob("*.docx")), altered)
    flip(altered)
    run(work, "report", "check", altered, "cases", expect=4)
    wrong = json.loads((work / "first" / "figures.json").read_text())
    wrong["figures"]["incidents"]["value"] += 1
    (work / "wrong.json").write_text(json.dumps(wrong))
    said = run(work, "--lang", "en", "report", "check", "wrong.json", "cases", expect=4)
    must("incidents: the report says 25, the cases say 24" in said.stdout, said.stdout)
    # The same numbers in a file that no ledger knows: it might name fewer cases than there were.
    (work / "unknown.json").write_text((work / "first" / "figures.json").read_text() + "\n")
    run(work, "report", "check", "unknown.json", "cases", expect=4)
    run(work, "report", "annual", "cases", "--without", "incident-9999=x", expect=2)


def languages_and_periods(work):
    run(work, "--lang", "en", "report", "annual", "cases", "--out", "english", "--format", "md")
    must("Annual summary" in next((work / "english").glob("*.md")).read_text(), "no English report")
    run(work, "report", "periodic", "cases", "--period", "Q2", "--out", "q2", "--format", "json")
    run(work, "report", "periodic", "cases", expect=2)
    run(work, "report", "periodic", "cases", "--period", "Q7", expect=2)
    run(work, "report", "annual", "cases", "--previous", work / "first" / "figures.json", "--out", "next", "--format", "html")


def altered_case(work):
    flip(work / "cases" / "incident-0003.case" / "case.sqlite")
    refused = run(work, "report", "annual", "cases", "--out", "refused", expect=6)
    must("incident-0003.case" in refused.stderr and not (work / "refused").exists(), refused.stderr)
    run(work, "report", "annual", "cases", "--without", "incident-0003", "--out", "refused", expect=2)
    run(work, "report", "annual", "cases", "--without", "incident-0003=介质损坏", "--out", "without", "--format", "md")
    must("介质损坏" in next((work / "without").glob("*.md")).read_text(), "what was left out is not said")


def main():
    with tempfile.TemporaryDirectory(prefix="firsthour-annual-") as folder:
        work = pathlib.Path(folder)
        truth = make(work)
        made = run(work, "--lang", "zh", "report", "annual", "cases", "--out", "first", "--format", "docx", "--format", "html",
                   "--format", "md", "--format", "json")
        must("年度汇总报告.docx" in made.stdout, made.stdout)
        numbers_are_true(work, truth)
        same_again(work)
        languages_and_periods(work)
        altered_case(work)
        run(work, "case", "verify", "cases/service.case")
    print("annual: numbers, rebuild, check, languages, periods and a tampered case are as they should be")


if __name__ == "__main__":
    main()
