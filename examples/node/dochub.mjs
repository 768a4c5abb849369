// A request of DocHub's API on a PGlite that holds the backend, answered as PostgREST 12 answers it. No other imports:
// it runs in Node and in a page.

const NAMES = /^\w+$/;

// What an argument is, for those that the body names; one function of a name, as in DocHub's schema.
const FUNCTION = `
  select p.provolatile <> 'v' as is_read, p.proretset as is_set, p.proargnames[:p.pronargs - p.pronargdefaults] as required,
         coalesce((select json_object_agg(a.name, format_type(a.type, null))
                     from unnest(p.proargnames[:p.pronargs], p.proargtypes::oid[]) as a (name, type)), '{}') as types
    from pg_proc as p
   where p.pronamespace = 'public'::regnamespace and p.proname = $1`;

/** POST /rpc/NAME with a body of arguments, or GET: { status, body, headers }. */
export async function rpc(db, claims, name, args = {}, { method = "POST", headers = {} } = {}) {
  const { rows: [found] } = await db.query(FUNCTION, [name]);
  const given = Object.keys(args);
  if (!found || !given.every((key) => key in found.types) || !(found.required ?? []).every((key) => given.includes(key))) {
    return { status: 404, body: { code: "PGRST202", message: `no function public.${name} takes these arguments` }, headers: {} };
  }
  const call = `public.${name}(${given.map((key) => `${key} := body.${key}`).join(", ")})`;
  const body = given.length ? ` from json_to_record($1) as body (${given.map((key) => `${key} ${found.types[key]}`).join(", ")})` : "";
  const sql = `with called as (select ${call} as answer${body}) select coalesce(json_agg(answer)${found.is_set ? "" : "->0"}, 'null') as body from called`;
  const request = { method, headers, path: `/rpc/${name}`, readOnly: method === "GET" || found.is_read };
  return answer(db, claims, request, sql, given.length ? [JSON.stringify(args)] : []);
}

/** GET /TABLE?select=COLUMNS&NAME=eq.VALUE, with as many conditions as `where` has. */
export async function read(db, claims, table, where = {}, columns = "*") {
  const names = [table, ...Object.keys(where), ...(columns === "*" ? [] : columns.split(","))];
  if (!names.every((name) => NAMES.test(name))) throw new TypeError(`not names: ${names.join(" ")}`);
  const conditions = Object.keys(where).map((name, at) => `t.${name}::text = $${at + 1}`);
  const rows = `select ${columns} from public.${table} as t ${conditions.length ? `where ${conditions.join(" and ")}` : ""} limit 1000`;
  const request = { method: "GET", headers: {}, path: `/${table}`, readOnly: true };
  return answer(db, claims, request, `select coalesce(json_agg(r), '[]') as body from (${rows}) as r`, Object.values(where).map(String));
}

/** A transaction of who has logged in as `login`, with settings that end with it; `role` is one that login may become. */
export async function transaction(db, login, settings, run) {
  await db.exec("set session authorization postgres"); // said once, it is what a transaction's own ends in
  const all = Object.entries({ session_authorization: login, ...settings });
  return db.transaction(async (tx) => {
    const list = all.map(([name], at) => `set_config('${name}', $${at + 1}, true)`);
    await tx.query(`select ${list.join(", ")}`, all.map(([, value]) => value));
    return run(tx);
  });
}

/** As PostgREST does it: role, claims, request, pre_request, the statement, status and headers. */
async function answer(db, claims, { method, headers, path, readOnly }, sql, values) {
  const settings = {
    search_path: "public", role: claims?.role ?? "anon", "request.jwt.claims": JSON.stringify(claims ?? { role: "anon" }),
    "request.method": method, "request.path": path, "request.headers": JSON.stringify(headers), "request.cookies": "{}",
  };
  try {
    return await transaction(db, "authenticator", settings, async (tx) => {
      if (readOnly) await tx.exec("set transaction read only");
      await tx.query("select private.pre_request()");
      const { rows: [{ body }] } = await tx.query(sql, values);
      const said = "select current_setting('response.status', true) as status, current_setting('response.headers', true) as headers";
      const { rows: [response] } = await tx.query(said);
      return { status: Number(response.status || 200), body, headers: Object.assign({}, ...JSON.parse(response.headers || "[]")) };
    });
  } catch (error) {
    if (!error.code) throw error;
    const { code, message, detail: details = null, hint = null } = error;
    return { status: status(code, claims), body: { code, message, details, hint }, headers: {} };
  }
}

function status(code, claims) {
  const known = { 23503: 409, 23505: 409, 25006: 405, 42501: (claims?.role ?? "anon") === "anon" ? 401 : 403, 42883: 404, "42P01": 404 };
  if (code.startsWith("PT")) return Number(code.slice(2));
  return known[code] ?? (/^(08|53|54|57|58|XX|F0|40|P0002)/.test(code) ? 500 : 400);
}
