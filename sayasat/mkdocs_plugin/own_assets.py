"""The site's own styles and scripts: bundled, without comments, in a folder named by their digest.

A web server lets browsers keep that folder for ever (`sayasat.hosting.rules.HASHED`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from rjsmin import jsmin

from sayasat.hosting.rules import HASHED_FOLDER
from sayasat.mkdocs_plugin.theme_env import SHEET, THEME

_ASSETS = "assets/"
_SCRIPTS = "assets/javascripts"
_BLANKS = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|\s*([{};,>])\s*|\s+""", re.DOTALL)
"""A text in quotation marks; a comment; a mark that needs no blanks around it; blanks."""

_MODULES = ("assets/javascripts/compare/page.js", "assets/javascripts/search/worker.js")
"""The modules that pages and workers load: each has the modules beside it that it imports in itself."""

_IMPORT = re.compile(r'@import "(.+)";\n')
_MODULE_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:\{ (\w+) \};|(?=(?:async )?(?:function|const|class) (\w+)))", re.MULTILINE)


class OwnAssets(Struct, frozen=True):
    """The bytes of the files, by the path that templates name them by: ``assets/javascripts/sayasat.js``."""

    files: Mapping[str, bytes]
    folder: str
    """Where they are in the site, with a slash at the end."""

    def path(self, name: str) -> str:
        """The path in the site of a file of this name; the name itself for any other file."""
        return f"{self.folder}{name.removeprefix(_ASSETS)}" if name in self.files else name

    def replaces(self, path: str) -> bool:
        """Whether MkDocs' copy of a file is to be left out: it is one of these, or a part of one."""
        return path in self.files or path.startswith(f"{SHEET.removesuffix('.css')}/")


def own_assets(custom_folder: str | None) -> OwnAssets:
    """Bundle the styles and minify the scripts of the theme.

    A file in the publisher's folder of the theme replaces the file of the same path.
    """
    source = _Source(Path(custom_folder or THEME))
    scripts = (file.relative_to(THEME).as_posix() for file in (THEME / _SCRIPTS).rglob("*.js"))
    texts = {name: jsmin(source.module(name) if name in _MODULES else source.text(name)) for name in scripts}
    texts[SHEET] = _minified(_IMPORT.sub(lambda found: source.beside(SHEET, found[1]), source.text(SHEET)))
    files = {name: text.encode() for name, text in sorted(texts.items())}
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(b"%s %d\n%s" % (name.encode(), len(data), data))
    return OwnAssets(files, f"{HASHED_FOLDER}{digest.hexdigest()[:12]}/")


class _Source(Struct, frozen=True):
    """The files of the theme, as they were written."""

    custom_folder: Path

    def text(self, name: str) -> str:
        custom = self.custom_folder / name
        return (custom if custom.is_file() else THEME / name).read_text(encoding="utf-8")

    def beside(self, name: str, other: str) -> str:
        return self.text(f"{name.rpartition('/')[0]}/{other}")

    def module(self, name: str) -> str:
        """A module with those that it imports from its folder before it, each in a function of its own."""
        found: dict[str, str] = {}

        def take(module: str) -> str:
            text = self.beside(name, f"{module}.js")
            for _, used in _MODULE_IMPORT.findall(text):
                if used not in found:
                    body = take(used)
                    names = ", ".join(one or other for one, other in _EXPORT.findall(body))
                    body = _EXPORT.sub("", body)
                    found[used] = f"const ${used} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"
            return _MODULE_IMPORT.sub(r"const \1 = $\2;", text)

        last = take(Path(name).stem)
        return "".join(found.values()) + last


def _minified(styles: str) -> str:
    """Style sheets without comments, and with no more blanks than they need."""
    return _BLANKS.sub(lambda found: found[1] or found[2] or (" " if found[0].isspace() else ""), styles)
