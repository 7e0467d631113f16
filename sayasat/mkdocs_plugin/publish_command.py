"""``sayasat publish``: one act that checks, logs and publishes a commit; ``sayasat rollback`` (decision 0025).

A private build of a commit → the gates → the lines are added to the publication log and shared → the site is
switched. So a site is never ahead of its log: a publication that is killed before the switch is finished by
the next one, which finds its lines in the log and adds none.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM

from mkdocs.exceptions import MkDocsException

from sayasat.builder.open import open_publication
from sayasat.builder.publication import write
from sayasat.builder.workers import BuildOptions, Workers, read_build_options
from sayasat.errors import EditError, Fault, HistoryError, LogRaceError, RepositoryError, SettingsError
from sayasat.i18n.messages import Messages, report
from sayasat.mkdocs_plugin.build_command import refuse_others
from sayasat.mkdocs_plugin.config import find_configuration, read_configuration
from sayasat.mkdocs_plugin.run_mkdocs import CACHE_FOLDER, mkdocs_log, run_mkdocs
from sayasat.publish.gate_run import run_gates
from sayasat.publish.gates import Stop, overridden, urls
from sayasat.publish.lock import locked
from sayasat.publish.manifest import FILE as MANIFEST
from sayasat.publish.manifest import Release, digests, manifest, read_release
from sayasat.publish.release import exit_on_signals, release
from sayasat.repository.checkout import check_out
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.reader import Repository
from sayasat.settings import read_day
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import LogLine, PublicationLog, parse_log, rendered

_TRIES = 5
"""How often a publication begins anew because another publisher was faster."""

_LOG = "proof/log.txt"
