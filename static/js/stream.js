// Keeps a list of posts or messages complete:
// <ol data-stream="room:7" data-version="41" data-first="1" data-last="12" data-complete>.
// Others hear of it by events on the list: "stream:before", then "stream:row" for each new row, then "stream:after".
import { ask, follow } from "espace/live";
import { announce, fetchFragment, say } from "espace/page";

const GATHER = 1500; // new rows are spoken of together,
const SPEAK_EVERY = 5000; // and not all the time
const me = document.body.dataset.person;

export function start() {
  // A room starts its own (espace/room).
  for (const list of document.querySelectorAll("[data-stream]:not([data-room] *)")) keepComplete(list);
}

/** Keep one list complete from now on, until `signal` ends it. */
export function keepComplete(list, signal = null) {
  markMine(list);
  follow(list.dataset.stream, (frame) => receive(list, frame), () => Number(list.dataset.version), signal);
}

/** Apply a frame if it is the next; drop it if it is known; ask for what lies between if it is early. */
export function receive(list, frame) {
  if (frame.reload) {
    if (!reloading.has(list)) reload(list);
    return;
  }
  if (!frame.changes) return;
  const last = Number(list.dataset.version);
  if (frame.version <= last) return;
  if (frame.from > last) return ask(frame.topic, frame.version);
  apply(list, frame.changes);
  list.dataset.version = frame.version;
}

/** Take the answer to one's own writing: its rows at once, even when something before them is still missing. */
export function receiveOwn(list, frames) {
  for (const frame of frames) {
    apply(list, frame.changes);
    receive(list, frame);
  }
}

// ---- Rows ---------------------------------------------------------------------------------

/** The rows that the server numbers, in order; not the marks between them, nor what is not sent yet. */
export function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-place]")];
}

/** The row of this key, when it is in the list: others may be in the page. */
export function rowNamed(list, key) {
  return list.children.namedItem(key);
}

export function placeOf(row) {
  return Number(row.dataset.place);
}

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function apply(list, changes) {
  const news = changes.filter(({ key, version }) => !(Number(rowNamed(list, key)?.dataset.version) >= version));
  if (!news.length) return;
  const done = { added: [], missed: 0, news: [], gone: [] };
  change(list, done, () => { for (const one of news) applyOne(list, one, done); });
}

/** Change the list between the two events, so that others can hold still what is being read. */
export function change(list, done, how) {
  list.dispatchEvent(new CustomEvent("stream:before"));
  how();
  markMine(list);
  list.dispatchEvent(new CustomEvent("stream:after", { detail: done }));
  if (list.checkVisibility()) announceSoon([...done.added, ...Array(done.missed)]);
}

function applyOne(list, { key, html, removed }, done) {
  const shown = rowNamed(list, key);
  if (removed) done.gone.push(key);
  if (removed) return shown && takeAway(list, shown);
  const row = parse(html).firstElementChild;
  if (shown) return replace(shown, row);
  const place = Math.floor(placeOf(row));
  list.dispatchEvent(new CustomEvent("stream:row", { detail: row }));
  const isNew = place > Math.max(list.dataset.last, list.dataset.newest ?? 0);
  const told = isNew && row.dataset.author && !authorsOf(list).includes(row.dataset.author);
  if (isNew) list.dataset.newest = place;
  if (told) done.news.push(key);
  if (belongs(list, placeOf(row))) {
    insert(list, row);
    if (told) done.added.push(row);
  } else if (told) done.missed += 1;
  // The stream itself changed: closed, opened again.
  if (!row.dataset.author) done.event = true;
}

/** Rows outside the stretch that is shown are only counted. */
function belongs(list, place) {
  const { first, last, complete } = list.dataset;
  return place >= first && (complete !== undefined || Math.floor(place) <= last);
}

function insert(list, row) {
  const before = rowsOf(list).findLast((other) => placeOf(other) <= placeOf(row));
  if (before) before.after(row);
  else list.prepend(row);
  list.dataset.last = Math.max(list.dataset.last, Math.floor(placeOf(row)));
}

