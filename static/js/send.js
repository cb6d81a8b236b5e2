// Sends what a person wrote and hears the answer: frames, or the sentences that say why not.
import { csrfToken, say } from "espace/page";

const PATIENCE = 20_000;

/** POST the fields of a form, or an object. Returns { ok, status, frames, errors }; throws when there was no answer. */
export async function post(url, fields, { keepalive = false, patience = PATIENCE } = {}) {
  let body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  body.delete("csrfmiddlewaretoken"); // the header holds the newer one
  if (![...body].length) body = new URLSearchParams(); // an empty FormData is a body that Django refuses
  const send = () => request(url, body, keepalive, patience);
  let answer = await send();
  if (answer.status === 403 && !isJson(answer) && (await renewToken())) answer = await send();
  const { ok, status } = answer;
  if (status >= 500) throw new Error(`${status}`);
  if (status === 204) return { ok, status, frames: [], errors: [] };
  // A page where frames were asked for: signed out meanwhile, or a refusal that has a page of its own.
  const page = !isJson(answer) && (answer.redirected ? say("signed_out") : await heading(answer));
  if (page) return { ok: false, status, frames: [], errors: [page] };
  return { ok, status, frames: [], errors: [], ...(await answer.json()) };
}

function request(url, body, keepalive, patience) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  return fetch(url, { method: "POST", headers, body, keepalive, signal: AbortSignal.timeout(patience) });
}

function isJson(answer) {
  return (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
}

/** Signing in again in another tab gives every form a new token: take it from the page as it is now. */
async function renewToken() {
  const page = await pageOf(await fetch(location.href, { cache: "no-store" }));
  const token = page.body.dataset.csrf;
  if (!token || page.body.dataset.person !== document.body.dataset.person) return false;
  document.body.dataset.csrf = token;
  return true;
}

async function heading(answer) {
  const page = await pageOf(answer);
  return page.querySelector("h1 + p, h1")?.textContent.trim() || say("failed");
}

async function pageOf(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * Send a form; what was typed stays in it until it is stored. Returns the answer when it was, else nothing: `refused`
 * hears why.
 */
export async function sendForm(form, refused) {
  if (form.ariaBusy === "true" || !form.reportValidity()) return null;
  form.ariaBusy = "true";
  try {
    const answer = await post(form.action, new FormData(form));
    if (answer.ok) return answer;
    showErrors(form, answer.errors);
    refused?.(answer);
  } catch {
    showErrors(form, [say("offline")]);
  } finally {
    form.ariaBusy = null;
  }
  return null;
}

export function showErrors(form, sentences) {
  form.querySelector("[data-errors]")?.remove();
  if (!sentences.length) return;
  const note = document.createElement("div");
  note.className = "field-error";
  note.dataset.errors = "";
  note.setAttribute("role", "alert");
  form.append(note);
  note.textContent = sentences.join(" ");
  form.querySelector("textarea")?.focus();
}

export function newId() {
  // randomUUID exists on secure addresses only; the address of a blob ends with one everywhere.
  return crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);
}
