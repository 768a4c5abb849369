// node refusals.mjs URL TOKEN: a refusal as each client gives it, one JSON line each.
import { createClient } from "@supabase/supabase-js";
import { PostgrestClient as Postgrest1 } from "postgrest-js-1";

const [url, token] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const clients = {
  "supabase-js": createClient(url, "none", {
    accessToken: async () => token,
    global: { fetch: (input, init) => fetch(String(input).replace("/rest/v1/", "/"), init) },
  }),
  "postgrest-js 1": new Postgrest1(url, { headers }),
};
const spend = { p_amount: 99, p_idempotency_key: "job-c9f0f895" };

for (const [name, client] of Object.entries(clients)) {
  const forms = {
    "": () => client.rpc("deduct_credits", spend),
    single: () => client.rpc("deduct_credits", spend).single(),
    maybeSingle: () => client.rpc("deduct_credits", spend).maybeSingle(),
    throwOnError: () => client.rpc("deduct_credits", spend).throwOnError(),
  };
  for (const [form, call] of Object.entries(forms)) {
    let said;
    try {
      const { data, error, status } = await call();
      said = { data, status, ...error, message: error?.message };
    } catch (error) {
      said = { thrown: true, code: error.code, message: error.message, details: error.details, hint: error.hint };
    }
    console.log(JSON.stringify({ client: name, form, ...said }));
  }
}
