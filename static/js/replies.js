// Replies: each names what it replies to; the words are taken from there, so those that were hidden show nowhere else.
import { rowNamed } from "espace/stream";

const LONGEST = 140;

export function showExcerpts(list) {
  for (const line of list.querySelectorAll("[data-reply-to]")) {
    const words = list.querySelector(`#${line.dataset.replyTo}:not(.is-removed, .is-hidden) [data-body]`);
    line.querySelector("[data-excerpt]").textContent = words?.textContent.trim().slice(0, LONGEST) ?? "";
  }
}

/** The line above the field: set from a message's menu, given up by its cross or by Escape. */
export function startReplying(form, room, list, signal) {
  const line = form.querySelector("[data-replying]");
  const field = form.elements.reply_to;
  const text = form.querySelector("textarea");
  const set = (pk, name = "") => {
    field.value = pk;
    line.hidden = !pk;
    line.querySelector("[data-replying-to]").textContent = line.dataset.word.replace("{name}", name);
    line.dataset.name = name;
    text.focus();
  };
  document.addEventListener("click", (event) => {
    const { target } = event;
    // From a menu, which stands outside of the room.
    const row = rowNamed(list, target.closest("[data-reply]")?.dataset.reply);
    const answered = room.contains(target) && target.closest("[data-reply-to]");
    const cancels = form.contains(target) && target.closest("[data-reply-cancel]");
    if (event.ctrlKey || event.metaKey || event.shiftKey || !(row || answered || cancels)) return;
    event.preventDefault();
    if (cancels) set("");
    else if (answered) goTo(answered, room, list);
    else {
      target.closest("[popover]")?.hidePopover();
      set(row.id.split("-")[1], row.querySelector("[data-name]").textContent);
    }
  }, { signal });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && field.value) set("");
  });
  return {
    /** What is sent now replies to; the next one to nothing. */
    take() {
      const reply = field.value ? { pk: field.value, name: line.dataset.name ?? "" } : undefined;
      if (reply) set("");
      return reply;
    },
  };
}

/** Show what a message replies to; one that is not loaded stands on a page of the room. */
function goTo(link, room, list) {
  const row = rowNamed(list, link.dataset.replyTo);
  if (!row) return location.assign(`${room.dataset.url}${link.search}${link.hash}`);
  row.tabIndex = -1;
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}
