"""A WSGI application that answers with what it was asked, to test what stands before the handler."""

from __future__ import annotations

import json

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from sayasat_contact.posted import MOST_BYTES, discard


@Request.application
def application(request: Request) -> Response:
    """JSON of the request; ``?status=`` asks for a status."""
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_data()
    except HTTPException as error:
        discard(request)
        return Response("refused", error.code)
    request_facts = {
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode("latin-1"),
        "body": body.decode("latin-1"),
        "address": request.remote_addr,
        "headers": dict(request.headers),
        "is_secure": request.is_secure,
    }
    status = request.args.get("status", 200, type=int)
    policy = {"Content-Security-Policy": "default-src 'none'"}
    return Response(json.dumps(request_facts), status, policy, content_type="application/json")
