// One hearing for the whole page. Members have a socket; guests, and pages whose socket is blocked, ask now and
// then for the same frames. What a frame holds is the business of those who follow its topic (espace/stream).
import { say } from "espace/page";

const SECOND = 1000;
const QUIET = 5 * SECOND; // a short cut is not worth a word
const HOLE = 300; // a frame that overtook another
const LONGEST_WAIT = 30 * SECOND;
const MOST_OWED = 64; // frames that a page keeps unacknowledged while they keep coming
const SILENCE = 60 * SECOND; // the server speaks every 25 s
const POLL = 4 * SECOND;
const POLL_GUEST = 20 * SECOND;
const POLL_HINT_GUEST = 60 * SECOND;
const POLL_COUNTERS = 25 * SECOND;
const PARTS = [
  ["[data-stream]", "espace/stream"],
  ["[data-stream^='thread:']", "espace/thread"],
  ["[data-room-page]", "espace/room"],
  ["main[data-session]", "espace/session"],
  ["[data-console]", "espace/console"],
  ["[data-hint]", "espace/list"],
];

const page = document.body.dataset;
const topics = new Map();
let socket = null;
let state = "opening"; // then live, lost, polling, out (signed out) or off (not allowed)
let failures = 0;
let heardAt = 0;
let countedAt = 0;
let toldBuild = false;
const timers = {};
// What the next acknowledgement will say, how many frames it is for, and when it must leave.
let unsaid = {};
let owed = 0;
let acknowledgeBy = 0;

/** Start to hear, and the parts of this page that do; they have started when the promise is kept. */
export function openLive() {
  const parts = PARTS.filter(([selector]) => document.querySelector(selector));
  const started = Promise.all(parts.map(([, module]) => import(module).then((part) => part.start())));
  if (page.person) hearBySocket();
  else pollSoon();
  return started;
}

function hearBySocket() {
  open();
  setInterval(() => { if (state === "live" && Date.now() - heardAt > SILENCE) reopen(); }, 10 * SECOND);
  addEventListener("online", wake);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) wake(); });
  addEventListener("pagehide", () => socket?.close());
  document.querySelector("[data-connection-retry]")?.addEventListener("click", wake);
}
document.addEventListener("visibilitychange", wake);

// ---- Topics -------------------------------------------------------------------------------

/**
 * Hear a topic's frames, until `signal` ends it. `position()` tells the version that the page shows; hints have none.
 */
export function follow(name, hear, position = null, signal = null) {
  const topic = topics.get(name) ?? { hearers: [], position: null, wanted: 0, wait: HOLE, polledAt: Date.now() };
  topics.set(name, topic);
  topic.hearers.push(hear);
  topic.position ??= position;
  signal?.addEventListener("abort", () => unfollow(name, hear));
  if (state === "live") join(name);
}

/** Stop hearing; who was the last one to hear a topic leaves it. */
function unfollow(name, hear) {
  const topic = topics.get(name);
  if (!topic?.hearers.includes(hear)) return;
  topic.hearers = topic.hearers.filter((other) => other !== hear);
  if (topic.hearers.length) return;
  clearTimeout(topic.timer);
  topics.delete(name);
  if (state === "live") tell({ type: "leave", topic: name });
}

/** Something up to `version` is missing: it may come in a moment; else ask for it, less and less often. */
export function ask(name, version = Infinity) {
  const topic = topics.get(name);
  if (!topic?.position) return;
  topic.wanted = Math.max(topic.wanted, version);
  topic.timer ??= setTimeout(() => {
    const { wanted, position } = topic;
    topic.timer = null;
    topic.wanted = 0;
    if (position() >= wanted) topic.wait = HOLE;
    else {
      topic.wait = Math.min(topic.wait * 2, LONGEST_WAIT);
      if (state === "live") join(name);
      else pollTopic(name, topic).catch(() => {});
    }
  }, topic.wait);
}

export function isLive() {
  return state === "live";
}