/** Put the row in the place of its older self; what the reader holds in it (focus, an open editor) stays. */
export function replace(old, row) {
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const { selectionStart, selectionEnd } = focus ?? {};
  const editor = old.querySelector("[data-editor]");
  if (editor) keepEditor(editor, row);
  for (const kept of ["is-new", "message-first"]) row.classList.toggle(kept, old.classList.contains(kept));
  old.replaceWith(row);
  if (!focus) return;
  const like = focus.id ? `#${CSS.escape(focus.id)}` : focus.matches("[data-menu]") ? "[data-menu]" : "a, button";
  const heir = row.contains(focus) ? focus : (row.querySelector(like) ?? row);
  if (heir === row) row.tabIndex = -1;
  heir.focus({ preventScroll: true });
  if (heir === focus && selectionStart !== undefined) heir.setSelectionRange(selectionStart, selectionEnd);
}

export function keepEditor(editor, row) {
  (row.querySelector(".post-main") ?? row).append(editor);
  row.classList.add("is-editing");
}

/** A hidden row leaves; a moderator's page shows it marked instead. */
async function takeAway(list, row) {
  if (list.dataset.moderates === undefined) return leave(row);
  try {
    const fresh = parse(await fetchFragment(row.dataset.rowUrl)).firstElementChild;
    // One that was moved stands in another thread now.
    const isHere = fresh.dataset.thread === row.dataset.thread;
    change(list, { added: [], missed: 0 }, () => (isHere ? replace(rowNamed(list, row.id), fresh) : leave(row)));
  } catch {
    change(list, { added: [], missed: 0 }, () => leave(row));
  }
}

function leave(row) {
  if (row.contains(document.activeElement)) {
    const next = row.nextElementSibling ?? row.previousElementSibling ?? row.parentElement;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }
  row.remove();
}

/** Under which keys the reader of this page writes there: their own, and that of « Une PME » where they sign so. */
function authorsOf(list) {
  return [me, list.dataset.signs];
}

function markMine(list) {
  if (!me) return;
  for (const row of list.querySelectorAll(":scope > [data-author]")) {
    if (authorsOf(list).includes(row.dataset.author)) row.classList.add("is-mine");
  }
  for (const name of list.querySelectorAll(`.mention[href="/personnes/${me}/"]`)) name.classList.add("mention-me");
}

// ---- The whole list anew ------------------------------------------------------------------

// Told once more while one is on its way: what is newer than it is asked for after it.
const reloading = new WeakSet();

/** Fetch the list as its page shows it now; what is not sent yet stays at its end. */
export async function reload(list, url = list.dataset.reloadUrl || location.href) {
  const { stream } = list.dataset;
  reloading.add(list);
  try {
    const answer = await fetch(url, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[data-stream="${stream}"]`);
    if (!answer.ok || !fresh) throw new Error(`${answer.status}`);
    change(list, { added: [], missed: 0, reloaded: true }, () => become(list, fresh));
  } catch {
    // The next heads, or the next question, bring us back here.
  }
  reloading.delete(list);
  ask(stream);
}

function become(list, fresh) {
  const unsent = [...list.querySelectorAll(":scope > [data-pending]")];
  for (const editor of list.querySelectorAll("[data-editor]")) {
    const row = fresh.querySelector(`#${editor.closest("[data-place]").id}`);
    if (row) keepEditor(editor, row);
  }
  // Said while the page was on its way: it does not know of them yet.
  const newer = rowsOf(list).filter((row) => Number(row.dataset.version) > Number(fresh.dataset.version));
  list.replaceChildren(...fresh.children, ...unsent);
  for (const name of ["version", "first", "last", "newest", "older", "newer", "complete"]) {
    if (fresh.dataset[name] === undefined) delete list.dataset[name];
    else list.dataset[name] = fresh.dataset[name];
  }
  for (const row of newer) {
    const older = rowNamed(list, row.id);
    if (older) replace(older, row);
    else if (belongs(list, placeOf(row))) insert(list, row);
  }
}

// ---- For those who hear the page ----------------------------------------------------------

let unspoken = [];
let speaking = null;

function announceSoon(rows) {
  unspoken.push(...rows);
  if (unspoken.length) speaking ??= setTimeout(speak, GATHER);
}

function speak() {
  const [row] = unspoken;
  // None of a row that stands on another page: it is only counted.
  const author = row?.querySelector("[data-name], .post-author")?.textContent.trim() ?? "";
  const words = row?.querySelector("[data-body], .prose")?.textContent.trim().slice(0, 300) ?? "";
  announce(unspoken.length === 1 && author ? `${author}. ${words}` : newMessages(unspoken.length));
  unspoken = [];
  speaking = setTimeout(() => {
    speaking = null;
    announceSoon([]);
  }, SPEAK_EVERY);
}

export function newMessages(n) {
  return say(n === 1 ? "new_message" : "new_messages", { n });
}
