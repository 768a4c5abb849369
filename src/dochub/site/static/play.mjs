// The playground's page: a request made of the form or of the address, asked as one person or two, and why they got what they got.
import { PERSONAS } from "./playground.mjs";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const facts = JSON.parse($("#facts").textContent);
const form = $("#ask");
const fields = form.elements;
const state = $("#state");
const results = $("#results");
const RESERVED = ["as", "and", "read", "select", "rpc", "args", "sql", "shown"]; // of the address; all others are conditions
const FIRST = $(".questions a").hash;
const MOST_ROWS = 50;

// The database, in its worker.

const worker = new Worker(new URL("play-worker.mjs", import.meta.url), { type: "module" });
const waiting = new Map();
let count = 0;
const say = (text) => { state.textContent = text; };
const send = (call, ...given) => new Promise((resolve, reject) => {
  waiting.set(++count, { resolve, reject });
  worker.postMessage({ id: count, call, given });
});
worker.onmessage = ({ data: { id, said, answer, error } }) => {
  if (said === "ready") say(`PostgreSQL runs in this page, ${(performance.now() / 1000).toFixed(1)} seconds after it was opened.`);
  else if (said) say(`Starting: ${said}…`);
  else {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(answer);
  }
};
worker.onerror = ({ message = "its files cannot be read" }) => {
  results.replaceChildren();
  say(`The database did not start: ${message}.`);
};

// The request: in the address, and in the form.

function told(hash) {
  const said = new URLSearchParams(hash.slice(1));
  const { as, and = "", read = "courses", select = "*", rpc, args = "{}", sql, shown } = Object.fromEntries(said);
  const kind = said.has("rpc") ? "rpc" : said.has("sql") ? "sql" : "read";
  const where = [...said].filter(([name]) => !RESERVED.includes(name));
  return { as: PERSONAS[as] ? as : "clover", and: PERSONAS[and] ? and : "", kind, read, select, where, rpc, args, sql, shown: Number(shown) };
}

function address() {
  const { as, and, kind, read, select, rpc, args, sql } = fields;
  const said = new URLSearchParams({ as: as.value, ...(and.value && { and: and.value }) });
  if (kind.value === "read") {
    said.set("read", read.value);
    if (select.value.trim() && select.value.trim() !== "*") said.set("select", select.value.replaceAll(" ", ""));
    for (const [name, value] of conditions()) said.set(name, value);
  } else if (kind.value === "rpc") {
    said.set("rpc", rpc.value);
    said.set("args", printed(args.value || "{}"));
  } else said.set("sql", sql.value);
  return `#${said}`;
}

function fill({ as, and, kind, read, select, where, rpc, args, sql }) {
  fields.as.value = as;
  fields.and.value = and;
  fields.kind.value = kind;
  if (kind === "read") {
    if (read in facts.tables) fields.read.value = read;
    fields.select.value = select;
    limit(where);
  } else if (kind === "rpc") {
    if (rpc in facts.functions) fields.rpc.value = rpc;
    fields.args.value = printed(args, 2);
    showArguments();
  } else fields.sql.value = sql;
  show();
}

/** Only what the kind needs, and who the persons are. */
function show() {
  for (const part of $$("[data-kind]", form)) part.hidden = part.dataset.kind !== fields.kind.value;
  for (const which of ["as", "and"]) {
    const who = PERSONAS[fields[which].value];
    $(`#${which}-about`).replaceChildren(...(who ? [`${who.about} Role `, link(`roles/${who.role}.html`, who.role), "."] : []));
  }
}

// Conditions: one row more than there are.

const conditions = () => $$("#where p").map((row) => [$("select", row).value, $("input", row).value]).filter(([name]) => name);

function limit(pairs) {
  for (const row of $$("#where p")) row.remove();
  for (const pair of [...pairs, ["", ""]]) condition(...pair);
}

function condition(name, value) {
  const columns = facts.tables[fields.read.value];
  const names = ["", ...columns, ...(name && !columns.includes(name) ? [name] : [])];
  const column = make("select", { ariaLabel: "Column" }, ...names.map((each) => new Option(each || "any", each, false, each === name)));
  const text = make("input", { value, ariaLabel: "Value", autocomplete: "off", spellcheck: false });
  const row = make("p", {}, column, " = ", text);
  column.onchange = () => { if (column.value && row === $("#where p:last-child")) condition("", ""); };
  $("#where").append(row);
}

// Arguments: the JSON is what is sent, the fields write into it.

