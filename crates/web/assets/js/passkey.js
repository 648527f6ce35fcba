// Passkeys (WebAuthn). A form [data-passkey-enrol] makes one; [data-passkey-enter] holds a button [data-passkey-button]
// and signs in with one, after a password (data-half) or instead of it. Both show [data-passkey-error] in the words of
// data-text-failed. Where the browser knows no passkeys, or the address has no name, they stay hidden.
const able = window.isSecureContext && window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname);

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(path, document_) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(document_),
  });
  const body = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.code), { body });
  return body;
}

function creation(options) {
  const { publicKey } = options;
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
  return options;
}

function request(options) {
  const { publicKey } = options;
  publicKey.challenge = bytes(publicKey.challenge);
  for (const known of publicKey.allowCredentials ?? []) known.id = bytes(known.id);
  return { publicKey };
}

const made = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  extensions: credential.getClientExtensionResults(),
  response: {
    attestationObject: text(credential.response.attestationObject),
    clientDataJSON: text(credential.response.clientDataJSON),
    transports: credential.response.getTransports?.() ?? [],
  },
});

const shown = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  extensions: credential.getClientExtensionResults(),
  response: {
    authenticatorData: text(credential.response.authenticatorData),
    clientDataJSON: text(credential.response.clientDataJSON),
    signature: text(credential.response.signature),
    userHandle: credential.response.userHandle ? text(credential.response.userHandle) : null,
  },
});

function complain(place, error) {
  // Whoever closes the browser's own window has changed his mind; that is no failure.
  if (error.name === "NotAllowedError" || error.name === "AbortError") return;
  const line = place.querySelector("[data-passkey-error]");
  line.textContent = error.body?.detail || place.dataset.textFailed;
  line.hidden = false;
}

for (const form of document.querySelectorAll("[data-passkey-enrol]")) {
  if (!able) continue;
  form.hidden = false;
  const without = document.querySelector("[data-passkey-without]");
  if (without) without.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = new FormData(form).get("name");
    try {
      const begun = await post("/api/v1/me/passkeys/challenge", {});
      const credential = await navigator.credentials.create(creation(begun.options));
      await post("/api/v1/me/passkeys", { name, token: begun.token, credential: made(credential) });
      location.reload();
    } catch (error) {
      if (error.body?.code === "proof-needed") location.assign("/me/proof?next=%2Fme%2Fsecurity");
      else complain(form, error);
    }
  });
}

for (const place of document.querySelectorAll("[data-passkey-enter]")) {
  if (!able) continue;
  place.hidden = false;
  place.querySelector("[data-passkey-button]").addEventListener("click", async () => {
    try {
      const begun = await post("/api/v1/session/passkey/challenge", {});
      const credential = await navigator.credentials.get(request(begun.options));
      await post("/api/v1/session/passkey", { token: begun.token, credential: shown(credential) });
      location.assign(place.dataset.next || "/");
    } catch (error) {
      complain(place, error);
    }
  });
}