/** Say that the person is writing here; without a socket nobody hears. */
export function sayTyping(topic) {
  if (state === "live") tell({ type: "typing", topic });
}

function join(name) {
  const version = topics.get(name).position?.();
  tell(version === undefined ? { type: "join", topic: name } : { type: "join", topic: name, version });
}

function take(frame) {
  const topic = topics.get(frame.topic);
  if (frame.build) return checkBuild(frame.build);
  if (frame.news) return askCounters().catch(() => {});
  if (frame.heads) return takeHeads(frame);
  if (!topic) return;
  if (frame.gone) {
    topics.delete(frame.topic);
    // A page that can do without this topic says so.
    const gone = new CustomEvent("live:gone", { detail: frame.topic, cancelable: true });
    return document.dispatchEvent(gone) && show("gone");
  }
  if ("joined" in frame) {
    if (topic.position && frame.joined > topic.position()) ask(frame.topic, frame.joined);
    else topic.wait = HOLE;
    return;
  }
  if (frame.version) owe(frame);
  for (const hear of topic.hearers) hear(frame);
}

function takeHeads({ heads, counters }) {
  for (const [name, head] of Object.entries(heads)) {
    if (topics.get(name)?.position?.() < head) ask(name, head);
  }
  if (counters) takeCounters(counters);
}

// ---- The socket ---------------------------------------------------------------------------

function open() {
  clearTimeout(timers.open);
  if (socket) return;
  const url = `${location.protocol.replace("http", "ws")}//${location.host}/ws/?lang=${page.language.toLowerCase()}`;
  const opened = (socket = new WebSocket(url));
  // Some networks swallow the handshake without an answer.
  const giveUp = setTimeout(() => opened.close(), 10 * SECOND);
  opened.onmessage = ({ data }) => {
    clearTimeout(giveUp);
    heardAt = Date.now();
    if (state !== "live") becomeLive();
    JSON.parse(data).forEach(take);
    if (owed) acknowledgeSoon();
  };
  opened.onclose = ({ code }) => {
    clearTimeout(giveUp);
    if (socket === opened) closed(code);
  };
}

function becomeLive() {
  failures = 0;
  clearTimeout(timers.poll);
  timers.poll = null;
  become("live");
  for (const name of topics.keys()) join(name);
}

function closed(code) {
  socket = null;
  failures += 1;
  forgetOwed();
  if (code === 4401) return become("out");
  if (code === 4403) return become("off");
  if (state !== "polling") become("lost");
  if (code === 4429 || code === 4013) failures = Math.max(failures, 4);
  if (failures >= 2 && !timers.poll) pollSoon(0);
  // Full jitter: pages that were cut together do not come back together.
  const longest = Math.min(LONGEST_WAIT, SECOND * 2 ** failures);
  timers.open = setTimeout(open, SECOND + Math.random() * (longest - SECOND));
}

function reopen() {
  const dead = socket;
  socket = null;
  dead?.close();
  become("lost");
  open();
}

/** Back from sleep, from another tab, from a cut: whatever timers were set then are late. */
function wake() {
  if (document.hidden || state === "out" || state === "off") return;
  if (!page.person || !socket) pollSoon(0);
  if (!page.person) return;
  if (!socket) open();
  else if (state === "live" && Date.now() - heardAt > LONGEST_WAIT) reopen();
  else if (state === "live") for (const name of topics.keys()) join(name);
}

