// The parts of the stores' libraries that the edge functions use. A signature is the word "signed"; what is to be looked up at a
// store is in RESOURCES, a JSON object by the last part of the address.
const resources = JSON.parse(process.env.RESOURCES ?? "{}");

// @apple/app-store-server-library
export const Environment = { PRODUCTION: "Production", SANDBOX: "Sandbox" };
export class SignedDataVerifier {
  constructor(roots, online, environment, bundleId, appAppleId) {
    if (roots.length !== 2 || !online || !bundleId || !appAppleId) throw new Error("not as documented");
    this.environment = environment;
  }
  async #decode(jws, environmentOf) {
    const [signature, payload] = jws.split(".");
    if (signature !== "signed") throw new Error("VERIFICATION_FAILURE");
    const decoded = JSON.parse(Buffer.from(payload, "base64url"));
    if (environmentOf(decoded) !== this.environment) throw new Error("INVALID_ENVIRONMENT");
    return decoded;
  }
  verifyAndDecodeNotification(jws) {
    return this.#decode(jws, (n) => (n.data ?? n.summary ?? n.appData).environment);
  }
  verifyAndDecodeTransaction(jws) {
    return this.#decode(jws, (t) => t.environment);
  }
  verifyAndDecodeRenewalInfo(jws) {
    return this.#decode(jws, (r) => r.environment);
  }
}

// google-auth-library
export class OAuth2Client {
  async verifyIdToken({ idToken, audience }) {
    if (idToken !== "signed" || !audience) throw new Error("Invalid token");
    return { getPayload: () => ({ email: process.env.SENDER, email_verified: true }) };
  }
}
export class GoogleAuth {
  async request({ url, validateStatus }) {
    const [, resource, name] = url.match(/purchases\/(\w+)\/tokens\/(.*)$/);
    const data = resources[`${resource}/${decodeURIComponent(name)}`];
    const status = data ? 200 : 410;
    if (!validateStatus(status)) throw new Error(`status ${status}`);
    return { status, data };
  }
}

// stripe
export default class Stripe {
  constructor(key) {
    if (!key) throw new Error("no key");
  }
  webhooks = {
    constructEventAsync: async (body, signature, secret) => {
      if (signature !== "signed" || !secret) throw new Error("No signatures found matching the expected signature for payload");
      return JSON.parse(body);
    },
  };
  checkout = {
    sessions: {
      retrieve: async (id, { expand }) => (expand.includes("line_items") ? resources[id] : null),
    },
  };
}
