// SPDX-License-Identifier: Apache-2.0

/// What a page does besides being read: it brings in what is new, and tells times in the reader's own zone.
///
/// It needs nothing of the hub: where the stream is not there, it asks for `version.json` every half minute.
enum LiveScript {
    static let text = """
        // SPDX-License-Identifier: Apache-2.0
        (function () {
          "use strict";
          var body = document.body, root = body.dataset.root, version = body.dataset.version;
          // The version of the whole page that this one was last looked up for.
          var seen = version, said = document.getElementById("live"), busy = false, source = null;

          function add(time, name, text) {
            var line = document.createElement("span");
            line.className = name;
            line.textContent = text;
            time.appendChild(line);
          }

          // Times: the reader's own beside UTC, and what has passed by now.
          function tell() {
            document.querySelectorAll("time[data-local]").forEach(function (time) {
              var moment = new Date(time.dateTime);
              if (!time.dataset.told) {
                time.dataset.told = "yes";
                if (moment.getTimezoneOffset() !== 0) {
                  try {
                    add(time, "local", new Intl.DateTimeFormat(document.documentElement.lang, {
                      weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
                      hourCycle: "h23", timeZoneName: "short", numberingSystem: "latn"
                    }).format(moment));
                  } catch (error) { time.title = moment.toLocaleString(); }
                }
              }
              if (time.dataset.late && !time.dataset.isLate && moment < Date.now()) {
                time.dataset.isLate = "yes";
                add(time, "late", time.dataset.late);
              }
            });
          }

          // Takes the main part of the page as it is now.
          function renew(next) {
            if (busy || next === seen) { return; }
            busy = true;
            fetch(location.pathname, { cache: "no-cache" }).then(function (answer) {
              if (!answer.ok) { throw new Error(answer.status); }
              return answer.text();
            }).then(function (html) {
              seen = next;
              var page = new DOMParser().parseFromString(html, "text/html");
              var main = page.querySelector("main"), old = document.querySelector("main");
              if (!main || !page.body.dataset.version) { return; }
              if (page.body.dataset.version === version) { return; }
              var held = old.contains(document.activeElement) && document.activeElement;
              var place = held && held.getAttribute("href");
              version = page.body.dataset.version;
              old.replaceChildren.apply(old, Array.from(main.childNodes));
              document.title = page.title;
              if (held) {
                var again = Array.from(old.querySelectorAll("a")).find(function (a) {
                  return a.getAttribute("href") === place;
                });
                (again || old).focus({ preventScroll: true });
              }
              said.textContent = body.dataset.renewed;
              tell();
            }).catch(function () { return null; }).then(function () { busy = false; });
          }

          function ask() {
            if (document.hidden || (source && source.readyState === 1)) { return; }
            fetch(root + "version.json", { cache: "no-cache" }).then(function (answer) {
              return answer.ok ? answer.json() : null;
            }).then(function (found) { if (found) { renew(found.version); } }).catch(function () { return null; });
          }

          function listen() {
            if (!window.EventSource || source) { return; }
            source = new EventSource(root + "stream");
            source.addEventListener("page", function (event) { renew(event.lastEventId); });
          }

          tell();
          setInterval(tell, 15000);
          setInterval(ask, 30000);
          listen();
          document.addEventListener("visibilitychange", function () {
            if (document.hidden) { if (source) { source.close(); source = null; } } else { listen(); ask(); }
          });
        })();

        """
}
