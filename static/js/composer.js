// Takes over a composer at its first focus: toolbar, preview, counter, text kept (espace/drafts) until it is sent.
// The form says that it was sent with an event "sent" (espace/thread does); a form that leaves the page says so by leaving.
import "@github/markdown-toolbar-element";
import "espace/attach";
import { bringBack, dropDraft, keepDraft, startSaving } from "espace/drafts";
import { csrfToken, say } from "espace/page";

const NEAR_LIMIT = 500;

export function startComposer(composer) {
  const text = composer.querySelector("textarea");
  const form = text.form;
  const { draft } = composer.dataset;
  const state = composer.querySelector("[data-composer-state]");
  const limit = Number(composer.dataset.limit) || 8000;

  const show = (words, over = false) => {
    state.textContent = words;
    state.classList.toggle("is-over", over);
  };
  const count = () => {
    // The server counts characters, not UTF-16 halves.
    const left = limit - [...text.value].length;
    if (left < 0) show(say("over", { n: -left }), true);
    else if (left < NEAR_LIMIT) show(say("left", { n: left }));
    return left >= NEAR_LIMIT;
  };
  let timer = null;
  const keep = () => {
    timer = null;
    const kept = draft && keepDraft(draft, text.value);
    if (count()) show(kept && text.value ? say("draft_kept") : "");
  };

  if (draft && bringBack(text, draft)) show(say("draft_back"));
  const saving = draft && startSaving(form, draft, () => { if (count()) show(say("draft_saved")); });
  text.addEventListener("input", () => {
    saving?.soon();
    clearTimeout(timer);
    timer = setTimeout(keep, 600);
    count();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const forget = () => {
    clearTimeout(timer);
    timer = null;
    if (draft) dropDraft(draft);
    saving?.stop();
    show("");
  };
  form.addEventListener("sent", forget);
  // Without a script that sends it, the form leaves with its text; the next page tells whether it arrived (espace/main).
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !draft) return;
    clearTimeout(timer);
    saving.stop();
    keepDraft(draft, text.value);
    sessionStorage.setItem("left-with", composer.dataset.draft);
  });
  // What was typed while this module was on its way. A form that left meanwhile takes its text along: saved now, it would
  // come back as a draft of what was said.
  if (text.value !== text.defaultValue && !("left" in form.dataset)) {
    keep();
    saving?.soon();
  }
  addEventListener("pagehide", () => { if (timer) keep(); });
  startPreview(composer, text);
}

function startPreview(composer, text) {
  const button = composer.querySelector("[data-composer-preview]");
  const preview = composer.querySelector(".composer-preview");
  if (!button || !preview) return;
  const write = () => {
    button.setAttribute("aria-pressed", "false");
    preview.hidden = true;
    text.hidden = false;
  };
  button.addEventListener("click", async () => {
    if (!preview.hidden) {
      write();
      return text.focus();
    }
    // Keep the height: what stands under the composer must not move.
    preview.style.minHeight = `${text.offsetHeight}px`;
    button.setAttribute("aria-pressed", "true");
    text.hidden = true;
    preview.hidden = false;
    preview.textContent = text.value.trim() ? "" : say("nothing");
    if (text.value.trim()) preview.innerHTML = await rendered(composer.dataset.preview, text.value);
  });
  text.form.addEventListener("sent", write);
}

async function rendered(url, body) {
  const escape = document.createElement("p");
  try {
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ body }) });
    if (answer.ok || answer.status === 422) return await answer.text();
    escape.textContent = say("failed");
  } catch {
    escape.textContent = say("offline");
  }
  return escape.outerHTML;
}
