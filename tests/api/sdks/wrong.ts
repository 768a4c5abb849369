// What the types must not let through: each line below a mark is an error.
import { details, refused, type Answer, type Code, type Database, type Refuses } from "./dochub.js";

declare const balance: Answer<"credit_balance">;
declare const error: unknown;
declare const row: Database["public"]["Tables"]["courses"]["Row"];
// @ts-expect-error no such key
balance.availible;
// @ts-expect-error no such word
export const status: "gone" = row.status;
// @ts-expect-error no such code
export const code: Code = "insufficient_credit";
// @ts-expect-error this function cannot refuse so
export const other: Refuses["credit_balance"] = "insufficient_credits";
if (refused(error, "code_expired")) {
  // @ts-expect-error details of another code
  details(error).resets_at;
}
// @ts-expect-error a key is missing
export const args: Database["public"]["Functions"]["deduct_credits"]["Args"] = { p_amount: 1 };
