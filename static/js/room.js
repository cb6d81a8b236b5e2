// A room: what is said appears at once, what others say arrives, and the keyboard does everything.
import { draftKey, keepDraft, readDraft } from "espace/drafts";
import { regroup } from "espace/grouping";
import { startOutbox } from "espace/outbox";
import { say } from "espace/page";
import { startPresence } from "espace/presence";
import { startReading } from "espace/reading";
import { startScrolling } from "espace/scrolling";
import { post, showErrors } from "espace/send";
import { receiveOwn, rowsOf } from "espace/stream";
import { toast } from "espace/toast";

export function start() {
  const room = document.querySelector("main[data-room]");
  const list = room.querySelector("[data-stream]");
  const dayTemplate = room.querySelector("[data-day-template]");
  const scrolling = startScrolling(room, list);
  regroup(list, dayTemplate);
  const reading = startReading(room, list, scrolling);
  list.addEventListener("stream:after", ({ detail }) => {
    scrolling.trim();
    regroup(list, dayTemplate);
    reading.update(detail);
    scrolling.settle();
  });
  const presence = startPresence(room, list);
  listenToMenus(list);
  const form = room.querySelector("[data-chat]");
  if (!form) return;
  const outbox = startOutbox(room, list, ({ isNew }) => {
    regroup(list, dayTemplate);
    if (isNew) scrolling.scroller.scrollTop = 0;
  });
  startWriting(form, list, presence, async (body) => {
    await scrolling.toEnd();
    reading.forgetLine();
    outbox.send(body);
  });
}

function startWriting(form, list, presence, send) {
  const text = form.querySelector("textarea");
  const draft = draftKey(list.dataset.stream);
  text.value ||= readDraft(draft);
  fit(text);
  const sayIt = () => {
    const over = [...text.value].length - (Number(text.dataset.limit) || Infinity);
    showErrors(form, over > 0 ? [say("over", { n: over })] : []);
    if (over > 0 || !text.value.trim()) return;
    send(text.value);
    text.value = "";
    keepDraft(draft, "");
    presence.sent();
    fit(text);
    text.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sayIt();
  });
  text.addEventListener("input", () => {
    keepDraft(draft, text.value);
    presence.typed(text);
    fit(text);
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const own = event.key === "ArrowUp" && !text.value && lastOwn(list);
    if (own) edit(own);
    else if (event.key === "Enter" && !event.shiftKey) sayIt();
    else return;
    event.preventDefault();
  });
  form.dataset.started = "";
}

function lastOwn(list) {
  return rowsOf(list).findLast((row) => row.matches(".is-mine:not(.is-removed)"));
}

/** Where CSS does not size a field by its content. */
function fit(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

// ---- What one does with a message ---------------------------------------------------------

function listenToMenus(list) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    const row = link && document.getElementById(link.dataset.edit);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    edit(row, link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-write]");
    if (!form) return;
    event.preventDefault();
    form.closest("[popover]")?.hidePopover();
    write(list, form.action, form.dataset);
  });
}

function edit(row, url = row.dataset.rowUrl.replace(/rang\/$/, "modifier/")) {
  import("espace/editing").then(({ startEditing }) => startEditing(row, url)).catch(() => toast(say("failed")));
}

/** Remove a message, or put it back; the toast undoes it. */
async function write(list, url, { done, undo, undoUrl }) {
  try {
    const { ok, frames, errors } = await post(url, {});
    if (!ok) return toast(errors.join(" "));
    receiveOwn(list, frames);
    if (done) toast(done, { action: undo, onAction: () => write(list, undoUrl, {}) });
  } catch {
    toast(say("offline"));
  }
}
