#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every kind of Word file that the program makes, opened by LibreOffice and laid out: each has a PDF with pages.

  tests/scenario/office.py BIN
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
FORMS = ["onsite-record", "fixed-list", "handover-list", "clearance-record", "extraction-record", "extraction-list",
         "network-extraction-record", "inspection-record", "seal-list", "registration-list", "custody-form"]
PAPERS = ["incident-record", "case-report", "custody", "unsigned", "initial-report", "follow-up-report", "final-report"]
OF_THE_YEAR = ["follow-up", "patrol", "watch"]


def run(work, *words):
    environment = {**os.environ, "HOME": str(work), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([BIN / "firsthour", *words], cwd=work, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"firsthour {' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")


def make(work):
    (work / "cases").mkdir()
    contract = SOURCE / "playbooks" / "tables" / "contract-example.yaml"
    run(work, "service", "open", "cases/year", "--contract", contract)
    run(work, "service", "add", "cases/year", "patrol", "day=2026-05-06", "by=李雷", "systems=全部",
        "result=异常", "findings=磁盘将满", "finished=2026-05-06T15:40+08:00",
        "reported_at=2026-05-06T15:45+08:00")
    run(work, "service", "add", "cases/year", "follow-up", "title=磁盘将满", "severity=low", "source=patrol", "source_ref=patrol-0001", "unit=网站组", "due=2026-06-01",
        "requirement=清理", "state=issued", "issued_at=2026-05-07T09:00+08:00", "issued_by=李雷")
    run(work, "service", "add", "cases/year", "watch", "reason=国庆保障", "first=2026-10-01", "last=2026-10-01", "around_the_clock=是")
    run(work, "service", "add", "cases/year", "shift", "watch=watch-0001", "from=2026-10-01T00:00+08:00",
        "until=2026-10-02T00:00+08:00", "who=李雷")
    run(work, "case", "create", "cases/web01")
    run(work, "incident", "open", "cases/web01", "--yes", "reported=2026-05-02T13:01+08:00", "arrived=2026-05-02T13:40+08:00",
        "summary=" + "网站首页被替换。" * 200)
    for language in ("zh", "en"):
        out = ["--format", "docx", "--out", f"made/{language}"]
        for what in PAPERS:
            run(work, "--lang", language, "report", what, "cases/web01", *out)
        for what in [*FORMS, "a7-sheet"]:
            run(work, "--lang", language, "report", what, "cases/web01", *out)
        for what in OF_THE_YEAR:
            run(work, "--lang", language, "report", what, "cases/year", *out)
        run(work, "--lang", language, "report", "annual", "cases", *out)


def main():
    office = shutil.which("soffice")
    if not office or not shutil.which("pdfinfo"):
        print("no LibreOffice (soffice) or no pdfinfo on this machine")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="firsthour-office-") as name:
        work = pathlib.Path(name)
        make(work)
        made = sorted((work / "made").glob("*/*.docx"))
        least = 2 * (len(PAPERS) + len(FORMS) + 1 + len(OF_THE_YEAR) + 1)
        if len(made) < least:
            sys.exit(f"only {len(made)} Word files, not {least}: {[path.name for path in made]}")
        # Names of the two languages may be the same: a folder each.
        for language in ("zh", "en"):
            subprocess.run([office, f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", "pdf",
                            "--outdir", work / "pdf" / language, *(work / "made" / language).glob("*.docx")],
                           capture_output=True, check=True, timeout=500)
        for path in made:
            pdf = work / "pdf" / path.parent.name / (path.stem + ".pdf")
            if not pdf.exists():
                sys.exit(f"LibreOffice made no PDF of {path.name}")
            said = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
            pages = next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pages:"))
            if pages < 1:
                sys.exit(f"{path.name} has no pages")
            print(f"{pages:>3} {path.parent.name}/{path.name}")


if __name__ == "__main__":
    main()
