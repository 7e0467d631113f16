"""Run by a Python that has LibreOffice's ``uno``: accept, and reject, all changes of Word files in a folder.

Arguments: the program, a folder for its profile, the folder of the files. It is a program of its own because
the project's environment has no ``uno``, and holds no more than has to run there.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

_WAIT = 240
_PIPE = "sayasat-test-{}"


def main(program: str, profile: Path, folder: Path) -> None:
    """Write ``NAME.docx.accept.fodt`` and ``NAME.docx.reject.fodt`` beside each file."""
    pipe = _PIPE.format(profile.parent.name)
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
    with subprocess.Popen(command) as office:
        context = _connect(pipe, office)
        create = context.ServiceManager.createInstanceWithContext
        desktop = create("com.sun.star.frame.Desktop", context)
        dispatcher = create("com.sun.star.frame.DispatchHelper", context)
        for file in sorted(folder.glob("*.docx")):
            for verb in ("Accept", "Reject"):
                _answer(desktop, dispatcher, file, verb)
        desktop.terminate()


def _connect(pipe: str, office: subprocess.Popen[bytes]) -> Any:  # noqa: ANN401 (uno has no types)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + _WAIT
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until or office.poll() not in {None, 81}:
                office.kill()
                raise
            time.sleep(0.2)


def _answer(desktop: Any, dispatcher: Any, file: Path, verb: str) -> None:  # noqa: ANN401
    document = desktop.loadComponentFromURL(file.as_uri(), "_blank", 0, (_property("Hidden", True),))
    command = f".uno:{verb}AllTrackedChanges"
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
    flat = _property("FilterName", "OpenDocument Text Flat XML")
    document.storeToURL(f"{file.as_uri()}.{verb.lower()}.fodt", (flat,))
    document.close(True)


def _property(name: str, value: object) -> Any:  # noqa: ANN401
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
