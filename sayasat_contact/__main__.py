"""The command ``contact``: what an operator, a timer and a container run.

Exit codes: 0, 1 for a fault, which the message names with its fix, 2 for one of the arguments.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from sayasat_contact.command import Desk, message_language, parser, say, texts_of
from sayasat_contact.commands import COMMANDS, check_settings
from sayasat_contact.database import BUSY, PATIENT
from sayasat_contact.errors import ContactError, DatabaseError, JournalError
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store
from sayasat_contact.wording import Texts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = parser().parse_args(arguments)
    texts = texts_of(message_language(options.language, os.environ))
    try:
        code = _run(options, texts)
        sys.stdout.flush()
    except ContactError as error:
        return say(str(error))
    except DatabaseError as error:
        return say(texts("database.silent", problem=error.kind))
    except BrokenPipeError:
        # The reader has what it wanted (`| head`)
        _drop_output()
        return 0
    except JournalError as error:
        return say(texts("journal.unwritable", problem=error.strerror))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _drop_output()
        return say(texts("system.refused", problem=f"{where}{error.strerror or type(error).__name__}"))
    return code


def _drop_output() -> None:
    """Python flushes standard output once more at its end, and would complain."""
    with suppress(OSError):  # of an output that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(options: argparse.Namespace, texts: Texts) -> int:
    if options.command == "check-settings":
        return check_settings(texts)
    is_delivery = options.command == "deliver"
    settings = read_settings(os.environ, Part.DELIVERY if is_delivery else Part.OPERATION)
    store = open_store(settings, BUSY if is_delivery else PATIENT)
    try:
        if options.command not in {"init-db", "restore"} and not store.is_ready():
            return say(texts("database.unready"))
        return COMMANDS[options.command](Desk(options, texts, settings, store))
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main())
