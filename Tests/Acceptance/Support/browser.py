# SPDX-License-Identifier: Apache-2.0
"""Opens pages in Chromium and tells what a reader would find there.

Reads a list of steps, a JSON object each, until standard input ends, and answers every step with a line of JSON as soon
as it is done: `{"step": 0, "do": "open", …}`, with the step's own `as` where it has one. A step that cannot be done is
answered with `error`, and is the last.

    {"do": "open", "url": …, "width": 390, "height": 844, "scheme": "dark", "media": "print", "languages": "de,en",
     "zone": "Europe/Berlin", "zoom": 2, "script": false}
                                                       a fresh page of that size, in that scheme; all but `url` can be left out
    {"do": "reload"}
    {"do": "wait", "for": CSS, "text": …, "count": 1, "within": 20}    until so many are shown that hold the text
    {"do": "until", "script": "return …", "within": 20}                until it says something that is true: `value`
    {"do": "read", "of": CSS}                          what each of them is: `elements`
    {"do": "click", "on": CSS}
    {"do": "press", "key": "Tab", "times": 1}          and what then has the focus: `elements`
    {"do": "permit", "of": URL, "what": ["notifications"]}             what a site may do without asking
    {"do": "push", "to": URL, "data": …, "within": 20} as from the browser's push service, to a site's first service worker,
                                                       until it shows something: `value`, the notifications
    {"do": "run", "script": "return …"}                `value`
    {"do": "axe", "within": CSS}                       barriers that axe finds: `violations`
    {"do": "problems"}                                 what the console has said since the last time: `problems`
    {"do": "shot", "file": …}                          a picture of the whole page

Exit status 3 says that there is no browser here.
"""
import base64
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

READ = """
const described = node => {
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const region = node.closest('[role=alert], [role=status]');
    return {
        tag: node.localName, text: node.innerText ?? node.textContent, lang: node.lang, dir: node.dir,
        role: node.getAttribute('role'), label: node.getAttribute('aria-label'), region: region && region.role,
        href: node.getAttribute('href'), direction: style.direction, color: style.color,
        background: style.backgroundColor, display: style.display, class: node.className,
        left: box.left, top: box.top, width: box.width, height: box.height,
        shown: box.width > 0 && box.height > 0 && style.visibility !== 'hidden',
    };
};
"""

SHOWN = """
return navigator.serviceWorker.ready.then(worker => worker.getNotifications())
    .then(all => all.map(one => ({title: one.title, body: one.body, data: one.data})));
"""