/** JSON anew, or the text as it is where it is none: what is wrong with it is told when it is sent. */
const printed = (text, indent) => { try { return JSON.stringify(JSON.parse(text), null, indent); } catch { return text; } };
const meant = (text) => { try { return JSON.parse(text); } catch { return text; } };
const object = (text) => { const said = meant(text || "{}"); return said && typeof said === "object" ? said : {}; };

function parsed(text) {
  try { return JSON.parse(text); } catch (error) {
    $("#raw").open = true;
    throw new Error(`The arguments are not JSON: ${error.message}.`);
  }
}

function showArguments() {
  const name = fields.rpc.value;
  $("#about-rpc").href = `functions/${name}.html`;
  const given = object(fields.args.value);
  const list = facts.functions[name].map((argument) => {
    const { name: key, text, json, choices } = argument;
    const value = given[key] === undefined ? "" : text && typeof given[key] === "string" ? given[key] : JSON.stringify(given[key], null, 2);
    const id = `argument-${key}`;
    const control = choices.length
      ? make("select", { id }, ...["", ...choices].map((each) => new Option(each || "left out", each, false, each === value)))
      : make(json ? "textarea" : "input", { id, value, spellcheck: false, autocomplete: "off", ...(json && { rows: Math.min(12, value.split("\n").length + 1) }) });
    control.oninput = () => {
      const args = { ...object(fields.args.value) };
      if (control.value === "") delete args[key];
      else args[key] = text ? control.value : meant(control.value);
      fields.args.value = JSON.stringify(args, null, 2);
    };
    const note = [argument.type, argument.optional && "may be left out", argument.keys.length && `keys: ${argument.keys.join(", ")}`];
    return make("p", {}, make("label", { htmlFor: id, textContent: key }), control, make("span", { className: "small", textContent: note.filter(Boolean).join("; ") }));
  });
  $("#fields").replaceChildren(...(list.length ? list : [make("p", { className: "small", textContent: "It takes no arguments." })]));
}

// Asking.

let asked = 0;
async function ask() {
  const mine = ++asked;
  const request = told(location.hash);
  fill(request);
  results.replaceChildren(make("p", { className: "small", textContent: "Asking…" }));
  const answers = [];
  for (const who of [request.as, request.and].filter(Boolean)) {
    try {
      answers.push(answered(who, request, await send(...called(who, request))));
    } catch (error) {
      answers.push(make("article", {}, make("h3", { textContent: PERSONAS[who].name }), make("p", { className: "note", textContent: error.message })));
    }
    if (mine !== asked) return;
  }
  results.replaceChildren(...answers);
  $("#told").textContent = answers.map((each) => $$("h3, .outcome, .note", each).map((part) => part.textContent).join(": ")).join(" ");
  if (mine > 1 && results.getBoundingClientRect().top > innerHeight * 0.6) $("#answers").scrollIntoView();
}

const called = (who, { kind, read, select, where, rpc, args, sql }) =>
  kind === "read" ? ["read", who, read, Object.fromEntries(where), select]
    : kind === "rpc" ? ["rpc", who, rpc, parsed(args)] : ["sql", who, sql];

// The answer.

function answered(who, request, { kind, status, body, why }) {
  const refused = kind === "refused";
  const mark = status ?? (refused ? body.code : "psql");
  const meaning = facts.statuses[status] ?? (refused ? "refused by PostgreSQL" : "in psql, so there is no HTTP status");
  return make("article", { className: refused ? "refused" : "" },
    make("h3", {}, PERSONAS[who].name, " ", make("span", { className: `status s${refused ? 4 : 2}`, textContent: mark }), " ",
      make("span", { className: "small", textContent: meaning })),
    make("p", { className: "outcome" }, outcome(kind, body, why)),
    ...earlier(request, status, refused),
    refused ? refusal(body) : Array.isArray(body) && body.every((row) => row && typeof row === "object") ? table(body) : code(body),
    make("h4", { textContent: "Who decided" }),
    make("ul", { className: "why" }, ...(why.sentences.length ? why.sentences : ["No table or function of the schema is named in it."]).map((said) => reason(said, why))));
}

function outcome(kind, body, { tables }) {
  if (kind === "refused") return `Refused: ${body.message}`;
  if (body?.changed !== undefined) return `${body.changed} row${body.changed === 1 ? "" : "s"} changed.`;
  if (kind === "answer") return body?.ok === true ? "Done." : "Answered.";
  const [table, ...others] = tables;
  const isCounted = !others.length && table.command === "SELECT" && table.there !== undefined;
  return `${body.length} row${body.length === 1 ? "" : "s"}${isCounted ? `, of ${table.there} that there ${table.there === 1 ? "is" : "are"}` : ""}.`;
}

