"""``sayasat publish --preview NAME``: the site of a proposal in a folder of its own, on a host of its own."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from sayasat.builder.workers import read_build_options
from sayasat.errors import Fault, UnknownError
from sayasat.i18n.messages import Messages
from sayasat.mkdocs_plugin.build_command import new_site, refuse_others
from sayasat.mkdocs_plugin.config import configuration_file, read_configuration
from sayasat.mkdocs_plugin.run_mkdocs import run_mkdocs
from sayasat.publish.lock import locked
from sayasat.settings import CACHE_FOLDER

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""A folder, and a part of a URL: the number of a pull request, the name of a branch."""


def run_preview(options: argparse.Namespace, t: Messages) -> int:
    """Build or remove the preview that ``options`` name. Returns 0.

    The publication log is neither read nor changed. Raises SayasatError; then the preview is unchanged.
    """
    if not _NAME.fullmatch(options.preview):
        facts = (("value", options.preview), ("expected", "a-z, 0-9, -"))
        raise UnknownError([Fault("setting-bad", "--preview", facts)])
    target = options.to / options.preview
    refuse_others(target)
    if options.remove:
        _remove(target, t)
        return 0
    file = configuration_file(options.config_file)
    settings, _, _ = read_configuration(file)
    url = _url(options.url, settings.site_url) + f"{options.preview}/"
    build = replace(read_build_options(os.environ, file.parent / CACHE_FOLDER), is_preview=True)
    kept = build.folder / f"replaced-preview-{options.preview}"
    try:
        with new_site(target, kept, options) as folder:
            run_mkdocs(file, build, site_dir=str(folder.site), site_url=url)
    finally:
        shutil.rmtree(kept, ignore_errors=True)
    sys.stdout.write(f"{t('publish.preview', url=url)}\n")
    return 0


def _url(url: str, site_url: str) -> str:
    """The URL of the folder of all previews, with a slash at the end. Raises UnknownError.

    On the published site's host, scripts and stored answers of a proposal would be those of the site.
    """
    parts, site = urlsplit(url), urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        facts = (("value", url), ("expected", "https://…/"))
        raise UnknownError([Fault("setting-bad", "--url", facts)])
    if parts.hostname == site.hostname:
        raise UnknownError([Fault("preview-same-host", url, (("site", site_url),))])
    return url.rstrip("/") + "/"


def _remove(target: Path, t: Messages) -> None:
    lock = target.with_name(f".{target.name}.lock")
    if target.parent.is_dir():
        waiting = partial(sys.stderr.write, t("build.waiting", path=target) + "\n")
        with locked(lock, waiting):
            shutil.rmtree(target, ignore_errors=True)
        lock.unlink(missing_ok=True)
    sys.stdout.write(f"{t('publish.preview-removed', path=target)}\n")
