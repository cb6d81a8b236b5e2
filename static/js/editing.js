// Edits a post or a message where it stands, with the form of its own page; Esc gives up.
import { fetchFragment, isChoosing, say } from "espace/page";
import { sendForm } from "espace/send";
import { keepEditor, parse, receiveOwn } from "espace/stream";
import { toast } from "espace/toast";

export async function startEditing(row, url) {
  const open = row.querySelector("[data-editor] textarea");
  if (open) return open.focus();
  let html;
  try {
    html = await fetchFragment(url);
  } catch {
    return toast(say("failed"));
  }
  const form = html && parse(html).querySelector("[data-edit-form]");
  if (!form) return html !== null && location.assign(url);
  form.dataset.editor = "";
  form.action = url;
  renameIds(form, row.id);
  keepEditor(form, row);
  listen(form);
  const text = form.querySelector("textarea");
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  row.scrollIntoView({ block: "nearest" });
}

/** The page has a field of the same form already: labels and toolbar must find this one. */
function renameIds(form, suffix) {
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const element of form.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, `${element.getAttribute(name)}-${suffix}`);
    }
  }
}

function listen(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || isChoosing(event)) return;
    // In rooms Enter sends, here too; posts have paragraphs.
    const sends = event.key === "Enter" && !event.shiftKey && form.closest("[data-room]");
    if (sends && event.target.matches("textarea")) save(form);
    else if (event.key === "Escape") close(form);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel], .composer-foot a")) return;
    event.preventDefault();
    close(form);
  });
}

async function save(form) {
  const row = form.closest("[data-place]");
  const text = form.querySelector("textarea");
  if (text.value === text.defaultValue) return close(form);
  const answer = await sendForm(form, (refusal) => showPresent(form, refusal));
  if (!answer) return;
  const list = form.closest("[data-stream]");
  close(form);
  receiveOwn(list, answer.frames);
}

/** Changed elsewhere meanwhile: the words as they are now stand above what was typed, and may be replaced by it. */
function showPresent(form, { seen, present }) {
  if (present === undefined) return;
  form.elements.seen.value = seen;
  form.querySelector(".present-words")?.remove();
  const words = document.createElement("pre");
  words.className = "present-words";
  words.textContent = present;
  form.prepend(words);
}

function close(form) {
  const row = form.closest("[data-place]");
  const composer = row.closest("[data-room]")?.querySelector("[data-chat] textarea");
  form.remove();
  row.classList.remove("is-editing");
  (composer ?? row.querySelector("[data-menu]"))?.focus({ preventScroll: true });
}
