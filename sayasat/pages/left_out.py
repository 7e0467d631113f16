"""Sentences on what an archive leaves out, for pages and for the summary of the command. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.i18n.messages import Messages
from sayasat.versions.left_out import LeftOut


def left_out_sentences(left_out: LeftOut, t: Messages) -> Iterator[str]:
    """A sentence for the earlier history, and one for other policies, as far as they are left out."""
    if left_out.before is not None:
        yield t("adopted.left-out-before", commit=left_out.before.commit[:12], day=left_out.before.day)
    if left_out.policies:
        yield t.count("adopted.left-out-policies", left_out.policies)
