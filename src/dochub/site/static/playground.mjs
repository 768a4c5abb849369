// The playground's engine: a deployed database in this process, people to act as, and who decided what they get.
// No DOM here. What decided is read from the catalog: grants, policies and what each of them lets through.

import { read, rpc, transaction } from "./dochub.mjs";

const user = (sub, email, role = "authenticated") => ({ role, sub, email, email_verified: true });

/** Who one may be. Without claims no token gives the role: the backup and the owner come by psql. */
export const PERSONAS = {
  visitor: { name: "A visitor", role: "anon", claims: { role: "anon" }, about: "Nobody has signed in." },
  clover: {
    name: "Clover", role: "authenticated", claims: user("11111111-1111-4111-8111-111111111111", "clover@example.com"),
    about: "A user on the free plan, with ten bought credits.",
  },
  heron: {
    name: "Heron", role: "authenticated", claims: user("22222222-2222-4222-8222-222222222222", "heron@example.com"),
    about: "A user who pays by the month, has bought courses and has had one made.",
  },
  sage: {
    name: "Sage", role: "authenticated", claims: user("33333333-3333-4333-8333-333333333333", "sage@lakeside-clinic.example"),
    about: "A user who is a member of the cohort lakeside-clinic.",
  },
  moss: {
    name: "Moss", role: "authenticated", claims: user("55555555-5555-4555-8555-555555555555", "moss@example.com"),
    about: "Has just signed in for the first time: there is no profile yet.",
  },
  juniper: {
    name: "Juniper", role: "dochub_admin", claims: user("44444444-4444-4444-8444-444444444444", "juniper@example.com", "dochub_admin"),
    about: "An administrator.",
  },
  edge: { name: "The edge function", role: "service_role", claims: { role: "service_role" }, about: "The server side: no user of its own, may name any." },
  backup: { name: "The backup", role: "dochub_backup", claims: null, about: "Comes by psql: reads everything, changes nothing." },
  owner: { name: "The owner", role: "dochub_owner", claims: null, about: "Comes by psql: owns the tables, and still has only what policies give." },
};

// A table for a role and a command: does the grant allow it, which policies are there for it, who else has the grant.
const TABLE = `
  select c.oid::int as oid, n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as label,
         has_schema_privilege($3, n.oid, 'usage') as may_enter,
         has_table_privilege($3, c.oid, $4) as may_whole,
         $4 <> 'DELETE' and has_any_column_privilege($3, c.oid, case $4 when 'DELETE' then 'SELECT' else $4 end) as may_some,
         array(select a.attname from pg_attribute as a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and $4 <> 'DELETE'
                  and has_column_privilege($3, c.oid, a.attnum, case $4 when 'DELETE' then 'SELECT' else $4 end)
                order by a.attnum) as columns,
         array(select distinct e.grantee::regrole::text
                 from (select c.relacl union all
                       select a.attacl from pg_attribute as a where a.attrelid = c.oid and $4 <> 'DELETE') as l (acl)
                cross join aclexplode(l.acl) as e
                where e.privilege_type = $4 and e.grantee <> 0 order by 1) as granted_to,
         c.relrowsecurity as is_guarded,
         coalesce((select json_agg(json_build_object(
                            'name', p.policyname, 'command', p.cmd, 'roles', p.roles, 'using', p.qual, 'check', p.with_check,
                            'comment', obj_description(o.oid, 'pg_policy')) order by p.policyname)
                     from pg_policies as p
                     join pg_policy as o on o.polrelid = c.oid and o.polname = p.policyname
                    where p.schemaname = n.nspname and p.tablename = c.relname and p.cmd in ($4, 'ALL')
                      and exists (select 1 from unnest(p.roles) as r (name)
                                   where r.name = 'public' or pg_has_role($3, r.name, 'usage'))), '[]') as policies
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
   where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`;

const FUNCTION = `
  select format('%I.%I', n.nspname, p.proname) as label, p.prosecdef as is_definer, p.proowner::regrole::text as owner,
         has_schema_privilege($3, n.oid, 'usage') and has_function_privilege($3, p.oid, 'execute') as may,
         array(select e.grantee::regrole::text from aclexplode(p.proacl) as e
                where e.privilege_type = 'EXECUTE' and e.grantee <> 0 order by 1) as granted_to
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
   where n.nspname = $1 and p.proname = $2`;

const NAMES = `
  select n.nspname as schema, c.relname as name, 'table' as kind from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
   where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')
   union
  select n.nspname, p.proname, 'function' from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
   where n.nspname in ('public', 'private')`;

const LEAVES = /(^|;)\s*(begin|start|commit|end|rollback|abort|prepare)\b/i;
const BECOMES = /session[\s_]+authorization/i;

