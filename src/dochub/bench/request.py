"""What PostgREST 12 sends to Postgres for one request, as the server's log has it (tests/bench compares the two).

Values are passed in as SQL, so that a pgbench script has its variables there and a test has `?`.
"""

from collections.abc import Mapping, Sequence

SETTINGS = (
    "select set_config('search_path', {search_path}, true), set_config({lock}, {lock_value}, true), "
    "set_config({statement}, {statement_value}, true), set_config('role', {role}, true), "
    "set_config('request.jwt.claims', {claims}, true), set_config('request.method', {method}, true), "
    "set_config('request.path', {path}, true), set_config('request.headers', {headers}, true), "
    "set_config('request.cookies', {cookies}, true)"
)
PRE_REQUEST = 'select "private"."pre_request"()'

_RESPONSE = (
    "nullif(current_setting('response.headers', true), '') AS response_headers, "
    "nullif(current_setting('response.status', true), '') AS response_status, '' AS response_inserted"
)
_BODY = (
    "(SELECT {body} AS json_data) pgrst_payload, LATERAL ("
    "SELECT CASE WHEN json_typeof(pgrst_payload.json_data) = 'array' THEN pgrst_payload.json_data "
    "ELSE json_build_array(pgrst_payload.json_data) END AS val) pgrst_uniform_json, LATERAL ("
    "SELECT {names} FROM json_to_recordset(pgrst_uniform_json.val) AS _({types}) LIMIT 1) pgrst_body , LATERAL "
)
_CALL = (
    "WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar FROM {arguments}("
    'SELECT "public"."{function}"({named}) pgrst_scalar) '
    "pgrst_call) SELECT null::bigint AS total_result_set, 1 AS page_total, "
    "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, " + _RESPONSE + " "
    'FROM (SELECT "{function}".* FROM "pgrst_source" AS "{function}"     LIMIT {limit} OFFSET {offset}) _postgrest_t'
)
_READ = (
    'WITH pgrst_source AS ( SELECT "public"."{table}".* FROM "public"."{table}"  '
    'WHERE  "public"."{table}"."{column}" = {value}   LIMIT {limit} OFFSET {offset} )  '
    "SELECT null::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, "
    "coalesce(json_agg(_postgrest_t), '[]') AS body, " + _RESPONSE + " FROM ( SELECT * FROM pgrst_source ) _postgrest_t"
)


def begin(*, read_only: bool) -> str:
    return f"BEGIN ISOLATION LEVEL READ COMMITTED READ {'ONLY' if read_only else 'WRITE'}"


def call(function: str, arguments: Mapping[str, str], body: str, *, limit: str, offset: str) -> str:
    """POST /rpc/{function}; `arguments` are the names that the body has, with their types."""
    payload = _BODY.format(
        body=body,
        names=", ".join(f'"{name}"' for name in arguments),
        types=", ".join(f'"{name}" {type_}' for name, type_ in arguments.items()),
    )
    return _CALL.format(
        arguments=payload if arguments else "",
        function=function,
        named=", ".join(f'"{name}" := pgrst_body."{name}"' for name in arguments),
        limit=limit,
        offset=offset,
    )


def read(table: str, column: str, value: str, *, limit: str, offset: str) -> str:
    """GET /{table}?{column}=eq.{value}."""
    return _READ.format(table=table, column=column, value=value, limit=limit, offset=offset)


def envelope(statements: Sequence[str], settings: str, *, read_only: bool, pre_request: bool = True) -> list[str]:
    """The statements of one transaction."""
    return [begin(read_only=read_only), settings, *([PRE_REQUEST] if pre_request else []), *statements, "COMMIT"]