def programs():
    """The browser and its driver, or nothing."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def axe_source():
    package = importlib.util.find_spec("axe_playwright_python")
    return (pathlib.Path(package.origin).parent / "axe.min.js").read_text()


class Browser:
    def __init__(self, browser, driver, folder):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = browser
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        # Nothing leaves this machine: what asks for another is told that there is none.
        arguments += ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]
        arguments += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost"]
        for argument in arguments + [f"--user-data-dir={folder}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # Its own log goes nowhere: what it tells of, the answers tell.
        self.page = webdriver.Chrome(options=options, service=Service(driver, log_output=os.devnull))
        self.heard = []

    def close(self):
        self.page.quit()

    def do_open(self, step):
        width, height = step.get("width", 1280), step.get("height", 800)
        zoom = step.get("zoom", 1)
        size = {"width": width // zoom, "height": height // zoom, "deviceScaleFactor": zoom}
        self._tell("Emulation.setDeviceMetricsOverride", mobile=False, **size)
        # What the page brings along does not run then; what is asked of it here does.
        self._tell("Emulation.setScriptExecutionDisabled", value=not step.get("script", True))
        scheme = {"name": "prefers-color-scheme", "value": step.get("scheme", "light")}
        self._tell("Emulation.setEmulatedMedia", media=step.get("media", ""), features=[scheme])
        if "languages" in step:
            agent = self.page.execute_script("return navigator.userAgent")
            self._tell("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=step["languages"])
        if "zone" in step:
            self._tell("Emulation.setTimezoneOverride", timezoneId=step["zone"])
        self.page.get(step["url"])
        return {"title": self.page.title}

    def do_reload(self, step):
        self.page.refresh()
        return {}

    def do_wait(self, step):
        wanted, within = step.get("count", 1), step.get("within", 20)
        end = time.monotonic() + within
        while True:
            found = [one for one in self._described(step["for"]) if one["shown"] and step.get("text", "") in one["text"]]
            if len(found) == wanted:
                return {"elements": found}
            if time.monotonic() > end:
                texts = [one["text"] for one in self._described(step["for"])]
                raise RuntimeError(f"not {wanted} of {step['for']} within {within} s, but {texts}")
            time.sleep(0.05)

    def do_until(self, step):
        within = step.get("within", 20)
        end = time.monotonic() + within
        while not (value := self.page.execute_script(step["script"])):
            if time.monotonic() > end:
                raise RuntimeError(f"not within {within} s: {step['script']}")
            time.sleep(0.05)
        return {"value": value}

    def do_read(self, step):
        return {"elements": self._described(step["of"])}

    def do_click(self, step):
        self.page.find_element("css selector", step["on"]).click()
        return {}

    def do_press(self, step):
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        key = getattr(Keys, step["key"].upper(), step["key"])
        for _ in range(step.get("times", 1)):
            ActionChains(self.page).send_keys(key).perform()
        return {"elements": self.page.execute_script(READ + "return [described(document.activeElement)]")}

    def do_permit(self, step):
        self._tell("Browser.grantPermissions", origin=step["of"], permissions=step["what"])
        return {}

    def do_push(self, step):
        self._tell("ServiceWorker.enable")
        end = time.monotonic() + step.get("within", 20)
        # What comes before the browser has the worker in its books is lost without a word.
        while True:
            self._tell("ServiceWorker.deliverPushMessage", origin=step["to"], registrationId="0", data=step["data"])
            pause = time.monotonic() + 1
            while time.monotonic() < pause:
                if shown := self.page.execute_script(SHOWN):
                    return {"value": shown}
                time.sleep(0.05)
            if time.monotonic() > end:
                raise RuntimeError("nothing that was pushed is shown")

    def do_run(self, step):
        return {"value": self.page.execute_script(step["script"])}

    def do_axe(self, step):
        self._listen()
        if not self.page.execute_script("return 'axe' in window"):
            self.page.execute_script(axe_source())
        result = self.page.execute_async_script(
            "const done = arguments[1]; axe.run(arguments[0] || document, {resultTypes: ['violations', 'incomplete']})"
            ".then(done, error => done({error: String(error)}))",
            step.get("within"),
        )
        # What it tried out on the page is not the page's doing.
        self.page.get_log("browser")
        if "error" in result:
            raise RuntimeError(result["error"])
        violations = [
            {"rule": rule["id"], "impact": rule["impact"], "help": rule["help"], "at": node["html"][:200]}
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
        return {"violations": violations, "version": result["testEngine"]["version"]}

    def do_problems(self, step):
        self._listen()
        heard, self.heard = self.heard, []
        return {"problems": heard}

    def do_shot(self, step):
        whole = self.page.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = {"captureBeyondViewport": True, "clip": whole | {"scale": 1}}
        picture = self.page.execute_cdp_cmd("Page.captureScreenshot", shot)["data"]
        pathlib.Path(step["file"]).write_bytes(base64.b64decode(picture))
        return {}

    def _described(self, selector):
        return self.page.execute_script(
            READ + "return [...document.querySelectorAll(arguments[0])].map(described)", selector
        )

    def _listen(self):
        for entry in self.page.get_log("browser"):
            # What is below a warning are the browser's own remarks on what it did.
            if entry["level"] in ("WARNING", "SEVERE"):
                self.heard.append(f"{entry['level']} {entry['source']}: {entry['message']}")

    def _tell(self, command, **parameters):
        self.page.execute_cdp_cmd(command, parameters)


def main():
    found = programs()
    if not found:
        print("There is no chromium with its chromedriver here.", file=sys.stderr)
        sys.exit(3)
    # The browser and its driver are to end with this process, even where it is told to end early.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(*found, folder)
        try:
            for number, line in enumerate(sys.stdin):
                step = json.loads(line)
                answer = {"step": number, "do": step["do"], "as": step.get("as")}
                try:
                    answer |= getattr(browser, f"do_{step['do']}")(step)
                except Exception as error:
                    answer["error"] = f"{type(error).__name__}: {error}"
                print(json.dumps(answer), flush=True)
                if "error" in answer:
                    sys.exit(1)
        finally:
            # Whoever asks for the end now is in no more hurry than the browser.
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            browser.close()


main()