/** A backend that people act on. Each call returns what PlaygroundAnswer below tells; none throws for a refusal. */
export class Playground {
  /** `PGlite` is the class, `directory` what `dochub export pglite` wrote, as a Blob; `say` is told what happens. */
  static async start(PGlite, directory, say = () => {}) {
    const playground = new Playground();
    Object.assign(playground, { PGlite, directory, say });
    await playground.reset();
    return playground;
  }

  /** The database as it was at first. */
  async reset() {
    await this.close();
    this.say("starting PostgreSQL and loading the database");
    this.db = await this.PGlite.create({ loadDataDir: this.directory });
    this.say("reading its catalog");
    this.names = (await this.db.query(NAMES)).rows;
    this.say("ready");
  }

  async close() {
    await this.db?.close();
    this.db = null;
  }

  /** A function of the API, as POST /rpc/NAME (or GET). */
  async rpc(who, name, args = {}, options = {}) {
    const { role, claims } = PERSONAS[who];
    return this.#answer(role, claims, [], [{ schema: "public", name }], (db) =>
      rpc(db, claims ?? { role }, name, args, options)); // PostgREST may not become the backup or the owner
  }

  /** Rows of a table, as GET /TABLE?NAME=eq.VALUE; the backup and the owner by psql. */
  async read(who, table, where = {}, columns = "*") {
    const { role, claims } = PERSONAS[who];
    const looked = [{ schema: "public", name: table, command: "SELECT", where }];
    return this.#answer(role, claims, looked, [], (db) =>
      claims ? read(db, claims, table, where, columns) : this.#psql(role, null, select(table, where, columns)));
  }

  /** SQL as that role with those claims, one transaction for the whole text. Tables and functions are found by their names in it. */
  async sql(who, text) {
    const { role, claims } = PERSONAS[who];
    const { tables, functions } = this.#named(text);
    return this.#answer(role, claims, tables, functions, () => this.#psql(role, claims, text));
  }

  /**
   * PlaygroundAnswer: kind (rows, answer or refused), status (of HTTP; null for psql), body ({changed}: how many rows SQL changed), headers, and why:
   * { tables, functions, sentences }. A table tells `missing` (a grant) or its policies and how many rows each lets through.
   */
  async #answer(role, claims, tables, functions, act) {
    const why = { tables: [], functions: [], sentences: [] };
    for (const table of tables) { // before it acts: what it deletes is counted
      const found = await this.#table(role, claims, table);
      if (found) why.tables.push(found);
    }
    for (const { schema, name } of functions) why.functions.push(...(await this.db.query(FUNCTION, [schema, name, role])).rows);
    const { status, body, headers } = await act(this.db);
    const isRefused = status >= 400 || (status === null && !Array.isArray(body) && body.changed === undefined);
    const kind = isRefused ? "refused" : Array.isArray(body) && tables.length ? "rows" : "answer";
    why.sentences = sentences(role, why, isRefused ? body : null);
    return { kind, status, body, headers, why };
  }

  async #table(role, claims, { schema, name, command, where = {} }) {
    const { rows: [found] } = await this.db.query(TABLE, [schema, name, role, command]);
    if (!found) return null;
    const { may_enter, may_whole, may_some, ...table } = found;
    const columns = may_whole ? null : table.columns; // null: all of them
    table.columns = columns;
    table.command = command;
    table.missing = !may_enter ? `USAGE on schema ${schema}` : may_whole || may_some ? null : `${command} on ${table.label}`;
    if (command !== "INSERT") Object.assign(table, await this.#counts(claims, table, where));
    return table;
  }

  /** How many rows meet the condition at all, and how many of them each policy lets through: seen by the superuser, whom policies do not bind. */
  async #counts(claims, table, where) {
    const of = table.policies.filter((policy) => policy.using);
    const counts = of.map((policy, at) => `count(*) filter (where ${policy.using})::int as p${at}`);
    const any = of.map((policy) => `(${policy.using})`).join(" or ") || "false";
    const names = Object.keys(where);
    const condition = names.map((name, at) => `${ident(name)}::text = $${at + 1}`).join(" and ") || "true";
    const query = `select count(*)::int as there, count(*) filter (where ${any})::int as shown ${counts.map((c) => `, ${c}`).join("")}
      from ${table.label} where ${condition}`;
    try {
      return await transaction(this.db, "postgres", { "request.jwt.claims": claims ? JSON.stringify(claims) : "" }, async (tx) => {
        const { rows: [found] } = await tx.query(query, Object.values(where).map(String));
        of.forEach((policy, at) => { policy.admits = found[`p${at}`]; });
        return { there: found.there, shown: found.shown };
      });
    } catch (error) {
      if (error.code !== "42703") throw error;
      return {}; // no such column: the answer says so
    }
  }

  async #psql(role, claims, text) {
    if (LEAVES.test(bare(text)) || BECOMES.test(text)) {
      const message = "a text is one transaction of one persona here";
      return refusal(null, { code: "0A000", message, hint: "Leave out BEGIN, COMMIT, SET SESSION AUTHORIZATION and their like." });
    }
    try {
      // Whoever comes by a token is authenticator's guest, and may become what authenticator may; the others log in themselves.
      const settings = { role, "request.jwt.claims": claims ? JSON.stringify(claims) : "" };
      return await transaction(this.db, claims ? "authenticator" : role, settings, async (tx) => {
        const results = await tx.exec(text);
        const last = results.at(-1);
        return { status: null, body: last?.fields.length ? last.rows : { changed: last?.affectedRows ?? 0 }, headers: {} };
      });
    } catch (error) {
      if (!error.code) throw error;
      const { code, message, detail: details = null, hint = null } = error;
      return refusal(null, { code, message, details, hint });
    }
  }

  /** The tables and functions that a text names, with what it does to a table. */
  #named(text) {
    const words = bare(text).toLowerCase();
    const tables = new Map();
    const functions = [];
    for (const { schema, name, kind } of this.names) {
      // Without its schema a name means public's: search_path is that.
      const spelled = schema === "public" ? `(?:public\\s*\\.\\s*|(?<![.\\w"]))"?${name}"?` : `${schema}\\s*\\.\\s*"?${name}"?`;
      if (kind === "function") {
        if (new RegExp(`${spelled}\\s*\\(`).test(words)) functions.push({ schema, name });
        continue;
      }
      const verbs = "insert\\s+into|update(?:\\s+only)?|delete\\s+from(?:\\s+only)?|from(?:\\s+only)?|join|using|,|table";
      for (const [, verb] of words.matchAll(new RegExp(`(${verbs})\\s*${spelled}(?![\\w.])`, "g"))) {
        const command = { insert: "INSERT", update: "UPDATE", delete: "DELETE" }[verb.split(/\s/)[0]] ?? "SELECT";
        tables.set(`${schema}.${name} ${command}`, { schema, name, command });
      }
    }
    return { tables: [...tables.values()], functions };
  }
}

