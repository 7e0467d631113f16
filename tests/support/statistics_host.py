"""A statistics server to count what is asked of it. It stands for Matomo: it imitates its script and tracker.

The script sets and deletes cookies of the names that Matomo gives them, and sends one request for a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from msgspec import Struct, field

SCRIPT = b"""(() => {
  const settings = {};
  let usesCookies = true;
  const names = () => [`_pk_id.${settings.setSiteId}.1fff`, `_pk_ses.${settings.setSiteId}.1fff`];
  const calls = {
    trackPageView: () => {
      const lasting = "path=/; max-age=1800; samesite=lax";
      if (usesCookies) for (const name of names()) document.cookie = `${name}=1; ${lasting}`;
      const query = new URLSearchParams({ idsite: settings.setSiteId, rec: 1, url: location.href });
      fetch(`${settings.setTrackerUrl}?${query}`, { method: "POST", mode: "no-cors", keepalive: true });
    },
    disableCookies: () => {
      usesCookies = false;
      for (const name of names()) document.cookie = `${name}=; path=/; max-age=0`;
    },
    enableCookies: () => (usesCookies = true),
  };
  const run = ([name, value]) => (calls[name] ? calls[name](value) : (settings[name] = value));
  const waiting = window._paq;
  window._paq = { push: (...all) => all.forEach(run) };
  waiting.forEach(run);
})();
"""


class StatisticsHost(Struct):
    """What it was asked, path by path, in order."""

    address: str
    asked: list[str] = field(default_factory=list)

    @property
    def visits(self) -> int:
        """How many pages were counted."""
        return self.asked.count("/matomo.php")


@contextmanager
def statistics_host() -> Iterator[StatisticsHost]:
    """A server on this machine for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(SCRIPT if self.path == "/matomo.js" else b"")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            host.asked.append(urlsplit(self.path).path)
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host = StatisticsHost(f"http://127.0.0.1:{server.server_port}/")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
