"""The configuration of an nginx that tests run."""

from __future__ import annotations

import os
from pathlib import Path

_MAIN = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
}}
"""


def write_configuration(folder: Path, http: str) -> Path:
    """Write ``nginx.conf`` into a folder, where nginx keeps all its files; ``http`` goes into that block."""
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(_MAIN.format(folder=folder, user=user, http=http), encoding="utf-8")
    return file