function sentences(role, { tables, functions }, refused) {
  const said = [];
  for (const table of tables) {
    const { label, command, missing, columns, policies, granted_to: others } = table;
    if (missing) {
      said.push(`${role} has no ${missing}${missing.startsWith("USAGE") ? "" : `: ${list(others) || "nobody"} ${others.length === 1 ? "has" : "have"} it`}.`);
      continue;
    }
    if (columns) said.push(`${role} may ${command} the columns ${list(columns)} of ${label}, and no others.`);
    if (!table.is_guarded) said.push(`${label} has no row-level security.`);
    else if (!policies.length) said.push(`No policy of ${label} is for ${command} by ${role}: no row is let through.`);
    for (const { name, using, check, admits } of policies) {
      const rule = [using && `using ${using}`, check && `with check ${check}`].filter(Boolean).join(", ");
      const count = admits === undefined ? "decides" : `lets ${admits} of ${table.there} rows through`;
      said.push(`Policy ${name} ${count}: ${rule}.`);
    }
  }
  for (const { label, may, is_definer: isDefiner, owner, granted_to: others } of functions) {
    if (!may) said.push(`${role} has no EXECUTE on ${label}: ${list(others.filter((other) => other !== owner)) || `only ${owner}`} may call it.`);
    else said.push(`${role} has EXECUTE on ${label}${isDefiner ? `, which then acts as ${owner}` : ""}.`);
  }
  if (refused?.code === "42501" && /row-level security/.test(refused.message)) said.push("The row is not one that a policy takes.");
  else if (/^permission denied to set role/.test(refused?.message)) said.push(`No token gives the role ${role}: PostgREST may not become it.`);
  else if (refused && functions.some(({ may }) => may) && refused.code !== "42501") said.push(`The function itself refuses: ${refused.code}.`);
  return said;
}

const list = (names) => names.join(", ");
const ident = (name) => `"${name.replaceAll('"', '""')}"`;
const refusal = (status, body) => ({ status, body: { details: null, hint: null, ...body }, headers: {} });
const literal = (value) => `'${String(value).replaceAll("'", "''")}'`;

function select(table, where, columns) {
  const conditions = Object.entries(where).map(([name, value]) => `${ident(name)}::text = ${literal(value)}`);
  return `select ${columns} from public.${ident(table)} ${conditions.length ? `where ${conditions.join(" and ")}` : ""} limit 1000`;
}

/** SQL without comments and what stands in quotes. */
function bare(text) {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/g, " ");
}
