// One letter each, for who would rather not reach for the mouse: silent where one writes or chooses, and over what has
// opened.
import { openDialog } from "espace/dialog";

const ROWS = ".post, .message, .thread-row, .board-row, .written-row, .company-row, .found-row, .notice";
const UNREAD = ":has(.badge-hot), .is-unread";
const PLACES = {
  h: "/",
  b: "/babillards/",
  u: "/fils/non-lus/",
  m: "/fils/les-miens/",
  r: "/salons/",
  n: "/notifications/",
  p: "/compte/profil/",
};
const KEYS = {
  "?": help,
  "/": search,
  j: () => focus(beside(1)),
  k: () => focus(beside(-1)),
  n: nextUnread,
  r: reply,
  q: quote,
  e: edit,
  g: () => { wentAt = performance.now(); },
};
const PATIENCE = 1500; // ms between « g » and its place

let wentAt = -PATIENCE;

/** Hear keys from now on, and the one that brought this module. */
export function start(event) {
  document.addEventListener("keydown", hear);
  hear(event);
}

function hear(event) {
  const { key } = event;
  if (!(key in KEYS) && !(key in PLACES)) return;
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open], :popover-open")) return;
  event.preventDefault();
  press(key);
}

function press(key) {
  const isGoing = performance.now() - wentAt < PATIENCE;
  wentAt = -PATIENCE;
  if (isGoing && PLACES[key]) location.assign(PLACES[key]);
  else KEYS[key]?.();
}

function help() {
  const link = document.createElement("a");
  link.href = document.body.dataset.shortcuts;
  openDialog(link, document.activeElement);
}

/** Go to the field of this page, the one of the page itself before the one of the navigation; else to its own page. */
function search() {
  const fields = [...document.querySelectorAll("[data-search]")].filter((field) => field.checkVisibility());
  if (fields.length) fields.at(-1).focus();
  else location.assign("/recherche/");
}

function rows() {
  return [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
}

function current() {
  return document.activeElement.closest(ROWS);
}

/** The row after or before the one that has the focus; without one, the first on the screen. */
function beside(step) {
  const all = rows();
  const at = all.indexOf(current());
  if (at >= 0) return all[at + step];
  return all.find((row) => row.getBoundingClientRect().bottom > 0) ?? all.at(-1);
}

function nextUnread() {
  const all = rows();
  const line = [...document.querySelectorAll(".unread-line")].find((one) => one.checkVisibility());
  const isUnread = (row) => line?.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING || row.matches(UNREAD);
  const row = all.slice(all.indexOf(current()) + 1).find(isUnread);
  if (row) focus(row);
  else location.assign(PLACES.u);
}

/** Messages take the focus themselves, other rows by their link: Enter then opens them. */
function focus(row) {
  if (!row) return;
  const target = row.matches(".post, .message") ? row : row.querySelector("h2 a, h3 a, a, button");
  if (target === row) row.tabIndex = -1;
  target.focus({ preventScroll: true, focusVisible: true });
  row.scrollIntoView({ block: "nearest" });
}

function reply() {
  const fields = [...document.querySelectorAll("[data-reply] textarea, [data-chat] textarea")];
  fields.find((field) => field.checkVisibility())?.focus();
}

function quote() {
  const button = current()?.querySelector("[data-quote]");
  if (button?.checkVisibility()) button.click();
}

async function edit() {
  const row = current();
  if (row?.dataset.author !== document.body.dataset.person || !document.querySelector("[data-reply], [data-chat]")) return;
  const address = row.dataset.rowUrl.replace(/rang\/$/, "modifier/");
  const { startEditing } = await import("espace/editing");
  startEditing(row, address).catch(() => location.assign(address));
}
