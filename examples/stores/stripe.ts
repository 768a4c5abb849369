// Takes in Stripe's webhook: Stripe's library verifies the signature, DocHub does the rest.
import Stripe from "npm:stripe@23";

const { REST_URL, SERVICE_TOKEN, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = Deno.env.toObject();
const stripe = new Stripe(STRIPE_SECRET_KEY);

Deno.serve(async (request) => {
  const signature = request.headers.get("stripe-signature") ?? "";
  const p_event = await stripe.webhooks.constructEventAsync(await request.text(), signature, STRIPE_WEBHOOK_SECRET).catch(() => null);
  if (!p_event) return new Response("not signed by Stripe", { status: 401 });

  // What was bought, and how many: without it a session tells only by its metadata (product_id).
  if (p_event.type === "checkout.session.completed" || p_event.type === "checkout.session.async_payment_succeeded") {
    p_event.data.object = await stripe.checkout.sessions.retrieve(p_event.data.object.id, { expand: ["line_items"] });
  }
  const answer = await fetch(`${REST_URL}/rpc/apply_stripe_event`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ p_event }),
  });
  return new Response(await answer.text(), { status: answer.status }); // Stripe delivers again what is not answered with 2xx.
});
