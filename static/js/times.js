// Rewrites every <time datetime> in the reader's zone and language. data-time chooses how:
// "clock" 14 h 02 · "day" Aujourd’hui · "date" 3 nov. · "plain" stays · otherwise « il y a 12 min »,
// then « 3 nov., 8 h 14 ».
import { say } from "espace/page";

const language = document.documentElement.lang;
const french = language.startsWith("fr");
const zone = knownZone(document.body.dataset.timeZone);
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const formats = new Map();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function knownZone(name) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name || undefined }).resolvedOptions().timeZone;
  } catch {
    return "America/Toronto";
  }
}

function format(at, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone: zone, ...options }));
  return formats.get(key).format(at);
}

/** 14 h 02, or 2:02 p.m. in English. */
export function clock(at) {
  if (!french) return format(at, { hour: "numeric", minute: "2-digit" });
  const [hour, minute] = format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).match(/\d+/g);
  return `${Number(hour)}\u00a0h\u00a0${minute}`;
}

function date(at, options) {
  const text = format(at, { day: "numeric", ...options });
  return french ? text.replace(/^1 /, "1er ").replace(/(^|\s)1 (?=\p{L})/u, "$11er ") : text;
}

function dayNumber(at) {
  return format(at, { year: "numeric", month: "2-digit", day: "2-digit" });
}

/** Aujourd’hui, Hier, Vendredi 20 novembre, then with the year. */
export function day(at, now = Date.now()) {
  if (dayNumber(at) === dayNumber(now)) return say("today");
  const year = dayNumber(at).match(/\d{4}/)[0] === dayNumber(now).match(/\d{4}/)[0] ? {} : { year: "numeric" };
  const text = date(at, { weekday: "long", month: "long", ...year });
  return text[0].toUpperCase() + text.slice(1);
}

function shortDate(at, now) {
  return date(at, Math.abs(now - at) < 300 * DAY ? { month: "short" } : { month: "short", year: "numeric" });
}

function moment(at, now) {
  const age = now - at;
  if (age < MINUTE && age > -MINUTE) return say("just_now");
  if (age > 0 && age < HOUR) return relative.format(-Math.floor(age / MINUTE), "minute");
  if (age > 0 && age < DAY) return relative.format(-Math.floor(age / HOUR), "hour");
  return `${shortDate(at, now)}, ${clock(at)}`;
}

const STYLES = { clock, day, date: shortDate };

export function rewrite(time, now = Date.now()) {
  const at = Date.parse(time.dateTime);
  const style = time.dataset.time;
  if (Number.isNaN(at) || style === "plain") return;
  const text = (STYLES[style] ?? moment)(at, now);
  if (time.textContent !== text) time.textContent = text;
  if (!time.title) time.title = `${date(at, { weekday: "long", month: "long", year: "numeric" })}, ${clock(at)}`;
}

function rewriteAll(root) {
  for (const time of root.querySelectorAll("time[datetime]")) rewrite(time);
}

rewriteAll(document);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.matches("time[datetime]")) rewrite(node);
      rewriteAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
setInterval(() => { if (!document.hidden) rewriteAll(document); }, MINUTE);
document.addEventListener("visibilitychange", () => { if (!document.hidden) rewriteAll(document); });
