// Lists that keep themselves fresh (data-hint="board:3"): told that something moved, they ask their page again.
import { follow, isLive } from "espace/live";
import { announce, say } from "espace/page";

const JITTER = 2000; // a hint reaches a thousand pages at once
const AT_MOST_EVERY = 5000;
const LATE = 2000; // since this page was asked for

let lists = [];
let asking = null;
let askedAt = 0;
let late = false; // something moved while nobody looked

export function start() {
  lists = [...document.querySelectorAll("[data-hint][data-first-page]")];
  const topics = new Set(lists.map((list) => list.dataset.hint).filter((hint) => hint !== "counters"));
  for (const topic of topics) follow(topic, ({ hint }) => { if (hint) askSoon(); });
  // Rooms have no hint of their own: a person's counters tell that one of them moved.
  let rooms;
  document.addEventListener("live:counters", ({ detail }) => {
    if (!("rooms" in detail)) return; // of one room: its page was read
    const news = JSON.stringify(Object.entries(detail).filter(([name, n]) => n && name.startsWith("room")).sort());
    const moved = rooms !== undefined && rooms !== news;
    if (moved && lists.some((list) => list.dataset.hint === "counters")) askSoon();
    rooms = news;
  });
  // A hint that was given during a cut is not given again, nor one that came before this page could hear it.
  let wasCut = false;
  const catchUp = () => { if (wasCut || performance.now() > LATE) askSoon(); };
  document.addEventListener("live:state", ({ detail }) => {
    if (detail === "live") catchUp();
    wasCut = detail !== "live";
  });
  if (isLive()) catchUp();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && late) askSoon(); });
}

function askSoon() {
  late = document.hidden;
  if (late || !lists.length) return;
  const wait = Math.max(Math.random() * JITTER, askedAt + AT_MOST_EVERY - Date.now());
  asking ??= setTimeout(ask, wait);
}

async function ask() {
  asking = null;
  askedAt = Date.now();
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const list of lists) {
    const fresh = page.querySelector(`[data-hint="${list.dataset.hint}"]`);
    if (fresh && plain(fresh) !== plain(list)) show(list, fresh);
  }
}

/** What the list says, without the times that espace/times rewrites. */
function plain(element) {
  const copy = element.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.replaceWith(time.dateTime);
  return copy.innerHTML;
}

function show(list, fresh) {
  const news = newsOf(list, fresh);
  if (news.length && rowsOf(list).length) {
    settle(list, fresh, news);
    return showBar(list, fresh, news);
  }
  barOf(list)?.remove();
  replace(list, fresh);
  if (news.length) announce(label(list, fresh, news));
}

// ---- Threads that are new, or went on ---------------------------------------------------------

function rowsOf(list) {
  return [...list.querySelectorAll(".thread-row")];
}

const movedAt = (row) => Date.parse(row.dataset.moved);

/** The rows of the first list that went on since they were shown, or that came in above what was. */
function newsOf(list, fresh) {
  const newest = Math.max(...rowsOf(list).map(movedAt));
  const first = fresh.matches(".threads") ? fresh : fresh.querySelector(".threads");
  return rowsOf(first ?? fresh).filter((row) => {
    const shown = list.querySelector(`#${CSS.escape(row.id)}`);
    return movedAt(row) > (shown ? movedAt(shown) : newest);
  });
}

function label(list, fresh, news) {
  const newest = Math.max(...rowsOf(list).map(movedAt));
  const opened = news.every((row) => Date.parse(row.dataset.opened) > newest);
  const n = news.length < Number(fresh.dataset.size) ? news.length : `${news.length}+`;
  return say(`${opened ? "new" : "moved"}_thread${n === 1 ? "" : "s"}`, { n });
}

/** What is not news shows at once, each row in its place: another title, closed, gone. */
function settle(list, fresh, news) {
  const kept = new Map(rowsOf(fresh).map((row) => [row.id, row]));
  const oldest = movedAt(rowsOf(fresh).at(-1));
  for (const row of rowsOf(list)) {
    const present = kept.get(row.id);
    if (row.contains(document.activeElement) || news.includes(present)) continue;
    if (present && plain(present) !== plain(row)) row.replaceWith(present.cloneNode(true));
    // Not pushed off the end of the page by what is new: it is not there any more.
    else if (!present && movedAt(row) > oldest) row.remove();
  }
}

function barOf(list) {
  const before = list.previousElementSibling;
  return before?.matches("[data-fresh]") ? before : null;
}

/** Nothing moves under the reader's eyes: a bar says how many there are, and brings them. */
function showBar(list, fresh, news) {
  const bar = barOf(list) ?? document.createElement("div");
  const button = bar.querySelector("button") ?? document.createElement("button");
  const text = label(list, fresh, news);
  if (button.textContent !== text) announce(text);
  button.textContent = text;
  button.onclick = () => bring(list, fresh, news);
  if (bar.isConnected) return;
  bar.className = "new-bar new-bar-top";
  bar.dataset.fresh = "";
  button.type = "button";
  button.className = "button";
  bar.append(button);
  list.before(bar);
}

function bring(list, fresh, news) {
  barOf(list)?.remove();
  for (const row of news) row.classList.add("is-new");
  replace(list, fresh);
  list.querySelector(`#${CSS.escape(news[0].id)} a`)?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

/** Rows that say the same stay the same nodes: focus and selection survive. */
function replace(list, fresh) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.closest("[id]")?.id;
  for (const row of fresh.querySelectorAll("[id]")) {
    const shown = list.querySelector(`#${CSS.escape(row.id)}`);
    if (shown && plain(shown) === plain(row)) row.replaceWith(shown);
  }
  list.className = fresh.className;
  list.replaceChildren(...fresh.childNodes);
  if (!focused) return;
  const heir = focused.isConnected ? focused : document.getElementById(name)?.querySelector("a");
  (heir ?? list.querySelector("a"))?.focus({ preventScroll: true });
}
