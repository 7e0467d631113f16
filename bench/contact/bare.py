"""What the handler is measured against: Werkzeug that reads the same form, and stores nothing."""

from __future__ import annotations

from werkzeug import Request, Response


@Request.application
def application(request: Request) -> Response:
    """Always the same receipt."""
    return Response(
        status=303 if request.form["message"] else 422,
        headers={"Location": "/contact/receipts/2222-2222-2222"},
        mimetype="text/html",
    )
