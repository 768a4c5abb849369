// Takes in App Store Server Notifications (V2): Apple's library verifies them, DocHub does the rest.
// AppleRootCA-G2.cer and AppleRootCA-G3.cer, from https://www.apple.com/certificateauthority, lie beside this file.
import { Buffer } from "node:buffer";
import { Environment, SignedDataVerifier } from "npm:@apple/app-store-server-library@3";

const { APP_APPLE_ID, BUNDLE_ID, REST_URL, SERVICE_TOKEN } = Deno.env.toObject();
const roots = await Promise.all(["AppleRootCA-G2.cer", "AppleRootCA-G3.cer"].map(async (file) =>
  Buffer.from(await Deno.readFile(new URL(file, import.meta.url)))));
// App Review buys in the sandbox, and that tells the same address.
const verifiers = [Environment.PRODUCTION, Environment.SANDBOX].map((environment) =>
  new SignedDataVerifier(roots, true, environment, BUNDLE_ID, Number(APP_APPLE_ID)));

Deno.serve(async (request) => {
  const { signedPayload } = await request.json();
  let p_notification;
  for (const verifier of verifiers) {
    const notification = await verifier.verifyAndDecodeNotification(signedPayload).catch(() => null);
    if (!notification) continue;
    const data = notification.data;
    p_notification = {
      ...notification,
      data: data && {
        ...data,
        signedTransactionInfo: data.signedTransactionInfo && await verifier.verifyAndDecodeTransaction(data.signedTransactionInfo),
        signedRenewalInfo: data.signedRenewalInfo && await verifier.verifyAndDecodeRenewalInfo(data.signedRenewalInfo),
      },
    };
    break;
  }
  if (!p_notification) return new Response("not signed by Apple", { status: 401 });
  const answer = await fetch(`${REST_URL}/rpc/apply_apple_notification`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ p_notification }),
  });
  return new Response(await answer.text(), { status: answer.status }); // Apple delivers again what is not answered with 200.
});
