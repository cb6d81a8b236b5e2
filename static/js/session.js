// A session while it is on: its rows arrive, and the clock says what is on.
//
// Others hear of it by events on <main>: "session:row" with each row that came or changed, "session:gone" with the key of
// one that left, "session:part" when another part begins, "session:second" every second,
// "session:reloaded" after too much had changed to be told. Rows stand in [data-rows="kind"].
import { keepClock, now } from "espace/clock";
import { ask, follow } from "espace/live";
import { announce } from "espace/page";
import { startPlaces } from "espace/places";
import { startRounds } from "espace/rounds";
import { parse, replace } from "espace/stream";
import { startTables } from "espace/tables";
import { startTalk } from "espace/talk";

const main = document.querySelector("main[data-session]");

export async function start() {
  await keepClock();
  follow(main.dataset.session, receive, () => Number(main.dataset.version));
  startPlaces();
  startRounds();
  startTalk();
  startTables();
  tick();
  setInterval(tick, 250);
}

// ---- Rows ---------------------------------------------------------------------------------

function receive(frame) {
  if (frame.reload) return reload();
  if (!frame.changes) return;
  const last = Number(main.dataset.version);
  if (frame.version <= last) return;
  if (frame.from > last) return ask(frame.topic, frame.version);
  applyChanges(frame.changes);
  main.dataset.version = frame.version;
}

/** Put rows where they belong, also those that answer one's own click. */
export function applyChanges(changes) {
  for (const { key, version, html, removed } of changes) {
    const shown = document.getElementById(key);
    if (Number(shown?.dataset.version) >= version) continue;
    if (removed) {
      shown?.remove();
      tell("gone", key);
      continue;
    }
    const row = parse(html).firstElementChild;
    if (shown) replace(shown, row);
    else main.querySelector(`[data-rows="${row.dataset.rows}"]`)?.append(row);
    tell("row", row);
  }
  tick();
}

/** Too much has changed: take all rows as the page shows them now. */
async function reload() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-session]");
    if (!fresh) return location.reload(); // over, or the door again
    for (const place of main.querySelectorAll("[data-rows]")) {
      const rows = fresh.querySelector(`[data-rows="${place.dataset.rows}"]`);
      if (rows) place.replaceChildren(...rows.children);
      for (const row of place.children) tell("row", row);
    }
    main.dataset.version = fresh.dataset.version;
    tell("reloaded");
    tick();
  } catch {
    // The next heads bring us back here.
  }
}

function tell(what, detail) {
  main.dispatchEvent(new CustomEvent(`session:${what}`, { detail }));
}

// ---- The clock ----------------------------------------------------------------------------

let shownSecond = null;
let shownPart = null;

/** The parts in order: {kind, title, from, until, rounds}, in milliseconds. */
export function parts() {
  return [...main.querySelectorAll("[data-agenda] [data-kind]")].map((step) => ({
    ...timed(step),
    kind: step.dataset.kind,
    title: step.querySelector("b").textContent,
    rounds: [...step.querySelectorAll("[data-round]")].map((round) => ({ ...timed(round), title: round.dataset.title })),
  }));
}

function timed(step) {
  return { step, from: step.dataset.from * 1000, until: step.dataset.until * 1000 };
}

function tick() {
  const moment = now();
  const all = parts();
  const part = all.find(({ until }) => until > moment);
  // While its rounds last, the clock is that of the round that runs or comes next.
  const round = part && part.from <= moment ? part.rounds.find(({ until }) => until > moment) : null;
  const shown = round ?? part;
  const left = shown ? Math.ceil(((moment < shown.from ? shown.from : shown.until) - moment) / 1000) : 0;
  const second = `${shown?.from} ${shown?.until} ${left}`;
  if (second === shownSecond) return;
  shownSecond = second;
  const next = part?.rounds[part.rounds.indexOf(round) + 1];
  showClock(shown, (round && next) ?? all[all.indexOf(part) + 1], moment, left);
  for (const one of [...all, ...all.flatMap(({ rounds }) => rounds)]) markStep(one, moment, one === part || one === round);
  const key = part && moment >= part.from ? `${part.kind} ${all.indexOf(part)}` : part ? "before" : "over";
  if (key !== shownPart) {
    if (shownPart !== null && part) announce(part.title);
    shownPart = key;
    main.dataset.kind = part?.kind ?? "";
    tell("part", part);
  }
  tell("second", moment);
}

function markStep({ step, from, until }, moment, isNow) {
  step.classList.toggle("is-past", until <= moment);
  if (isNow && from <= moment) step.setAttribute("aria-current", "step");
  else step.removeAttribute("aria-current");
}

function showClock(part, next, moment, left) {
  const clock = main.querySelector("[data-clock]");
  const words = clock.dataset;
  const isOn = part && moment >= part.from;
  const [min, s] = [Math.floor(left / 60), left % 60];
  const time = clock.querySelector("[data-clock-left]");
  time.textContent = part ? `${String(min).padStart(2, "0")}:${String(s).padStart(2, "0")}` : "";
  time.setAttribute("aria-label", words.left.replace("{min}", min).replace("{s}", s));
  clock.querySelector("[data-clock-now]").textContent = part ? part.title : words.over;
  clock.querySelector("[data-clock-next]").textContent = !part ? "" : !isOn ? words.before : next ? words.next.replace("{what}", next.title) : "";
  clock.querySelector("[data-clock-gauge]").value = isOn ? (part.until - moment) / (part.until - part.from) : 0;
}
