// Passkeys: asks the device, and puts its answer into the form, which is then sent as any other.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ANSWERS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function question(form) {
  const asked = JSON.parse(form.dataset.passkey);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const known of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) known.id = bytes(known.id);
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const name of ANSWERS) if (credential.response[name]) response[name] = text(credential.response[name]);
  const { id, rawId, type } = credential;
  return JSON.stringify({ id, rawId: text(rawId), type, response, clientExtensionResults: {} });
}

async function ask(event) {
  const form = event.target;
  event.preventDefault();
  try {
    const asked = question(form);
    const found = await (asked.publicKey.user ? navigator.credentials.create(asked) : navigator.credentials.get(asked));
    form.elements.credential.value = answer(found);
    form.submit();
  } catch {
    form.querySelector("[role=alert]").hidden = false;
  }
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", ask);
}
