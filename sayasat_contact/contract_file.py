"""The contract in a file that the site's build replaces while handlers run: no restart is needed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from sayasat_contact.contract import contract_bytes, read_contract
from sayasat_contact.contract_parts import Contract
from sayasat_contact.errors import ContractError
from sayasat_contact.log import alarm

_Mark = tuple[int, int, int, int, int]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A contract that was read from the file, and what the file holds now."""

    contract: Contract
    content: bytes
    """Of the file that the contract was read from."""

    mark: _Mark | None
    """What distinguishes states of the file: device, inode, size, times. None for no file."""

    served: str | None
    """The digest in the file; None where the file cannot be used, and ``contract`` is the last that could."""

    previous: Loaded | None = None
    """What the file held before, with another digest; None where this process has read no other."""


class ContractFile:
    """One file. Threads may share it; each process follows the file by itself."""

    def __init__(self, path: Path) -> None:
        """Read it. Raises ContractError."""
        self._path = path
        self._lock = Lock()
        self._loaded = _load(path)

    def loaded(self) -> Loaded:
        """The newest contract that the file held whole.

        A file that is missing, cut or damaged is reported in the log, once for each state of it.
        """
        if _mark(self._path) != self._loaded.mark:
            with self._lock:
                # Another thread may have read it while this one waited
                if (mark := _mark(self._path)) != self._loaded.mark:
                    self._loaded = self._reload(mark)
        return self._loaded

    def _reload(self, mark: _Mark | None) -> Loaded:
        try:
            loaded = _load(self._path)
        except ContractError as error:
            faults = "; ".join(map(str, error.faults[:3]))
            what = f"the contract file cannot be used, the last one stays: {faults}"
            _log.error(alarm("contract-file", what))
            return replace(self._loaded, mark=mark, served=None)
        before = self._loaded
        is_other = before.contract.digest != loaded.contract.digest
        return replace(loaded, previous=replace(before, previous=None) if is_other else before.previous)


def _load(path: Path) -> Loaded:
    # The mark first: should the file be replaced between the two, the next look finds another mark
    mark = _mark(path)
    content = contract_bytes(path)
    contract = read_contract(content)
    return Loaded(contract, content, mark, contract.digest)


def _mark(path: Path) -> _Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    # Copied over with a time of its own (`rsync --inplace --times`), only the time of the change tells
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
