// Takes in Google Play's real-time developer notifications, by a Pub/Sub push subscription with authentication:
// Google's library verifies its token and looks the purchase up, DocHub does the rest.
import { GoogleAuth, OAuth2Client } from "npm:google-auth-library@11";

const { PUSH_ACCOUNT, PUSH_AUDIENCE, REST_URL, SERVICE_TOKEN } = Deno.env.toObject();
const PLAY = "https://androidpublisher.googleapis.com/androidpublisher/v3/applications";
const google = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/androidpublisher" });

Deno.serve(async (request) => {
  const idToken = (request.headers.get("authorization") ?? "").replace("Bearer ", "");
  const ticket = await new OAuth2Client().verifyIdToken({ idToken, audience: PUSH_AUDIENCE }).catch(() => null);
  const sender = ticket?.getPayload();
  if (!sender?.email_verified || sender.email !== PUSH_ACCOUNT) return new Response("not sent by Google", { status: 401 });

  const { message } = await request.json();
  const p_notification = { ...JSON.parse(atob(message.data)), messageId: message.messageId };
  const voided = p_notification.voidedPurchaseNotification;
  const about = p_notification.subscriptionNotification ?? p_notification.oneTimeProductNotification ?? voided;
  let p_purchase = null;
  if (about) {
    const resource = p_notification.subscriptionNotification || voided?.productType === 1 ? "subscriptionsv2" : "productsv2";
    const found = await google.request({
      url: `${PLAY}/${p_notification.packageName}/purchases/${resource}/tokens/${encodeURIComponent(about.purchaseToken)}`,
      validateStatus: (status) => [200, 404, 410].includes(status), // Google forgets a subscription 60 days after its end.
    });
    p_purchase = found.status === 200 ? found.data : null;
  }
  const answer = await fetch(`${REST_URL}/rpc/apply_google_notification`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ p_notification, p_purchase }),
  });
  return new Response(await answer.text(), { status: answer.status }); // Pub/Sub delivers again what is not answered with 2xx.
});
