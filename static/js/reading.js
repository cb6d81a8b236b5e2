// What the reader has seen of a room: the unread line, « go to the latest » with its count, and telling the server.
import { showCounters } from "espace/live";
import { post } from "espace/send";
import { newMessages, placeOf, rowsOf } from "espace/stream";

const SETTLED = 1000; // a glance is not reading

export function startReading(room, list, { scroller, isAtEnd, toEnd }, signal) {
  const line = room.querySelector("[data-unread-template]").content.firstElementChild.cloneNode(true);
  const latest = room.querySelector("[data-latest]");
  let read = Number(list.dataset.read);
  let sent = -1; // the first visit is told even when nothing is new: from then on the room counts
  let lineAfter = read;
  let unseen = 0;
  let timer = null;
  let isInSight = false; // another room may stand in its place

  const isAttended = () => isInSight && isAtEnd() && !document.hidden && document.hasFocus();
  const newest = () => Math.max(list.dataset.last, list.dataset.newest ?? 0);

  function drawLine() {
    const news = rowsOf(list).filter((row) => row.matches("[data-author]:not(.is-mine)") && placeOf(row) > lineAfter);
    list.querySelector(":scope > .unread-line")?.remove();
    // Above all of it stand messages that are not loaded: the line is up there with them.
    if (!news.length || (list.dataset.older !== undefined && Number(list.dataset.first) > lineAfter + 1)) return;
    line.textContent = newMessages(news.length);
    news[0].before(line);
  }

  function drawLatest() {
    if (isAtEnd()) unseen = 0;
    latest.hidden = isAtEnd();
    latest.querySelector("span").textContent = unseen ? newMessages(unseen) : latest.dataset.word;
  }

  async function tellRead() {
    const number = newest();
    if (!isAttended() || number <= sent) return;
    try {
      const { ok } = await post(room.dataset.readUrl, { number }, { keepalive: true });
      if (!ok) return;
      [sent, read] = [number, Math.max(read, number)];
      if (newest() === number) showCounters({ [list.dataset.stream]: 0, [`${list.dataset.stream}:mentions`]: 0 });
    } catch {
      // Told with the next message, or at the next visit.
    }
  }

  function look() {
    drawLatest();
    clearTimeout(timer);
    if (isAttended()) timer = setTimeout(tellRead, SETTLED);
  }

  /** One's own word: what came before it has been read. */
  function forgetLine() {
    lineAfter = Math.max(lineAfter, newest());
    drawLine();
  }

  let wasAttended = false;
  list.addEventListener("stream:before", () => { wasAttended = isAttended(); });
  function update({ added, missed }) {
    const count = added.length + missed;
    const before = added.length ? placeOf(added[0]) - 1 : newest() - missed;
    // Read to the end before: the line moves to what comes while nobody looks.
    if (count && !wasAttended && read >= before) lineAfter = read;
    else if (count && wasAttended && !line.isConnected) lineAfter = newest();
    if (!isAtEnd()) unseen += count;
    drawLine();
    look();
  }

  scroller.addEventListener("scroll", look, { passive: true });
  for (const kind of ["focus", "blur"]) addEventListener(kind, look, { signal });
  // Whoever left the room has nothing to tell it.
  signal.addEventListener("abort", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", look, { signal });
  const watcher = new IntersectionObserver((entries) => {
    isInSight = entries.at(-1).isIntersecting;
    look();
  });
  watcher.observe(scroller);
  signal.addEventListener("abort", () => {
    watcher.disconnect();
    clearTimeout(timer);
  });
  latest.addEventListener("click", async (event) => {
    event.preventDefault();
    await toEnd();
    room.querySelector("[data-chat] textarea")?.focus({ preventScroll: true });
    look();
  });
  drawLine();
  // Opened on what is new, when there is more of it than the window shows.
  // The room scrolls, not the page that it may be a part of.
  const above = line.isConnected && !location.hash ? line.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0;
  if (above < 0) scroller.scrollTop += above;
  look();
  return { update, forgetLine };
}
