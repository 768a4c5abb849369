// The playground's engine says what decided: compared with what policies/ says, by hand.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { PGlite } from "@electric-sql/pglite";

import { PERSONAS, Playground } from "./playground.mjs";

const HERON = PERSONAS.heron.claims.sub;
const said = [];
let on;
before(async () => {
  on = await Playground.start(PGlite, new Blob([await readFile("backend.tar.gz")]), (text) => said.push(text));
});
after(() => on.close());

test("it says what it does while it starts", () => assert.equal(said.at(-1), "ready"));

test("Clover does not see Heron's purchases, and the policy is named", async () => {
  const { kind, status, body, why } = await on.read("clover", "course_purchases", { user_id: HERON });
  assert.deepEqual([kind, status, body], ["rows", 200, []]);
  const [{ there, shown, missing, policies: [policy, ...others] }] = why.tables;
  assert.deepEqual([there > 0, shown, missing, others], [true, 0, null, []]);
  assert.deepEqual([policy.name, policy.admits, policy.roles], ["course_purchases_select_own", 0, ["authenticated"]]);
  assert.match(policy.using, /user_id = .*current_user_id\(\)/);
  assert.match(why.sentences[0], /^Policy course_purchases_select_own lets 0 of \d rows through: using/);
  const his = await on.read("heron", "course_purchases", { user_id: HERON });
  assert.deepEqual([his.body.length, his.why.tables[0].policies[0].admits], [there, there]);
  const hers = await on.read("juniper", "course_purchases", { user_id: HERON });
  assert.deepEqual([hers.body.length, hers.why.tables[0].policies.map(({ name }) => name)], [there, ["course_purchases_select_all"]]);
});

test("a refusal names the grant that is missing, and who has it", async () => {
  const { kind, status, why } = await on.read("clover", "discount_codes");
  assert.deepEqual([kind, status, why.tables[0].missing], ["refused", 403, "SELECT on public.discount_codes"]);
  assert.deepEqual(why.tables[0].granted_to, ["dochub_admin", "dochub_backup", "dochub_owner", "service_role"]);
  assert.equal((await on.read("visitor", "ai_usage")).status, 401);
  const call = await on.rpc("clover", "adjust_credits", { p_user_id: HERON, p_amount: 1, p_idempotency_key: "ticket-4711" });
  assert.deepEqual([call.status, call.why.functions[0].may], [403, false]);
  assert.match(call.why.sentences[0], /^authenticated has no EXECUTE on public\.adjust_credits: dochub_admin, service_role may/);
});

test("a visitor sees the courses that are published, the backup every row of every table", async () => {
  const seen = await on.read("visitor", "courses");
  const [{ there, shown }] = seen.why.tables;
  assert.deepEqual([seen.body.length, seen.body.length < there], [shown, true]);
  const all = await on.read("backup", "courses");
  assert.deepEqual([all.status, all.body.length], [null, there]);
  const written = await on.sql("backup", "update public.courses set title = 'x'");
  assert.deepEqual([written.kind, written.why.tables[0].missing], ["refused", "UPDATE on public.courses"]);
});

test("a function's own refusal is the function's", async () => {
  const { kind, status, body, why } = await on.rpc("clover", "deduct_credits", { p_amount: 1000, p_idempotency_key: "job-0001" });
  assert.deepEqual([kind, status, body.code], ["refused", 402, "insufficient_credits"]);
  assert.deepEqual([why.functions[0].may, why.functions[0].owner], [true, "dochub_owner"]);
  assert.equal(why.sentences.at(-1), "The function itself refuses: insufficient_credits.");
  const owner = await on.rpc("owner", "credit_balance", { p_user_id: HERON });
  assert.deepEqual([owner.status, owner.body.message], [403, 'permission denied to set role "dochub_owner"']);
  assert.match(owner.why.sentences.at(-1), /^No token gives the role dochub_owner/);
});

test("SQL: each table with its command, in each spelling; a row that no policy takes", async () => {
  const row = `insert into analytics (user_id, course_code, voice) values ('${HERON}', 'deep-sleep', 'bach') -- from courses`;
  const { kind, body, why } = await on.sql("clover", row);
  assert.deepEqual([kind, body.code, why.tables.map(({ label, command }) => [label, command])],
    ["refused", "42501", [["public.analytics", "INSERT"]]]);
  assert.match(why.tables[0].policies[0].check, /current_user_id/);
  assert.equal(why.sentences.at(-1), "The row is not one that a policy takes.");
  const joined = await on.sql("juniper", "select from user_profile u join public.course_purchases using (user_id), Private.plans");
  assert.deepEqual(joined.why.tables.map(({ label }) => label).sort(), ["private.plans", "public.course_purchases", "public.user_profile"]);
  const column = await on.sql("clover", "update user_profile set role = 'admin'");
  assert.equal(column.kind, "refused");
  assert.ok(column.why.tables[0].columns.includes("display_name") && !column.why.tables[0].columns.includes("role"));
  assert.equal((await on.sql("owner", "select private.current_user_id() as me")).why.functions[0].label, "private.current_user_id");
});

test("nobody becomes somebody else by SQL, and nothing is left of it", async () => {
  const texts = ["select 1; COMMIT; select 2", "reset session authorization", "select set_config('session_authorization', 'postgres', true)"];
  for (const text of texts) assert.equal((await on.sql("visitor", text)).body.code, "0A000", text);
  for (const text of ["set role postgres", "select set_config('role', 'dochub_owner', true)"]) {
    for (const who of ["visitor", "backup"]) assert.equal((await on.sql(who, text)).body.code, "42501", text);
  }
  assert.equal((await on.sql("visitor", "reset role; table public.courses")).body.code, "42501"); // authenticator has nothing itself
  assert.deepEqual((await on.sql("visitor", "select current_user as me, 'set role x' as text")).body, [{ me: "anon", text: "set role x" }]);
  assert.equal((await on.sql("visitor", "selec")).body.code, "42601");
  assert.deepEqual((await on.db.query("select session_user::text as me, current_setting('request.jwt.claims') as claims")).rows, [{ me: "postgres", claims: "" }]);
});

test("reset forgets what was done", async () => {
  const balance = async () => (await on.rpc("clover", "credit_balance", {}, { method: "GET" })).body.available;
  const before = await balance();
  assert.equal((await on.rpc("clover", "deduct_credits", { p_amount: 1, p_idempotency_key: "job-0002" })).status, 200);
  assert.equal(await balance(), before - 1);
  await on.reset();
  assert.equal(await balance(), before);
});
