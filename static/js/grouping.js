// The marks between messages: a new day, a new speaker. The server draws them first by the same rule (chat/reading.py);
// the page draws them again when rows come and go, in the reader's own time zone.
import { day, rewrite } from "espace/times";

const BREATH = 5 * 60_000; // messages of one person closer than this stand under one name

export function regroup(list, template) {
  let previous = null;
  const marks = new Set(list.querySelectorAll(":scope > .day"));
  for (const row of list.querySelectorAll(":scope > :is([data-place], [data-pending])")) {
    const { author } = row.dataset;
    const at = Date.parse(row.querySelector("time").dateTime);
    const today = day(at);
    const begins = today !== previous?.today;
    if (begins) marks.delete(markDay(row, template));
    const goesOn = !begins && author === previous.author && at - previous.at < BREATH;
    if (author) row.classList.toggle("message-first", !goesOn);
    previous = { author, at, today };
  }
  for (const mark of marks) mark.remove();
}

/** Find or make the day's mark above a row. */
function markDay(row, template) {
  let above = row;
  while (above.previousElementSibling?.matches(".day, .unread-line")) above = above.previousElementSibling;
  const mark = above.matches(".day") ? above : template.content.firstElementChild.cloneNode(true);
  const time = mark.querySelector("time");
  time.dateTime = row.querySelector("time").dateTime;
  rewrite(time);
  if (mark !== above) above.before(mark);
  return mark;
}

