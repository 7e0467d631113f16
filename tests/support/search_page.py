"""A page whose search has an index that a test makes, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

ASK = """
async ([language, queries]) => {
  const script = document.querySelector("script[type=module][src$='sayasat.js']").src
  const root = script.replace(/assets.*/, "")
  const worker = new Worker(new URL("search/worker.js", script), { type: "module" })
  const answers = []
  for (const [number, query] of queries.entries()) {
    answers.push(await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => data.number === number && resolve(data)
      worker.onerror = event => reject(new Error(event.message))
      worker.postMessage({ number, query, language, root, names: [language] })
    }))
  }
  worker.terminate()
  return answers
}
"""


def answers(page: Page, language: str, queries: Sequence[str]) -> list[dict[str, Any]]:
    """What the search of the open page answers first to each query: ``total`` and the first ``results``."""
    found: list[dict[str, Any]] = page.evaluate(ASK, [language, queries])
    return found


def use_index(page: Page, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Let the page load these files as its search index; the paths that it loads are added to the result."""
    served: Mapping[str, bytes] = dict(files)
    loaded: list[str] = []

    def answer(route: Route) -> None:
        path = "search/" + urlsplit(route.request.url).path.rpartition("/search/")[2]
        loaded.append(path)
        route.fulfill(body=served[path], content_type="application/json")

    page.route(lambda url: "/search/" in url and url.endswith(".json"), answer)
    return loaded
