"""The command ``sayasat``: reads the arguments, runs the command, and reports errors."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pkgutil import resolve_name

from sayasat.cli.parser import COMMANDS, parser
from sayasat.cli.terminal import neutral_output
from sayasat.errors import SayasatError
from sayasat.i18n.messages import environment_language, messages, report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns the exit code: 0, 1 for errors in the texts, 2 for wrong arguments, 3 if the command
    could not run, 130 if it was interrupted.
    """
    with neutral_output():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    t = messages(environment_language(os.environ))
    code = 0
    try:
        options = parser().parse_args(arguments)
        t = messages(getattr(options, "message_language", "en"))
        code = resolve_name(f"sayasat.{COMMANDS[options.command].run}")(options)
        sys.stdout.flush()
    except SayasatError as error:
        print(report(error.faults, t), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(t("command.interrupted"), file=sys.stderr)
        return 128 + signal.SIGINT
    except SystemExit as error:
        if error.code == 128 + signal.SIGINT:  # a command that puts things in order first
            print(t("command.interrupted"), file=sys.stderr)
        raise
    except BrokenPipeError:
        # The reading end of the pipe is closed (`| head`). Python flushes again at exit, which must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(main())
