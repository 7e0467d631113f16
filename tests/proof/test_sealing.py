"""A seal is added if it holds, and what was wrong before does not keep it away."""

from __future__ import annotations

import pytest

from sayasat.errors import EditError, HistoryError
from sayasat.proof.files import OLD
from sayasat.proof.heads import stem
from sayasat.proof.sealing import attached
from sayasat.repository.log_branch import FILE
from tests.proof.test_verify import without
from tests.support.sealed_log import SealedLog


def test_a_seal_that_does_not_hold_is_refused_and_one_that_holds_is_kept(sealed: SealedLog) -> None:
    files = without(sealed.files, rf"^{FILE}|0003\.")
    own = without(sealed.files, r"^(?!heads/0003\.)|\.txt")
    files[f"{stem(3)}.txt"] = sealed.files[f"{stem(3)}.txt"]
    assert attached(sealed.log, files, own, sealed.now).faults == ()
    foreign = {f"{stem(3)}.p7s": sealed.ca.seal("citizen", sealed.heads[2].data)}
    with pytest.raises(HistoryError, match="proof-seal-signer"):
        attached(sealed.log, files, foreign, sealed.now)
    with pytest.raises(HistoryError, match="proof-seal-signer"):
        attached(sealed.log, files, {f"{stem(3)}{OLD}.p7s": foreign[f"{stem(3)}.p7s"]}, sealed.now)
    with pytest.raises(EditError, match="proof-file-stands"):
        attached(sealed.log, sealed.files, foreign, sealed.now)


def test_what_was_wrong_before_keeps_no_new_seal_away(sealed: SealedLog) -> None:
    files = without(sealed.files, rf"^{FILE}|0003\.")
    files |= {f"{stem(3)}.txt": sealed.files[f"{stem(3)}.txt"], f"{stem(1)}.tsa.tsr": b"damaged"}
    own = without(sealed.files, r"^(?!heads/0003\.)|\.txt")
    verdict = attached(sealed.log, files, own, sealed.now)
    assert [fault.where for fault in verdict.faults] == [f"{stem(1)}.tsa.tsr"]
