// An entry is sealed for the house: ECDH with a pair drawn for it alone, HKDF, AES-GCM. The other
// half of this is clinics/offline.py.
(() => {
  "use strict";

  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const NONCE = 12; // bytes
  const BLOCK = 1024; // characters: how long an entry is says nothing of what is in it

  const bytesOf = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => {
    const arrays = parts.map((part) => new Uint8Array(part));
    const whole = new Uint8Array(arrays.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of arrays) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };

  const keyFor = async (point, pair, boundTo) => {
    const { subtle } = crypto;
    const theirs = await subtle.importKey("raw", point, CURVE, false, []);
    const secret = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
    const material = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const info = joined(bytesOf("escale/offline|"), boundTo);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    return subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  };

  const seal = async ({ number, point }, token, entry) => {
    const boundTo = bytesOf(`${number}|${token}`);
    const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const key = await keyFor(point, pair, boundTo);
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const text = JSON.stringify(entry);
    const plain = bytesOf(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK));
    const how = { name: "AES-GCM", iv: nonce, additionalData: boundTo };
    const rest = await crypto.subtle.encrypt(how, key, plain);
    return joined(await crypto.subtle.exportKey("raw", pair.publicKey), nonce, rest);
  };

  const toText = (bytes) => btoa(String.fromCharCode(...bytes));
  const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  self.offlineSeal = { seal, toText, toBytes };
})();
