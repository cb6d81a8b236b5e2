// The console of a session's tables: what changes in the session brings its part anew, with what the host has checked.
import { follow } from "espace/live";
import { announce, enliven, fetchFragment, say } from "espace/page";
import { newId, post, showErrors } from "espace/send";

const CALM = 1000; // many sit down at once
const AGAIN = 15_000; // who comes and goes is no row of the session
const form = document.querySelector("[data-console]");
const part = form?.querySelector("[data-console-part]");
let timer = null;

export function start() {
  follow(form.dataset.console, hear, () => Number(form.dataset.version));
  document.addEventListener("submit", send);
  setInterval(() => { if (!document.hidden) refreshSoon(); }, AGAIN);
}

function hear(frame) {
  form.dataset.version = Math.max(form.dataset.version, frame.version ?? 0);
  refreshSoon();
}

function refreshSoon() {
  timer ??= setTimeout(refresh, CALM);
}

async function refresh() {
  timer = null;
  // Its list may be open: it would close under the host's finger.
  if (document.activeElement?.matches("[data-console-part] select")) return refreshSoon();
  const html = await fetchFragment(form.dataset.url).catch(() => null);
  if (!html) return;
  const kept = new FormData(form);
  const focus = part.contains(document.activeElement) && document.activeElement.id;
  part.innerHTML = html;
  for (const box of part.querySelectorAll("[name=people]")) box.checked = kept.getAll("people").includes(box.value);
  part.querySelector("[name=table]").value = kept.get("table");
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  enliven(part);
  announce([...part.querySelectorAll(".note")].map((note) => note.textContent.trim()).join(" "));
}

async function send(event) {
  const sent = event.target.closest("[data-console-form]");
  if (!sent || sent.ariaBusy === "true") return;
  event.preventDefault();
  sent.ariaBusy = "true";
  const { submitter } = event;
  try {
    const answer = await post(submitter?.getAttribute("formaction") ?? sent.action, new FormData(sent, submitter));
    showErrors(sent, answer.errors);
    if (!answer.ok) return;
    sent.reset();
    if (sent.elements.client_id) sent.elements.client_id.value = newId();
    clearTimeout(timer);
    await refresh();
  } catch {
    showErrors(sent, [say("offline")]);
  } finally {
    sent.ariaBusy = null;
  }
}
