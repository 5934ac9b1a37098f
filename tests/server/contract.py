#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: contract.py WITH-CONTRACT OPENAPI ENDPOINTS ROUTER
# Whether with-contract sees what it is there to see: exchanges that fit the page, and such as each break one rule.
# Then the page by itself: its schemas are schemas, its references lead somewhere; and whether the page, the table of
# endpoints and the router name the same endpoints and answers.

import importlib.machinery
import importlib.util
import json
import os
import re
import sys

sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("with_contract", sys.argv[1])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("with_contract", loader))
loader.exec_module(module)
contract = module.Contract(sys.argv[2])
endpoints = module.Endpoints(sys.argv[3])

TIME = "2026-11-20T12:00:00.000Z"
ID = "0197a000-0000-7000-8000-000000000001"
PAGE = {"deltas": [], "next_sync_token": "t", "has_more": False, "full": True, "conflicts_rev": 0, "server_time": TIME}
TASK = {"entity_type": "task", "entity_id": ID, "operation": "create", "data": {"title": "Milk", "of_tomorrow": 1},
        "version": 1, "etag": "\"1-a\"", "timestamp": TIME, "schema_version": 1}
PROBLEM = {"type": "about:blank", "title": "Gone", "status": 410, "detail": "x", "code": "sync_token_expired"}
PUSH = {"applied_count": 0, "conflict_count": 0, "error_count": 1, "success": False, "conflicts_rev": 0,
        "server_time": TIME}
REJECTED = {"status": "rejected", "error": {"code": "invalid_field", "detail": "x"}}


def without(value, name):
    return {key: member for key, member in value.items() if key != name}


def pull(answer=None, request=None, **more):
    return {"method": "POST", "path": "/sync/pull", "authorized": True, "status": 200,
            "content_type": "application/json", "request": {"client_id": "phone"} if request is None else request,
            "response": PAGE if answer is None else answer, **more}


def problem(answer, status, **more):
    return pull(answer, status=status, content_type="application/problem+json", **more)


FITS = {
    "an empty page": pull(),
    "a task with a field of tomorrow": pull({**PAGE, "deltas": [TASK]}),
    "a refusal": problem(PROBLEM, 410),
    "a refused request may be anything": problem({**PROBLEM, "status": 400, "code": "invalid_request"}, 400,
                                                 request={"client": 1}),
    "nothing is anywhere else": problem({**PROBLEM, "status": 404}, 404, path="/nowhere"),
    "another method is refused": problem({**PROBLEM, "status": 405}, 405, method="PUT"),
    "a rejected change may be anything": {**pull({**PUSH, "results": [REJECTED]},
                                                 {"client_id": "phone", "deltas": [{"title": 5}]}), "path": "/sync/push"},
    "an empty answer": {**pull(), "path": "/auth/logout", "request": {"refresh_token": "r"}, "status": 204,
                        "content_type": "", "response": None},
}
BREAKS = {
    "an endpoint that is not named": pull(path="/sync/secret"),
    "a method that is not named": pull(method="PUT"),
    "a status that is not named": pull(status=418),
    "a code that is not named": problem({**PROBLEM, "code": "because"}, 410),
    "a code of another status": problem({**PROBLEM, "code": "client_mismatch"}, 410),
    "a problem that says another status": problem({**PROBLEM, "status": 400}, 410),
    "a problem as plain JSON": pull(PROBLEM, status=410),
    "a content type that is not named": pull(content_type="text/html"),
    "a member that is not named": pull({**PAGE, "secret": 1}),
    "a member that is missing": pull(without(PAGE, "has_more")),
    "a member of another kind": pull({**PAGE, "conflicts_rev": "0"}),
    "a member inside that is not named": pull({**PAGE, "deltas": [{**TASK, "seq": 5}]}),
    "a field that is no task's": pull({**PAGE, "deltas": [{**TASK, "data": {"title": 5}}]}),
    "an entity type that is not named": pull({**PAGE, "deltas": [{**TASK, "entity_type": "note"}]}),
    "a result that was rejected without a reason": {
        **pull({**PUSH, "results": [{"status": "rejected"}]}, {"client_id": "phone", "deltas": [{}]}),
        "path": "/sync/push"},
    "a granted request with a member that is not named": pull(request={"client_id": "phone", "colour": 1}),
    "a granted request without one it needs": pull(request={}),
    "a granted change that is none": {**pull({**PUSH, "results": [{"status": "applied", "version": 1}]},
                                             {"client_id": "phone", "deltas": [{"title": 5}]}), "path": "/sync/push"},
    "a granted request of nobody": pull(authorized=False),
    "a parameter that is not named": pull(query="colour=red"),
    "a body where none is named": {**pull(), "path": "/auth/logout", "request": {"refresh_token": "r"}, "status": 204},
}