/** A link from a page has the status that stands there. */
function earlier({ shown }, status, refused) {
  if (!shown || (status === null ? refused === shown >= 400 : status === shown)) return [];
  return [make("p", { className: "note", textContent: `On its page the answer was ${shown}: other calls came before it there, and this database is as it was before them all.` })];
}

function refusal({ code: name, message, details, hint }) {
  const known = facts.codes.includes(name) ? link(`errors.html#${name}`, name) : name;
  const said = Object.entries({ code: known, message, details, hint }).filter(([, value]) => value);
  return make("dl", { className: "facts" }, ...said.flatMap(([key, value]) => [make("dt", { textContent: key }), make("dd", {}, value)]));
}

function table(rows) {
  if (!rows.length) return make("p", { className: "small", textContent: "No row." });
  const names = [...new Set(rows.flatMap(Object.keys))];
  const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col", textContent: name })));
  const lines = rows.slice(0, MOST_ROWS).map((row) => make("tr", {}, ...names.map((name) => make("td", { className: row[name] == null ? "quiet" : "" }, cell(row[name])))));
  const box = make("div", { className: "wide", tabIndex: 0 }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines)));
  if (rows.length > MOST_ROWS) box.append(make("p", { className: "small", textContent: `and ${rows.length - MOST_ROWS} more` }));
  return box;
}

const cell = (value) => value == null ? "null" : value instanceof Date ? value.toISOString() : typeof value === "object" ? JSON.stringify(value) : String(value);
const code = (body) => make("pre", { className: "code", tabIndex: 0 }, make("code", { textContent: JSON.stringify(body, (_, value) => typeof value === "bigint" ? String(value) : value, 2) ?? "null" }));
const link = (href, textContent) => make("a", { href, textContent });

/** A sentence with its names linked; a policy's, with what it means in plain words and its expression below. */
function reason(said, why) {
  const [, policy, head, rule] = said.match(/^Policy (\w+) ((?:lets|decides).*?): (.*)\.$/s) ?? [];
  if (!policy) return make("li", {}, ...linked(said, why));
  return make("li", {}, "Policy ", ...linked(policy, why), ` ${head}.`,
    make("span", { className: "sentence" }, ...ticks(facts.policies[policy] ?? "")), make("code", { textContent: rule }));
}

const ticks = (said) => said.split("`").map((part, at) => (at % 2 ? make("code", { textContent: part }) : part));

function linked(said, { tables, functions }) {
  const to = new Map(facts.roles.map((role) => [role, `roles/${role}.html`]));
  for (const each of facts.codes) to.set(each, `errors.html#${each}`);
  for (const { label, policies } of tables) {
    to.set(label, page("tables", label));
    for (const { name } of policies) to.set(name, `${page("tables", label)}#policy-${name}`);
  }
  for (const { label } of functions) to.set(label, page("functions", label));
  return said.split(/(\w+(?:\.\w+)?)/).map((word) => to.has(word) ? link(to.get(word), word) : word);
}

function page(kind, label) {
  const [schema, name] = label.split(".");
  return `${schema === "private" ? "internal/" : ""}${kind}/${name}.html`;
}

// The page's own doings.

function go(hash) {
  if (hash === location.hash) ask();
  else location.hash = hash;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(address());
});
$(".questions").addEventListener("click", (event) => {
  if (event.target.hash === location.hash) ask(); // a click that changes no address
});
form.addEventListener("change", show);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
fields.read.addEventListener("change", () => {
  fields.select.value = "*";
  limit(conditions().filter(([name]) => facts.tables[fields.read.value].includes(name)));
});
fields.rpc.addEventListener("change", () => { fields.args.value = "{}"; showArguments(); });
fields.args.addEventListener("change", showArguments);
$("#reset").addEventListener("click", async () => {
  asked++;
  results.replaceChildren();
  await send("reset");
  say("The database is as it was at first.");
});
addEventListener("hashchange", () => { if (PERSONAS[new URLSearchParams(location.hash.slice(1)).get("as")]) ask(); });

for (const [key, { name, role }] of Object.entries(PERSONAS)) for (const list of [fields.as, fields.and]) list.add(new Option(`${name} (${role})`, key));
for (const name of Object.keys(facts.tables)) fields.read.add(new Option(name));
for (const name of Object.keys(facts.functions)) fields.rpc.add(new Option(name));
showArguments();
$("#playground").hidden = false;
if (!/[#&]as=/.test(location.hash)) history.replaceState(null, "", FIRST);
ask();
