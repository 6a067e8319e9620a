#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A drill at its board, with several browsers at once.

  board.py BIN_DIR [TEST…]

Coordinator, player, observer and projector each have a browser of their own. Shown: what each sees and does
not see; clocks right within a second; answers and judgements in the ledger; names that look like markup run
nothing; two coordinators; a killed board that comes back with all pages going on. Then 500 injects on 50
streams, none later than a second. Skips (77) where there is no Chromium.
"""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import browser as chromium  # noqa: E402

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
PLAYBOOK = {
    "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0001",
    "name": "drill", "created_by": "identity--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0002",
    "created": "2026-11-23T00:00:00.000Z", "modified": "2026-11-23T00:00:00.000Z",
    "workflow_start": "start--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0003",
    "workflow": {
        "start--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0003":
            {"type": "start", "on_completion": "end--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0004"},
        "end--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0004": {"type": "end"}}}
EXTENSION = "extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41"


def words(zh, en):
    return {"zh": zh, "en": en}


def playbook(injects, expectations=()):
    roles = [("lead", "总协调", "coordinator", "coordinator"), ("commander", "指挥长", "commander", "player"),
             ("network", "网络组", "network group", "player"), ("watcher", "观察员", "observer", "observer")]
    return {**PLAYBOOK, "playbook_extensions": {EXTENSION: {
        "type": "firsthour-playbook", "language": "zh", "scenario": {
            "title": words("看板测试演练", "board test drill"), "background": words("背景", "background"),
            "stop_word": "停止演练",
            "roles": [{"id": i, "zh": zh, "en": en, "kind": kind} for i, zh, en, kind in roles],
            "stages": [{"id": "preparation", **words("准备", "preparation")},
                       {"id": "execution", **words("执行", "execution")}],
            "injects": injects, "expectations": list(expectations)}}}}


def inject(name, at, to, text, **more):
    return {"id": name, "at": at, "stage": "execution", "from": "lead", "to": to, "kind": "message", **words(text, text), **more}


def environment(folder):
    return dict(os.environ, HOME=str(folder), XDG_CONFIG_HOME=f"{folder}/c", XDG_DATA_HOME=f"{folder}/d", LANG="C.UTF-8")


class Board:
    """firsthour serve, and the links it gave out."""

    def __init__(self, programs, folder, case, *options):
        self.programs, self.folder, self.case, self.links, self.process = programs, folder, case, {}, None
        self.options = options or ("--listen", "127.0.0.1:0")

    def start(self):
        log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(
            [self.programs / "firsthour", "--json", "serve", self.case, *self.options], cwd=self.folder,
            stdout=subprocess.PIPE, stderr=log, env=environment(self.folder), text=True)
        while True:
            line = self.process.stdout.readline()
            assert line, (self.folder / "serve.log").read_text()
            said = json.loads(line)
            if said["type"] == "board":
                self.host = said["url"].split("//")[1]
            if said["type"] == "link" and said["new"]:
                self.links[said["role"]] = said["url"]
            if said["type"] == "link" and said["role"] == "projector":
                return self

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        self.process.wait(30)

    def token(self, role):
        return self.links[role].split("#")[1]

    def url(self, role, scheme_and_host=None):
        return (scheme_and_host or "http://" + self.host) + f"/b/{role}/#{self.token(role)}"

    def ask(self, role, path, body=None, token=None, host=None):
        link = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "board=" + (token or self.token(role)), "Origin": "http://" + self.host}
        if host:
            headers["Host"] = host
        if body is not None:
            headers["Content-Type"] = "application/json"
        link.request("GET" if body is None else "POST", f"/b/{role}/{path}", body and json.dumps(body), headers)
        reply = link.getresponse()
        return reply.status, reply.read().decode()

    def stream(self, role):
        """Events as they come: (name, document, when)."""
        link = http.client.HTTPConnection(self.host, timeout=60)
        link.request("GET", f"/b/{role}/events", headers={"Cookie": "board=" + self.token(role)})
        reply, name = link.getresponse(), ""
        for line in reply:
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            if line.startswith(b"data: "):
                yield name, json.loads(line[6:]), time.time()


def do(board, role, what, **more):
    status, said = board.ask(role, "do", {"do": what, "version": 2**62, "who": "测试", **more})
    assert status == 200, (what, status, said)


def planned(programs, folder, name, document, *options):
    (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))
    subprocess.run([programs / "firsthour", "drill", "plan", f"{name}.json", "--case", name], check=True, cwd=folder,
                   env=environment(folder), stdout=subprocess.DEVNULL)
    return Board(programs, folder, name + ".case", *options)


def events_of(programs, folder, case):
    log = subprocess.run([programs / "firsthour", "--json", "case", "log", case], cwd=folder, env=environment(folder),
                         capture_output=True, text=True, check=True)
    events = [json.loads(line).get("event", {}) for line in log.stdout.splitlines()]
    return [event["body"] for event in events if event.get("type") == "drill"]


def until(what, patience=30):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError("it did not come")


def picture(page, name):
    """For people to look at, where the environment names a folder."""
    if "FIRSTHOUR_BOARD_PICTURES" in os.environ:
        page.shot(os.path.join(os.environ["FIRSTHOUR_BOARD_PICTURES"], name + ".png"), whole=True)


def several_browsers(programs, folder):
    board = planned(programs, folder, "small", playbook(
        [inject("i1", "00:00:01", ["commander"], "门户网站被篡改 " + HOSTILE, answer_within="1s", expected_zh="报告指挥长"),
         inject("i2", "10:00:00", ["network"], "封堵来源地址")],
        [{"id": "e1", "kind": "answer", "of": "i1", "within": "1s", **words("及时应答", "answered in time")},
         {"id": "e2", "kind": "judged", **words("口头报告完整", "complete report")}])).start()
    with chromium.Browser() as browser:
        pages = {role: browser.page(1440, 900) for role in ("lead", "commander", "network", "watcher", "projector")}
        for role, page in pages.items():
            page.go(board.links[role])
            page.wait("document.body.innerText.includes('看板测试演练')")
            assert "#" not in page.run("location.href"), "the token stays in the address"
            assert "演练" in page.text("#band") and "EXERCISE" in page.text("#band")
            if role != "projector":
                page.type("#person", "李雷" if role != "watcher" else "韩梅梅")
        pages["lead"].click("开始演练")
        pages["commander"].wait("document.querySelector('.message') && document.querySelector('.message').innerText.includes('门户网站被篡改')")
        assert "报告指挥长" not in pages["commander"].text(), "a player sees what is expected of him"
        assert "门户网站" not in pages["network"].text() and "门户网站" not in pages["projector"].text()
        assert "门户网站" in pages["watcher"].text("body") or pages["watcher"].run("[...parts.keys()].includes('script/i1')")
        for page in pages.values():
            assert "pwned" not in page.run("document.title") and not page.run("document.querySelectorAll('main img, main script').length")
        pages["projector"].wait("!!document.querySelector('.waiting.late')")
        assert "已逾期" in pages["projector"].text()
        off = [page.run("drillNow(part('clock')) - (Date.now() - part('clock').wall)") for page in pages.values()]
        assert max(map(abs, off)) < 1000, off
        pages["commander"].type(".message textarea", "已断开外联，正在取证")
        pages["commander"].click("发送")
        pages["lead"].wait("document.body.innerText.includes('已断开外联')")
        pages["projector"].wait("!document.querySelector('.waiting')")
        assert "已断开外联" not in pages["projector"].text()

        # Two coordinators: the one whose page is older is told what changed, and nothing is done twice.
        version = pages["lead"].run("version")
        pages["lead"].click("暂停")
        pages["projector"].wait("document.body.innerText.includes('已暂停')")
        status, said = board.ask("lead", "do", {"do": "jump", "to": 5000, "version": version, "who": "乙"})
        assert status == 409 and json.loads(said)["part"] == "clock", (status, said)

        # Two coordinators at one link press the same button at once: one of them did it.
        second = browser.page(1440, 900)
        second.go(board.url("lead"))
        second.wait("document.body.innerText.includes('看板测试演练')")
        second.type("#person", "乙")
        second.wait("[...document.querySelectorAll('button')].some((b) => b.textContent.includes('继续'))")
        pressing = [threading.Thread(target=page.click, args=("继续",)) for page in (pages["lead"], second)]
        for one in pressing:
            one.start()
        for one in pressing:
            one.join()
        second.wait("part('clock').state === 'running'")
        changes = [one["change"]["kind"] for one in events_of(programs, folder, "small") if one["kind"] == "clock"]
        assert changes == ["start", "pause", "resume"], changes
        pages["lead"].click("暂停")
        pages["projector"].wait("document.body.innerText.includes('已暂停')")

        # What a role may not do, it may not do.
        assert board.ask("commander", "do", {"do": "resume", "version": 2**62, "who": "x"})[0] == 403
        assert board.ask("projector", "do", {"do": "answer", "inject": "i1", "text": "x", "version": 0, "who": "x"})[0] == 403
        assert board.ask("network", "do", {"do": "answer", "inject": "i1", "text": "x", "version": 0, "who": "x"})[0] == 400
        assert board.ask("lead", "events", token="0" * 32)[0] == 403
        assert board.ask("lead", "events", host="evil.example:80")[0] == 403
        pages["lead"].wait("document.body.innerText.includes('错误令牌')")

        # Killed in the middle and started again: the pages go on by themselves.
        board.stop(signal.SIGKILL)
        pages["commander"].wait("link === 'offline'")
        board.start()
        for role, page in pages.items():
            page.wait("link === 'online'", 60)
            assert "看板测试演练" in page.text(), role
        pages["lead"].click("继续")
        pages["watcher"].wait("document.body.innerText.includes('进行中')")
        pages["watcher"].click("5 优秀")
        pages["lead"].wait("[...parts.keys()].some((name) => name.startsWith('score/'))")
        for role, page in pages.items():
            picture(page, role + "-zh")
        pages["lead"].click("English")
        pages["lead"].wait("document.body.innerText.includes('Deliver now')")
        picture(pages["lead"], "lead-en")
        for role, size in {"commander": (390, 844), "lead": (390, 844), "projector": (1920, 1080)}.items():
            seen = browser.page(*size)
            seen.go(board.url(role))
            seen.wait("document.body.innerText.includes('看板测试演练')")
            assert seen.run("document.documentElement.scrollWidth <= window.innerWidth"), (role, size, "wider than its screen")
            picture(seen, f"{role}-{size[0]}")
        # No drill any more: every page says so at once, in the place where it said that it was one.
        do(board, "lead", "turn-real", why="unknown address in the log")
        for role, page in pages.items():
            said = "TURNED REAL" if role == "lead" else "已转为真实事件"
            page.wait(f"document.querySelector('#band').innerText.includes('{said}')")
            assert "EXERCISE" not in page.text("#band"), (role, page.text("#band"))
        assert not browser.errors, browser.errors
    board.stop()
    assert board.process.returncode == 0
    log = subprocess.run([programs / "firsthour", "case", "verify", "small.case"], cwd=folder, capture_output=True,
                         text=True, env=environment(folder))
    assert log.returncode == 0, log.stdout + log.stderr


def many_injects(programs, folder):
    """500 injects within some seconds of drill time, 50 streams; each is there within a second of its time."""
    injects = [inject(f"i{n}", f"{2000 + n * 40}ms", ["commander"], f"第 {n} 项") for n in range(500)]
    board = planned(programs, folder, "large", playbook(injects)).start()
    ready, clocks, seen = threading.Barrier(51), {}, [dict() for _ in range(50)]

    def follow(n):
        stream = board.stream("commander")
        for name, document, when in stream:
            if name == "whole":
                ready.wait(60)
            for part, value in document.get("parts", {}).get("set", {}).items():
                if part == "clock":
                    clocks[value["state"]] = value
                if part.startswith("message/"):
                    seen[n].setdefault(part, when)
            if len(seen[n]) == 500:
                return

    threads = [threading.Thread(target=follow, args=(n,), daemon=True) for n in range(50)]
    for one in threads:
        one.start()
    ready.wait(60)
    do(board, "lead", "start")
    for one in threads:
        one.join(180)
    begun = clocks["running"]["wall"] / 1000
    late = sorted(when - (begun + 2 + int(part[9:]) * 0.04) for one in seen for part, when in one.items())
    assert len(late) == 500 * 50, f"{len(late)} of 25000 came"
    print(f"500 injects, 50 streams: median {late[len(late) // 2]:.3f} s, worst {late[-1]:.3f} s after their time")
    board.stop()
    assert late[-1] < float(os.environ.get("FIRSTHOUR_BOARD_LATEST", "1")), "an inject came later than a second"


def planting_and_steps(programs, folder):
    """What a board plants it removes; steps of a playbook wait there; what is refused is said in Chinese too."""
    site = folder / "site"
    site.mkdir()
    document = playbook([inject("i1", "00:00:01", ["commander"], "placed", artefact="shell")])
    scenario = document["playbook_extensions"][EXTENSION]["scenario"]
    scenario["allowed"], scenario["artefacts"] = [str(site)], [{"id": "shell", "kind": "webshell", "path": str(site / "a.php")}]
    step = "action--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0005"
    start, end = document["workflow"]
    document["workflow"][start]["on_completion"] = step
    document["workflow"][step] = {
        "type": "action", "name": "Isolate", "on_completion": end,
        "commands": [{"type": "manual", "command": "Pull the cable."}], "agent": "individual--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0006"}
    document["agent_definitions"] = {"individual--6c1f2f56-7c0f-4a57-8a3a-0d7f0a5a0006": {"type": "individual", "name": "responder"}}
    board = planned(programs, folder, "plants", document, "--listen", "127.0.0.1:0", "--allow-target", str(site))
    subprocess.run([programs / "firsthour", "playbook", "run", "plants.json", "--case", "plants", "--by", "me"], cwd=folder,
                   env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    board.start()
    status, said = board.ask("lead", "do", {"do": "pause", "version": 2**62, "who": "测试"})
    refusal = json.loads(said)["error"]
    assert status == 400 and refusal["zh"] == "未执行：演练尚未开始" and "not begun" in refusal["en"], (status, said)
    do(board, "lead", "start")
    until((site / "a.php").exists)
    waiting = {}
    for name, document, _ in board.stream("commander"):
        waiting = {part: value for part, value in document["parts"]["set"].items() if part.startswith("step/")}
        assert name == "whole" and len(waiting) == 1, document
        break
    step = next(iter(waiting.values()))
    do(board, "commander", "finish", run=step["run"], activation=step["activation"], outcome="success", why="pulled")
    assert board.ask("commander", "do", {"do": "finish", "version": 2**62, "who": "x", "run": step["run"], "outcome": "success",
                                         "activation": step["activation"]})[0] == 400, "done twice"
    do(board, "lead", "turn-real", why="unknown address in the log")
    until(lambda: not (site / "a.php").exists())
    until(lambda: any(one["kind"] == "removed" for one in events_of(programs, folder, "plants")))
    kinds = [one["kind"] for one in events_of(programs, folder, "plants")]
    assert kinds == ["planned", "clock", "planted", "delivered", "turned-real", "removed"], kinds
    board.stop()
    status = subprocess.run([programs / "firsthour", "case", "verify", "plants"], cwd=folder, env=environment(folder),
                            stdout=subprocess.DEVNULL).returncode
    assert status == 0, status


def over_tls(programs, folder):
    """Opened to a network it speaks TLS only, with a certificate of its own."""
    board = planned(programs, folder, "tls", playbook([inject("i1", "00:00:01", ["commander"], "门户网站被篡改")]),
                    "--listen", "0.0.0.0:0").start()
    here = "https://127.0.0.1:" + board.host.rsplit(":", 1)[1]
    with chromium.Browser() as browser:
        page = browser.page(390, 844)
        page.go(board.url("commander", here))
        page.wait("document.body.innerText.includes('看板测试演练')")
        page.wait("link === 'online'")
        assert page.run("location.protocol") == "https:" and page.run("document.cookie") == "", "a script may read the token"
        page.go(here.replace("https", "http") + "/b/commander/")
        time.sleep(1)
        assert "看板测试演练" not in page.text()
    board.stop()
    assert board.process.returncode == 0


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    only = sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="firsthour-board-") as folder:
        subprocess.run([programs / "firsthour", "key", "new", "me"], check=True, env=environment(folder),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for test in (many_injects, planting_and_steps, several_browsers, over_tls):
            if test in (several_browsers, over_tls) and not chromium.found():
                print("skipped: no chromium here; the board was not looked at with browsers")
                return 77
            if not only or test.__name__ in only:
                test(programs, pathlib.Path(folder))
                print(test.__name__, "held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