function tell(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function owe({ topic, version }) {
  if (!owed) acknowledgeBy = Date.now() + (3 + 2 * Math.random()) * SECOND;
  owed += 1;
  unsaid[topic] = Math.max(version, unsaid[topic] ?? 0);
}

/**
 * Within a second of the last frame; while frames keep coming every few seconds, at another moment on each page: the
 * acknowledgements of a full room cost the server as much as its messages. By the clock as well as by a timer: those of
 * a hidden tab sleep for a minute.
 */
function acknowledgeSoon() {
  clearTimeout(timers.acknowledge);
  if (owed >= MOST_OWED || Date.now() > acknowledgeBy) acknowledge();
  else timers.acknowledge = setTimeout(acknowledge, (0.5 + Math.random() / 2) * SECOND);
}

function acknowledge() {
  if (owed) tell({ type: "ack", topics: unsaid });
  forgetOwed();
}

function forgetOwed() {
  unsaid = {};
  owed = 0;
}

// ---- Without a socket ---------------------------------------------------------------------

function pollSoon(wait = (page.person ? POLL : POLL_GUEST) * (0.75 + Math.random() / 2)) {
  clearTimeout(timers.poll);
  timers.poll = setTimeout(poll, wait);
}

async function poll() {
  timers.poll = null;
  if (state === "live" || state === "out" || state === "off" || document.hidden) return; // wake() comes back to it
  let answered = 0;
  try {
    for (const [name, topic] of [...topics]) answered += await pollTopic(name, topic);
    if (page.person && Date.now() - countedAt > POLL_COUNTERS) answered += await askCounters();
    if (answered && page.person && state !== "live") become("polling");
  } catch {
    if (page.person && state !== "live") become("lost");
  }
  pollSoon();
}

async function pollTopic(name, topic) {
  // A hint asked for is always given: not too often.
  if (!topic.position && Date.now() - topic.polledAt < (page.person ? POLL_COUNTERS : POLL_HINT_GUEST)) return 0;
  topic.polledAt = Date.now();
  const query = new URLSearchParams({ topic: name, version: topic.position?.() ?? "" });
  const answer = await fetch(`/direct/depuis/?${query}`, { signal: AbortSignal.timeout(10 * SECOND) });
  if (answer.status === 404) take({ topic: name, gone: true });
  else if (!answer.ok) throw new Error(`${answer.status}`);
  else (await answer.json()).frames.forEach(take);
  return 1;
}

// ---- What every page shows ----------------------------------------------------------------

async function askCounters() {
  const answer = await fetch("/direct/compteurs/");
  if (!answer.ok) throw new Error(`${answer.status}`);
  countedAt = Date.now();
  takeCounters((await answer.json()).counters);
  return 1;
}

/** All that is counted: what is not told is 0. */
function takeCounters(counters) {
  const shown = [...document.querySelectorAll("[data-counter]")].map((place) => [place.dataset.counter, 0]);
  showCounters({ ...Object.fromEntries(shown), ...counters });
}

export function showCounters(counters) {
  for (const [name, n] of Object.entries(counters)) {
    for (const place of document.querySelectorAll(`[data-counter="${name}"]`)) {
      place.textContent = n;
      place.hidden = !n;
    }
  }
  document.dispatchEvent(new CustomEvent("live:counters", { detail: counters }));
}

async function checkBuild(build) {
  if (build === page.build || toldBuild) return;
  toldBuild = true;
  const { toast } = await import("espace/toast");
  toast(say("new_build"), { action: say("reload"), onAction: () => location.reload(), seconds: 3600 });
}

function become(next) {
  if (next === state) return;
  state = next;
  document.dispatchEvent(new CustomEvent("live:state", { detail: state }));
  clearTimeout(timers.show);
  const wait = state === "lost" ? QUIET : 0;
  timers.show = setTimeout(() => show(state), wait);
}

/** Tell how the page stands. A page with a place of its own for « not live » (data-live-note) says it there. */
function show(what) {
  const banner = document.querySelector("[data-connection]");
  const notes = [...document.querySelectorAll("[data-live-note]")];
  for (const note of notes) note.hidden = what !== "polling";
  if (what === "live" && banner.hidden) return;
  banner.hidden = what === "polling" && notes.length > 0;
  banner.dataset.state = what;
  banner.classList.toggle("is-back", what === "live");
  banner.querySelector("[data-connection-text]").textContent = banner.dataset[what];
  banner.querySelector("[data-connection-retry]").hidden = what !== "lost";
  banner.querySelector("[data-connection-out]").hidden = what !== "out";
  if (what === "live") timers.show = setTimeout(() => { banner.hidden = true; }, 2.5 * SECOND);
}
