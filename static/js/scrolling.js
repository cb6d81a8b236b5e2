// Where one is in a room: stuck to the end only if already there, older and newer stretches load while scrolling,
// at most MOST rows in the page, and what is being read never moves.
import { fetchFragment } from "espace/page";
import { change, parse, placeOf, reload, rowNamed, rowsOf } from "espace/stream";

const NEAR_END = 40; // px
const MOST = 150;
const AHEAD = "600px"; // how far before the edge the next stretch is fetched

export function startScrolling(room, list, signal) {
  const scroller = room.querySelector("[data-scroll]");
  const edges = { older: room.querySelector("a[data-older]"), newer: room.querySelector("a[data-newer]") };
  let loading = false;
  let hold = null;

  // The box is laid out from its end: 0 is the end, what lies above is negative.
  const isAtEnd = () => list.dataset.complete !== undefined && scroller.scrollTop > -NEAR_END;

  function holdStill() {
    const top = scroller.getBoundingClientRect().top;
    const row = isAtEnd() ? null : rowsOf(list).find((each) => each.getBoundingClientRect().bottom > top + 8);
    hold = row ? { id: row.id, top: row.getBoundingClientRect().top } : { end: isAtEnd() };
  }

  function settle() {
    edges.older.hidden = list.dataset.older === undefined;
    edges.newer.hidden = list.dataset.complete !== undefined;
    const row = hold.id && rowNamed(list, hold.id);
    if (row) scroller.scrollTop += row.getBoundingClientRect().top - hold.top;
    else scroller.scrollTop = 0;
  }

  async function load(edge) {
    if (loading || edges[edge].hidden) return;
    loading = true;
    const { first, last } = list.dataset;
    const query = edge === "older" ? `avant=${first}` : `message=${Number(last) + 1}`;
    try {
      const html = await fetchFragment(`${room.dataset.history}?${query}`);
      const stretch = html && parse(html).querySelector("ol");
      // The list may have become another one meanwhile.
      if (stretch && list.dataset.first === first && list.dataset.last === last) {
        change(list, { added: [], missed: 0 }, () => (edge === "older" ? addOlder : addNewer)(list, stretch));
      }
      watch();
    } catch {
      // Offline: the edge stays; coming back to it, or the connection, tries again.
    }
    loading = false;
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) load(target === edges.older ? "older" : "newer");
      }
    },
    { root: scroller, rootMargin: AHEAD },
  );
  // Watching anew tells again an edge that is still in sight.
  function watch() {
    for (const edge of Object.values(edges)) {
      watcher.unobserve(edge);
      watcher.observe(edge);
    }
  }

  for (const [name, edge] of Object.entries(edges)) {
    edge.addEventListener("click", (event) => {
      event.preventDefault();
      load(name);
    });
  }
  list.addEventListener("stream:before", holdStill);
  document.addEventListener("live:state", watch, { signal });
  signal.addEventListener("abort", () => watcher.disconnect());
  watch();

  async function toEnd() {
    if (list.dataset.complete === undefined) await reload(list, room.dataset.url);
    scroller.scrollTop = 0;
  }
  return { scroller, isAtEnd, toEnd, settle, trim: () => trim(list, scroller, hold.end) };
}

function addOlder(list, stretch) {
  list.prepend(...withoutKnown(list, stretch));
  list.dataset.first = stretch.dataset.first;
  if (stretch.dataset.older === undefined) delete list.dataset.older;
}

function addNewer(list, stretch) {
  const last = rowsOf(list).at(-1);
  last.after(...withoutKnown(list, stretch));
  list.dataset.last = Math.max(list.dataset.last, stretch.dataset.last);
  // Only a stretch as young as the list holds its end: a message may have come while it was on its way.
  const isYoung = Number(stretch.dataset.version) >= Number(list.dataset.version);
  if (stretch.dataset.complete !== undefined && isYoung) list.dataset.complete = "";
}

function withoutKnown(list, stretch) {
  return rowsOf(stretch).filter((row) => !rowNamed(list, row.id));
}

/** Take away the rows that are furthest from the reader; an open editor stays. */
function trim(list, scroller, isAtEnd) {
  const rows = rowsOf(list);
  const over = rows.length - MOST;
  if (over <= 0) return;
  const middle = scroller.getBoundingClientRect().top + scroller.clientHeight / 2;
  const seen = rows.findIndex((row) => row.getBoundingClientRect().bottom > middle);
  const fromStart = isAtEnd || seen < 0 || seen > rows.length / 2;
  const far = fromStart ? rows.slice(0, over) : rows.slice(-over);
  if (far.some((row) => row.contains(document.activeElement) || row.querySelector("[data-editor]"))) return;
  for (const row of far) row.remove();
  if (fromStart) {
    list.dataset.first = Math.ceil(placeOf(rows[over]));
    list.dataset.older = "";
  } else {
    list.dataset.last = Math.floor(placeOf(rows[rows.length - over - 1]));
    delete list.dataset.complete;
  }
}
