// An app's test: its own rules, on the whole backend, in this process.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { PGlite } from "@electric-sql/pglite";

import { read, rpc } from "./dochub.mjs";

const CLOVER = "11111111-1111-4111-8111-111111111111"; // of the demo content
const SERVICE = { role: "service_role" };
const me = { role: "authenticated", sub: randomUUID(), email: "wren@example.com", email_verified: true };

let db;
before(async () => {
  const file = process.env.DOCHUB_BACKEND ?? "backend.tar.gz";
  db = await PGlite.create({ loadDataDir: new Blob([await readFile(file)]) });
});
after(() => db.close()); // otherwise the process stays

const spend = (amount, key) =>
  rpc(db, me, "deduct_credits", { p_amount: amount, p_idempotency_key: key, p_reason: "a summary" });

test("who signs up has a week's credits", async () => {
  const { status, body } = await rpc(db, me, "ensure_profile", { p_profile: { first_name: "Wren", time_zone: "Europe/Berlin" } });
  assert.equal(status, 200, JSON.stringify(body));
  const { body: balance } = await rpc(db, me, "credit_balance", {}, { method: "GET" });
  assert.ok(balance.available > 0);
});

test("a spend is one spend, however often it is sent", async () => {
  const first = await spend(2, "summary-1");
  const again = await spend(2, "summary-1");
  assert.deepEqual([first.status, first.body.replayed, again.body.replayed], [200, false, true]);
  assert.deepEqual(again.body.balance, first.body.balance);
});

test("who has too few credits is told when there are more", async () => {
  const { status, body } = await spend(1000, "summary-2");
  assert.deepEqual([status, body.ok, body.code], [402, false, "insufficient_credits"]);
  assert.ok(new Date(JSON.parse(body.details).resets_at) > new Date());
});

test("nobody sees another user's rows", async () => {
  const theirs = await read(db, SERVICE, "ai_usage", { user_id: CLOVER }, "user_id");
  assert.deepEqual(theirs.body, [{ user_id: CLOVER }]);
  assert.deepEqual((await read(db, me, "ai_usage", { user_id: CLOVER })).body, []);
  assert.deepEqual((await read(db, me, "ai_usage", {}, "user_id")).body, [{ user_id: me.sub }]);
});

test("a visitor is refused, and so is who writes by a GET", async () => {
  assert.equal((await read(db, null, "ai_usage")).status, 401);
  const { status } = await rpc(db, me, "deduct_credits", { p_amount: 1, p_idempotency_key: "summary-3" }, { method: "GET" });
  assert.equal(status, 405);
});
