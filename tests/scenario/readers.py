# SPDX-License-Identifier: Apache-2.0
"""The three readers of Firsthour's formats, asked the same question: firsthour, firsthour-verify, and plain Python."""
import os
import pathlib
import subprocess
import sys

THIRD = pathlib.Path(__file__).resolve().parent.parent / "independent" / "check.py"
KNOWN_EXITS = {0, 1, 3, 4, 6, 7, 10}


class Answers:
    """Exit codes by reader, and all that was said."""

    def __init__(self):
        self.exits, self.said = {}, {}

    def agree(self):
        return len(set(self.exits.values())) == 1 and set(self.exits.values()) <= KNOWN_EXITS

    def exit(self):
        return next(iter(self.exits.values()))

    def __str__(self):
        return f"{self.exits}" + "".join(f"\n    {name}: {' | '.join(self.said[name].splitlines()[:4])[:400]}" for name in self.exits)


class Readers:
    def __init__(self, bin_dir, environment):
        self.firsthour, self.verify = bin_dir / "firsthour", bin_dir / "firsthour-verify"
        self.environment = {**environment, "LC_ALL": "C.UTF-8"}

    def _ask(self, answers, name, words, good=None):
        done = subprocess.run([str(word) for word in words], capture_output=True, stdin=subprocess.DEVNULL, env=self.environment, timeout=300)
        answers.exits[name] = done.returncode
        answers.said[name] = (done.stdout + done.stderr).decode(errors="replace")

    def case(self, path, trust=(), since=None):
        answers = Answers()
        options = [word for key in trust for word in ("--trust", key)] + (["--since", since] if since else [])
        self._ask(answers, "firsthour", [self.firsthour, "case", "verify", path, *options])
        self._ask(answers, "python", [sys.executable, THIRD, "case", path, *options])
        if self.verify.exists():
            self._ask(answers, "firsthour-verify", [self.verify, path, *options])
        return answers

    def collection(self, path):
        answers = Answers()
        self._ask(answers, "python", [sys.executable, THIRD, "collection", path])
        if self.verify.exists():
            self._ask(answers, "firsthour-verify", [self.verify, path])
        return answers

    def proof(self, path, item, trust=()):
        answers = Answers()
        options = [word for key in trust for word in ("--trust", key)]
        self._ask(answers, "firsthour", [self.firsthour, "case", "check-proof", path, item, *options])
        self._ask(answers, "python", [sys.executable, THIRD, "proof", path, "--item", item, *options])
        if self.verify.exists():
            self._ask(answers, "firsthour-verify", [self.verify, path, "--item-file", item, *options])
        return answers

    def bag(self, path, trust=()):
        answers = Answers()
        options = [word for key in trust for word in ("--trust", key)]
        self._ask(answers, "python", [sys.executable, THIRD, "bag", path, *options])
        if self.verify.exists():
            self._ask(answers, "firsthour-verify", [self.verify, path, *options])
        return answers


class Programs:
    """The real programs, run in a folder of their own."""

    def __init__(self, bin_dir, work):
        self.bin_dir, self.work = pathlib.Path(bin_dir).resolve(), work
        self.keys = work / "keys"
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "FIRSTHOUR_KEYS": str(self.keys)}
        self.readers = Readers(self.bin_dir, self.environment)

    def run(self, *words, exits=(0,), program="firsthour", data=None):
        done = subprocess.run([str(self.bin_dir / program), *map(str, words)], capture_output=True, cwd=self.work, env=self.environment,
                              timeout=300, **({"input": data} if data is not None else {"stdin": subprocess.DEVNULL}))
        out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        assert done.returncode in exits, f"{program} {words}: exit {done.returncode}\n{out}{err}"
        return out

    def national_key(self):
        """An SM2 key beside the usual one."""
        self.run("key", "new", "national", "--type", "sm2")
        return ["--key", self.keys / "firsthour.key", "--national-key", self.keys / "national.key"]

    def trust(self, *names):
        return [self.keys / f"{name}.vkey" for name in names]

    def made_root(self):
        """A small host."""
        root = self.work / "root"
        for name, size in {"etc/hostname": 7, "etc/passwd": 40, "etc/crontab": 12, "var/log/auth.log": 9000, "root/.bash_history": 30,
                           "var/log/syslog": 300_000}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((name.encode() + b" line\n") * (size // len(name) + 1))
        for name in ("proc", "sys", "tmp"):
            (root / name).mkdir()
        return root

    def collect(self, name):
        self.run("--root", self.work / "root", "--out", self.work / name, "--profile", "standard", "--allow-local", "test",
                 program="collect", exits=(0, 3))
        return self.work / name
