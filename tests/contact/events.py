"""Events as the platform sends them (payload format 2.0), after the examples in its documentation."""

from __future__ import annotations

from base64 import b64encode

Event = dict[str, object]


def function_url_event(
    method: str = "POST",
    path: str = "/contact/messages",
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    **changed: object,
) -> Event:
    """What a function URL sends; any body in base64, as the platform does where it knows no text."""
    given = {
        "x-amzn-tls-version": "TLSv1.3",
        "x-amzn-trace-id": "Root=1-5eb33c07-de25b420912dee103a5db434",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "443",
        "x-forwarded-for": "203.0.113.7",
        "host": "abcdefghij.lambda-url.eu-central-1.on.aws",
        "accept": "text/html,application/xhtml+xml",
        "user-agent": "Mozilla/5.0",
        **({"content-type": "application/x-www-form-urlencoded"} if body is not None else {}),
        **(headers or {}),
    }
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": given,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "abcdefghij",
            "domainName": "abcdefghij.lambda-url.eu-central-1.on.aws",
            "domainPrefix": "abcdefghij",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "Mozilla/5.0",
            },
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "24/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1795510800000,
        },
        **({} if body is None else {"body": b64encode(body).decode()}),
        "isBase64Encoded": body is not None,
        **changed,
    }


DOCUMENTED = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/my/path",
    "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
    "cookies": ["cookie1", "cookie2"],
    "headers": {"header1": "value1", "header2": "value1,value2"},
    "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "<urlid>",
        "authentication": None,
        "authorizer": {"iam": {"accessKey": "AKIA...", "accountId": "111122223333"}},
        "domainName": "<url-id>.lambda-url.us-west-2.on.aws",
        "domainPrefix": "<url-id>",
        "http": {
            "method": "POST",
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "sourceIp": "123.123.123.123",
            "userAgent": "agent",
        },
        "requestId": "id",
        "routeKey": "$default",
        "stage": "$default",
        "time": "12/Mar/2020:19:03:58 +0000",
        "timeEpoch": 1583348638390,
    },
    "body": "Hello from client!",
    "pathParameters": None,
    "isBase64Encoded": False,
    "stageVariables": None,
}
"""The example in the guide of function URLs, as it stands there."""

HTTP_API: Event = {
    "version": "2.0",
    "routeKey": "POST /contact/messages",
    "rawPath": "/contact/messages",
    "rawQueryString": "",
    "headers": {
        "accept": "*/*",
        "content-length": "13",
        "content-type": "application/x-www-form-urlencoded",
        "host": "abc.execute-api.eu-central-1.amazonaws.com",
        "x-forwarded-for": "203.0.113.7",
    },
    "requestContext": {
        "http": {"method": "POST", "path": "/contact/messages", "sourceIp": "203.0.113.7"},
        "stage": "$default",
    },
    "body": "bmFtZT3QkNC50YHRg9C70YPRgw==",
    "isBase64Encoded": True,
}

VERSION_1: Event = {
    "version": "1.0",
    "resource": "/my/path",
    "path": "/my/path",
    "httpMethod": "GET",
    "headers": {"header1": "value1", "header2": "value2"},
    "multiValueHeaders": {"header1": ["value1"], "header2": ["value1", "value2"]},
    "queryStringParameters": {"parameter1": "value1"},
    "requestContext": {"httpMethod": "GET", "identity": {"sourceIp": "192.0.2.1"}, "path": "/my/path"},
    "body": "Hello from Lambda!",
    "isBase64Encoded": False,
}
"""Payload format 1.0, which an HTTP API sends when its integration is set up so."""

HOSTILE: dict[str, object] = {
    "nothing": None,
    "a list": [],
    "a text": "POST",
    "no part": {},
    "version 1": VERSION_1,
    "no method": function_url_event(requestContext={"http": {}}),
    "no http": function_url_event(requestContext={}),
    "no requestContext": function_url_event(requestContext=None),
    "http is a list": function_url_event(requestContext={"http": ["POST"]}),
    "method in small letters": function_url_event("post"),
    "method of two lines": function_url_event("POST\r\nX: y"),
    "method is a number": function_url_event(requestContext={"http": {"method": 1}}),
    "no path": function_url_event(rawPath=None),
    "empty path": function_url_event(path=""),
    "path without a slash": function_url_event(path="contact/messages"),
    "path of two lines": function_url_event(path="/contact\r\n/messages"),
    "path with half a character": function_url_event(path="/\ud800"),
    "query is a mapping": function_url_event(rawQueryString={"a": "b"}),
    "query with NUL": function_url_event(rawQueryString="a=\0"),
    "address is a list": function_url_event(requestContext={"http": {"method": "POST", "sourceIp": ["::1"]}}),
    "headers are a list": function_url_event(headers=None) | {"headers": ["host"]},
    "header is a number": function_url_event() | {"headers": {"content-length": 5}},
    "header is a list": function_url_event() | {"headers": {"accept": ["a", "b"]}},
    "header of two lines": function_url_event(headers={"accept": "a\r\nx: y"}),
    "header with half a character": function_url_event(headers={"accept": "\udfff"}),
    "invalid base64": function_url_event(body=b"") | {"body": "%%%"},
    "base64 cut short": function_url_event(body=b"") | {"body": "YWJjZ"},
    "base64 not ASCII": function_url_event(body=b"") | {"body": "сал"},
    "base64 flag is a text": function_url_event(isBase64Encoded="false"),
    "base64 flag is a list": function_url_event(isBase64Encoded=[]),
    "body is a number": function_url_event() | {"body": 5},
    "body is a mapping": function_url_event() | {"body": {"name": "x"}},
    "body with half a character": function_url_event() | {"body": "\ud800"},
}
"""Events that no application can be asked about, by what is wrong."""
