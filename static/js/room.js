// A room: what is said appears at once, what others say arrives, and the keyboard does everything. A page may hold several
// (templates/chat/_room.html), shown in turn.
import "espace/attach";
import { bringBack, dropDraft, keepDraft, startSaving } from "espace/drafts";
import { regroup } from "espace/grouping";
import { startOutbox } from "espace/outbox";
import { isChoosing, say } from "espace/page";
import { startPresence } from "espace/presence";
import { markReactions } from "espace/reactions";
import { startReading } from "espace/reading";
import { showExcerpts, startReplying } from "espace/replies";
import { startScrolling } from "espace/scrolling";
import { post, showErrors } from "espace/send";
import { keepComplete, receiveOwn, rowNamed, rowsOf } from "espace/stream";
import { toast } from "espace/toast";

export function start() {
  startRoom(document.querySelector("[data-room-page] [data-room]"));
}

/** Start one room; return what stops it for good. */
export function startRoom(room) {
  const ending = new AbortController();
  const { signal } = ending;
  const list = room.querySelector("[data-stream]");
  const dayTemplate = room.querySelector("[data-day-template]");
  keepComplete(list, signal);
  const scrolling = startScrolling(room, list, signal);
  const decorate = () => {
    regroup(list, dayTemplate);
    markReactions(list);
    showExcerpts(list);
  };
  decorate();
  const reading = startReading(room, list, scrolling, signal);
  list.addEventListener("stream:after", ({ detail }) => {
    scrolling.trim();
    decorate();
    reading.update(detail);
    scrolling.settle();
  });
  const presence = startPresence(room, list, signal);
  listenToMenus(list, signal);
  const stop = () => ending.abort();
  const form = room.querySelector("[data-chat]");
  if (!form) return stop;
  const outbox = startOutbox(room, list, ({ isNew }) => {
    regroup(list, dayTemplate);
    if (isNew) scrolling.scroller.scrollTop = 0;
  }, signal);
  const replying = startReplying(form, room, list, signal);
  startWriting(form, list, presence, async (body) => {
    const reply = replying.take();
    await scrolling.toEnd();
    reading.forgetLine();
    outbox.send(body, reply);
  }, signal);
  return stop;
}

function startWriting(form, list, presence, send, signal) {
  const text = form.querySelector("textarea");
  const draft = list.dataset.stream;
  bringBack(text, draft);
  const saving = startSaving(form, draft, () => {}, signal);
  fit(text);
  const sayIt = () => {
    const over = [...text.value].length - (Number(text.dataset.limit) || Infinity);
    showErrors(form, over > 0 ? [say("over", { n: over })] : []);
    if (over > 0 || !text.value.trim() || !text.reportValidity()) return;
    send(text.value);
    text.value = "";
    dropDraft(draft);
    saving.stop();
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
    saving.soon();
    presence.typed(text);
    fit(text);
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isChoosing(event)) return;
    const own = event.key === "ArrowUp" && !text.value && lastOwn(list);
    if (own) edit(own);
    else if (event.key === "Enter" && !event.shiftKey) sayIt();
    else return;
    event.preventDefault();
  });
  // Typed while this module was on its way.
  if (text.value !== text.defaultValue) text.dispatchEvent(new InputEvent("input"));
  form.dataset.started = "";
}

function lastOwn(list) {
  return rowsOf(list).findLast((row) => row.matches(".is-mine:not(.is-removed)"));
}

/** Where CSS does not size a field by its content. */
function fit(text) {
  if (CSS.supports("field-sizing", "content") || !text.checkVisibility()) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

// ---- What one does with a message ---------------------------------------------------------

// Menus stand outside of the room: they name the message that they are of.
function listenToMenus(list, signal) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    const row = link && rowNamed(list, link.dataset.edit);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    edit(row, link.href);
  }, { signal });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-write]");
    if (!form || !rowNamed(list, form.dataset.write)) return;
    event.preventDefault();
    form.closest("[popover]").hidePopover();
    const { submitter } = event;
    write(list, form.action, submitter?.name ? { [submitter.name]: submitter.value } : {}, form.dataset);
  }, { signal });
  list.addEventListener("click", (event) => {
    const sign = event.target.closest("[data-react]");
    if (!sign || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    write(list, addressOf(sign.closest("[data-place]"), "reagir"), { kind: sign.dataset.react });
  });
}

function addressOf(row, what) {
  return row.dataset.rowUrl.replace(/rang\/$/, `${what}/`);
}

function edit(row, url = addressOf(row, "modifier")) {
  import("espace/editing").then(({ startEditing }) => startEditing(row, url)).catch(() => toast(say("failed")));
}

/** React to a message, remove it, or put it back; the toast undoes it. */
async function write(list, url, fields, { done, undo, undoUrl } = {}) {
  try {
    const { ok, frames, errors } = await post(url, fields);
    if (!ok) return toast(errors.join(" "));
    receiveOwn(list, frames);
    if (done) toast(done, { action: undo, onAction: () => write(list, undoUrl, {}) });
  } catch {
    toast(say("offline"));
  }
}