def complaints(exchange):
    bodies = {name: b"" if exchange[name] is None else json.dumps(exchange[name]).encode()
              for name in ("request", "response")}
    return contract.check({**exchange, **bodies})


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def page_complaints(page):
    for name, schema in page["components"]["schemas"].items():
        try:
            module.jsonschema.Draft202012Validator.check_schema(schema)
        except module.jsonschema.SchemaError as error:
            yield f"{name}: {error.message}"
    used = set(references(page))
    for kind in ("schemas", "responses"):
        for name in page["components"][kind]:
            if f"#/components/{kind}/{name}" not in used:
                yield f"{name}: nothing refers to it"
    for reference in used:
        try:
            contract.resolve({"$ref": reference})
        except KeyError:
            yield f"{reference}: leads nowhere"
    for path, operations in page["paths"].items():
        for operation in operations.values():
            if operation.get("security", True) and "401" not in operation["responses"]:
                yield f"{path}: needs a token, but knows no 401"


def answers_of(operation):
    for status, response in operation["responses"].items():
        problem = contract.resolve(response).get("content", {}).get("application/problem+json")
        if problem is None:
            yield int(status), None
            continue
        schema = problem["schema"]
        code = schema.get("properties", {}).get("code") or contract.resolve(schema)["properties"]["code"]
        for name in code["enum"]:
            yield int(status), name


def table_complaints(page):
    with open(sys.argv[4], encoding="utf-8") as file:
        routes = set(re.findall(r'\{ "([A-Z]+)", "(/[^"]*)", dovetail_handle_', file.read()))
    named = {(method.upper(), path): set(answers_of(operation)) for path, operations in page["paths"].items()
             for method, operation in operations.items()}
    for endpoint in routes ^ set(named):
        yield f"{endpoint}: not in both, router and page"
    for endpoint in routes ^ set(endpoints.answers):
        yield f"{endpoint}: not in both, router and table"
    for endpoint, answers in endpoints.answers.items():
        for answer in set(answers) ^ named.get(endpoint, set()):
            yield f"{endpoint}: {answer}: not in both, table and page"
        for test in set(answers.values()):
            if not os.path.exists(os.path.join(os.path.dirname(__file__), test + ".c")):
                yield f"{endpoint}: there is no test {test}"


def claims_complaints():
    """What a program did not meet is told of it, and of no other."""
    answers = next(iter(endpoints.answers.items()))
    (method, path), expected = answers
    test = next(iter(expected.values()))
    theirs = {(*endpoint, *answer) for endpoint, given in endpoints.answers.items() for answer, meets in given.items()
              if meets == test}
    if list(endpoints.missing(test, theirs)) or list(endpoints.missing("nothing", set())):
        yield "what was seen is missing"
    if len(list(endpoints.missing(test, set()))) != len(theirs):
        yield "what was not seen is not missing"
    if not list(endpoints.missing(test, theirs - {(method, path, *next(iter(expected)))})):
        yield "one that was not seen is not missing"


failed = 0
for complaint in [*page_complaints(contract.page), *table_complaints(contract.page), *claims_complaints()]:
    failed += 1
    print(complaint)
for name, exchange in FITS.items():
    found = complaints(exchange)
    if found:
        failed += 1
        print(f"{name}: should fit: {found}")
for name, exchange in BREAKS.items():
    if not complaints(exchange):
        failed += 1
        print(f"{name}: should not fit")
print(f"{len(FITS) + len(BREAKS)} cases, {failed} failed")
sys.exit(int(failed > 0))
