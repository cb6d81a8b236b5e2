// Lists that keep themselves fresh (data-hint="board:3"): told that something moved, they ask their page again.
import { follow } from "espace/live";
import { say } from "espace/page";

const JITTER = 2000; // a hint reaches a thousand pages at once
const AT_MOST_EVERY = 5000;

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
    const moved = rooms !== undefined && rooms !== detail.rooms;
    if (moved && lists.some((list) => list.dataset.hint === "counters")) askSoon();
    rooms = detail.rooms;
  });
  // A hint that was given during a cut is not given again.
  let wasCut = false;
  document.addEventListener("live:state", ({ detail }) => {
    if (detail === "live" && wasCut) askSoon();
    wasCut = detail !== "live";
  });
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
  list.previousElementSibling?.matches("[data-fresh]") && list.previousElementSibling.remove();
  if (list.getBoundingClientRect().top >= 0) return replace(list, fresh);
  // The reader is further down: nothing moves under their eyes.
  const bar = document.createElement("div");
  bar.className = "new-bar new-bar-top";
  bar.dataset.fresh = "";
  bar.innerHTML = '<button type="button" class="button"></button>';
  bar.firstChild.textContent = say("new_threads");
  bar.firstChild.addEventListener("click", () => {
    bar.remove();
    replace(list, fresh);
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
    list.scrollIntoView({ block: "center" });
    scrollTo({ top: 0 });
  });
  list.before(bar);
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
