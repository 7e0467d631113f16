"""The folder of the site's own styles and scripts is named by what is in it."""

from __future__ import annotations

import re
from pathlib import Path

from sayasat.mkdocs_plugin.own_assets import own_assets

STYLE = "assets/stylesheets/sayasat.css"


def test_the_folder_is_the_same_for_the_same_bytes_and_another_for_others(tmp_path: Path) -> None:
    product = own_assets(None)
    assert re.fullmatch(r"assets/sayasat/[0-9a-f]{12}/", product.folder)
    assert own_assets(None) == product == own_assets(str(tmp_path))
    brand = tmp_path / "assets/stylesheets/sayasat/brand.css"
    brand.parent.mkdir(parents=True)
    brand.write_text("a { color: red }", encoding="utf-8")
    publishers = own_assets(str(tmp_path))
    assert publishers.folder != product.folder
    assert b"a{color: red}" in publishers.files[STYLE]
    changed = [name for name, data in publishers.files.items() if product.files[name] != data]
    assert changed == [STYLE]


def test_only_our_own_files_are_found_there() -> None:
    assets = own_assets(None)
    assert assets.path(STYLE) == f"{assets.folder}stylesheets/sayasat.css"
    assert assets.path("assets/images/card.png") == "assets/images/card.png"
    assert assets.replaces(STYLE)
    assert assets.replaces("assets/stylesheets/sayasat/brand.css")
    assert not assets.replaces("assets/stylesheets/extra.css")
