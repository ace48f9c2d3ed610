"""Which pages read a big table from end to end, by the database's own plans."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client

from bench.figures import BIG
from bench.pages import pages

MANY = 20_000
Asked = tuple[str, Any]


def plans_read() -> list[dict[str, object]]:
    """One row for each page and table; nothing on SQLite, whose plans say less."""
    if connection.vendor != "postgresql":
        return []
    client = Client(headers={"host": "127.0.0.1"})
    found = []
    for page in pages():
        for statement, params in _asked(client, page.path):
            for node in _nodes(_plan(statement, params)):
                found += [_row(page.name, node, statement)] if _is_long(node) else []
    return found


def _asked(client: Client, path: str) -> list[Asked]:
    """The queries of a page with their parameters."""
    asked: list[Asked] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        client.get(path)
    return asked


def _plan(statement: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON, ANALYZE) {statement}", params)
        plan = cursor.fetchone()[0]
    parsed = json.loads(plan) if isinstance(plan, str) else plan
    return parsed[0]["Plan"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _is_long(node: dict[str, Any]) -> bool:
    """A scan that touches very many rows, whether it gives them back or throws them away."""
    touched = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return node.get("Relation Name") in BIG and touched * node["Actual Loops"] > MANY


def _row(name: str, node: dict[str, Any], statement: str) -> dict[str, object]:
    return {
        "page": name,
        "node": node["Node Type"],
        "table": node["Relation Name"],
        "index": node.get("Index Name", ""),
        "kept": node["Actual Rows"],
        "thrown away": node.get("Rows Removed by Filter", 0),
        "ms": round(node["Actual Total Time"]),
        "query": "count" if "COUNT(*)" in statement[:40] else statement[7:47],
    }
