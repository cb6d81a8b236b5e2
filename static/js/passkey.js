// Forms that a passkey fills: the device is asked, its answer is the form's only word, and the form leaves.
import { say } from "espace/page";
import { showErrors } from "espace/send";

const ASK = {
  create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) break;
  form.hidden = false;
  form.nextElementSibling.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fill(form);
  });
}

async function fill(form) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  showErrors(form, []);
  try {
    const { publicKey } = await optionsOf(form);
    const credential = await ASK[form.dataset.passkey](publicKey);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (failure) {
    // The same words whether one changed one's mind or the device knows no key: browsers do not tell.
    showErrors(form, [say(failure.name === "InvalidStateError" ? "passkey_known" : "passkey_failed")]);
  } finally {
    form.ariaBusy = null;
  }
}

async function optionsOf(form) {
  if (!form.dataset.optionsUrl) return JSON.parse(form.querySelector("script").textContent);
  const answer = await fetch(form.dataset.optionsUrl);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}
