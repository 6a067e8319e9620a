# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven over its debugging pipe with the standard library only.

  with Browser() as browser:
      page = browser.page(390, 844, "zh-CN")
      page.go(url)
      page.wait("document.title.includes('演练')")
      page.shot("phone.png")

Each page has cookies and storage of its own, as if it were another machine.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time


def found():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="firsthour-browser-")
        to_browser, from_us = os.pipe()
        to_us, from_browser = os.pipe()

        def hand_over():  # the browser reads at 3 and writes at 4
            os.dup2(to_browser, 63)
            os.dup2(from_browser, 64)
            os.dup2(63, 3)
            os.dup2(64, 4)

        self.process = subprocess.Popen(
            [found(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--ignore-certificate-errors", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--user-data-dir=" + self.folder, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=hand_over, close_fds=False)
        os.close(to_browser)
        os.close(from_browser)
        self.write_end, self.read_end = from_us, to_us
        self.lock, self.number, self.answers = threading.Condition(), 0, {}
        self.errors = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.write_end)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self):
        rest = b""
        while True:
            try:
                got = os.read(self.read_end, 1 << 16)
            except OSError:
                return
            if not got:
                return
            rest += got
            *whole, rest = rest.split(b"\0")
            for one in whole:
                self._take(json.loads(one))

    def _take(self, message):
        with self.lock:
            if "id" in message:
                self.answers[message["id"]] = message
                self.lock.notify_all()
            elif message.get("method") == "Runtime.exceptionThrown":
                details = message["params"]["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description", details.get("text")))
            elif message.get("method") == "Log.entryAdded" and message["params"]["entry"]["source"] == "security":
                self.errors.append(message["params"]["entry"]["text"])

    def call(self, method, session=None, patience=60, **parameters):
        with self.lock:
            self.number += 1
            number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        with self.lock:
            if not self.lock.wait_for(lambda: number in self.answers, patience):
                raise TimeoutError(method)
            answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def page(self, width, height, language="zh-CN"):
        return Page(self, width, height, language)


class Page:
    def __init__(self, browser, width, height, language):
        self.browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Log.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 800)
        self.call("Emulation.setUserAgentOverride", acceptLanguage=language,
                  userAgent="Mozilla/5.0 (X11; Linux x86_64) HeadlessTest")

    def call(self, method, **parameters):
        return self.browser.call(method, session=self.session, **parameters)

    def go(self, url):
        self.call("Page.navigate", url=url)

    def run(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", script))
        return answer["result"].get("value")

    def wait(self, condition, patience=20):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                value = self.run(condition)
            except RuntimeError:
                value = None  # the page is just being loaded
            if value:
                return value
            time.sleep(0.05)
        raise TimeoutError(f"never true: {condition}\n{self.run('document.body.innerText')[:2000]}")

    def text(self, selector="body"):
        return self.run(f"(document.querySelector({json.dumps(selector)}) || {{}}).innerText || ''")

    def click(self, text):
        """Clicks the button that is seen and has this text."""
        self.wait("[...document.querySelectorAll('button')].some((b) => b.offsetParent && !b.disabled && "
                  f"b.textContent.includes({json.dumps(text)}))")
        self.run("[...document.querySelectorAll('button')].find((b) => b.offsetParent && !b.disabled && "
                 f"b.textContent.includes({json.dumps(text)})).click()")

    def type(self, selector, text):
        self.run(f"(() => {{ const box = document.querySelector({json.dumps(selector)}); box.value = {json.dumps(text)};"
                 " box.dispatchEvent(new Event('input', {bubbles: true})); box.dispatchEvent(new Event('change', {bubbles: true})); })()")

    def shot(self, path, whole=False):
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
