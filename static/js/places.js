// Where one is in a session: of the places that the page holds, the clock shows one (networking/whereabouts.py chooses
// likewise). Each keeps its room, read and written in while another is shown.
//
// <section data-place="table">: shown while data-from and data-until (seconds) hold the present, else in the part
// data-part, else it is the lobby. One without a room of its own in it fetches that of data-room-url.
import { now } from "espace/clock";
import { announce, enliven, fetchFragment } from "espace/page";
import { parse } from "espace/stream";

const SPREAD = 5000; // two hundred pages do not ask for a room at once
const main = document.querySelector("main[data-session]");
const places = main.querySelector(".session-places");
const rooms = new WeakMap(); // place: the promise of what stops its room

export function startPlaces() {
  for (const place of places.children) prepare(place);
  main.addEventListener("session:second", show);
  // Whoever leaves a table hears its room no more: nothing to tell of.
  document.addEventListener("live:gone", (event) => { if (event.detail.startsWith("room:")) event.preventDefault(); });
  show();
}

/** Add a place, or put it where the one of its name was. */
export function addPlace(html) {
  const place = parse(html).firstElementChild;
  const old = named(place.dataset.place);
  place.hidden = true;
  if (old?.dataset.roomUrl === place.dataset.roomUrl) {
    // The same room goes on, with what one types there.
    setCard(old.dataset.place, place.querySelector("[data-place-card]").innerHTML);
    return;
  }
  if (old) {
    stop(old);
    old.replaceWith(place);
  } else places.append(place);
  enliven(place);
  prepare(place);
  show();
}

/** Put another card above the room of a place. */
export function setCard(name, html) {
  const card = named(name).querySelector("[data-place-card]");
  card.innerHTML = html;
  enliven(card);
}

/** Move a place to other hours, in seconds. */
export function setHours(name, from, until) {
  const place = named(name);
  if (place) Object.assign(place.dataset, { from, until });
}

export function removePlace(name) {
  const place = named(name);
  if (!place) return;
  stop(place);
  place.remove();
  show();
}

function named(name) {
  return places.querySelector(`:scope > [data-place="${name}"]`);
}

// ---- Which one is shown -------------------------------------------------------------------

function show() {
  const chosen = choose(now() / 1000);
  const shown = [...places.children].find((place) => !place.hidden);
  if (chosen === shown || !chosen) return;
  const hadFocus = shown?.contains(document.activeElement);
  for (const place of places.children) place.hidden = place !== chosen;
  start(chosen);
  if (!shown) return;
  announce(chosen.ariaLabel);
  if (!hadFocus) return;
  chosen.tabIndex = -1;
  chosen.focus({ preventScroll: true });
}

function choose(moment) {
  const all = [...places.children];
  const timed = all.filter(({ dataset: { from, until } }) => from <= moment && moment < until);
  const [latest] = timed.sort((a, b) => b.dataset.from - a.dataset.from);
  return latest ?? all.find(({ dataset }) => dataset.part && dataset.part === main.dataset.kind) ?? named("lobby");
}

// ---- Their rooms --------------------------------------------------------------------------

/** Rooms of places that are shown later come in their own time. */
function prepare(place) {
  if (place.querySelector("[data-room]")) start(place);
  else if (place.dataset.roomUrl) setTimeout(() => start(place), Math.random() * SPREAD);
}

function start(place) {
  if (!rooms.has(place)) rooms.set(place, startRoomOf(place));
}

async function startRoomOf(place) {
  try {
    if (!place.querySelector("[data-room]") && place.dataset.roomUrl) {
      const html = await fetchFragment(place.dataset.roomUrl);
      if (!place.isConnected) return null;
      place.querySelector("[data-room-here]").replaceChildren(...parse(html).children);
    }
    const room = place.querySelector("[data-room]");
    if (!room) return null;
    const { startRoom } = await import("espace/room");
    return place.isConnected ? startRoom(room) : null;
  } catch {
    rooms.delete(place); // the next time that it is shown
    return null;
  }
}

async function stop(place) {
  const end = await rooms.get(place);
  end?.();
}
