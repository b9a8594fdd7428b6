// Passkeys: the browser speaks to the key, the form carries its answer. Without JavaScript, or where
// the browser knows no passkey, the form stays hidden or is refused by the server in words.
(() => {
  "use strict";

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const withBytes = (options) => {
    const asKey = (key) => ({ ...key, id: toBytes(key.id) });
    const given = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) given.user = { ...options.user, id: toBytes(options.user.id) };
    if (options.excludeCredentials) given.excludeCredentials = options.excludeCredentials.map(asKey);
    if (options.allowCredentials) given.allowCredentials = options.allowCredentials.map(asKey);
    return given;
  };

  const asJson = (credential) => {
    const answer = {};
    for (const part of [
      "clientDataJSON",
      "attestationObject",
      "authenticatorData",
      "signature",
      "userHandle",
    ]) {
      if (credential.response[part]) answer[part] = toText(credential.response[part]);
    }
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: answer,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  };

  const ask = async (form) => {
    const { publicKey } = await optionsOf(form);
    const options = withBytes(publicKey);
    if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey: options });
    const isAlone = form.querySelector("[name=passwordless]")?.checked;
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: isAlone ? "required" : "discouraged",
      requireResidentKey: Boolean(isAlone),
      userVerification: isAlone ? "required" : "preferred",
    };
    return navigator.credentials.create({ publicKey: options });
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    const isKnown = Boolean(window.PublicKeyCredential);
    if (isKnown) form.hidden = false;
    // Where a code does as well, one button alone asks the key.
    const isByButton = form.dataset.passkeyByButton !== undefined;
    for (const button of form.querySelectorAll("[data-passkey-ask]")) button.hidden = !isKnown;
    form.addEventListener("submit", async (event) => {
      if (isByButton && !event.submitter?.matches("[data-passkey-ask]")) return;
      event.preventDefault();
      const refused = form.querySelector("[data-passkey-refused]");
      refused.hidden = true;
      try {
        const credential = await ask(form);
        form.querySelector("[name=credential]").value = JSON.stringify(asJson(credential));
        form.submit();
      } catch {
        refused.hidden = false;
        refused.classList.add("d-block");
      }
    });
  }
})();
