// The rounds of a session, one's own: as soon as one is planned, some seconds before it begins, the page fetches the place
// of one's pairing, which waits hidden until the clock shows it (espace/places), or the word that one has none.
//
// <li data-round="12" data-planned="url" data-from data-until> in the agenda: the same for everyone.
import { now } from "espace/clock";
import { fetchFragment } from "espace/page";
import { addPlace, removePlace, setCard, setHours } from "espace/places";

const SPREAD = 5000; // two hundred pages do not ask at once
const AGAIN = 3000;
const MORE_ASKED = 30_000; // before the end, as the server asks
const main = document.querySelector("main[data-session]");
let telling = null;
const known = new Set(); // rounds of which the page holds what is one's own, or is about to

export function startRounds() {
  for (const place of main.querySelectorAll("[data-place^=round-]")) known.add(place.dataset.place.slice(6));
  for (const word of main.querySelectorAll("[data-unpaired]")) known.add(word.dataset.of);
  main.addEventListener("session:row", ({ detail }) => {
    if (detail.matches("[data-agenda]")) readAgenda();
    else if (detail.id.startsWith("pairing-")) readPairing(detail.id.slice(8));
    else return;
    clearTimeout(telling);
    telling = setTimeout(tellHost, 1000);
  });
  // Which pairings changed is not known then.
  main.addEventListener("session:reloaded", () => {
    for (const { round, planned, until } of rounds()) if (planned && until * 1000 > now()) fetchMine(round, planned);
  });
  main.addEventListener("session:second", () => { tidy(); showButtons(); });
  readAgenda();
  showButtons();
}

function rounds() {
  return [...main.querySelectorAll("[data-round]")].map(({ dataset }) => dataset);
}

function readAgenda() {
  for (const { round, planned, from, until, latest } of rounds()) {
    const goesOn = main.querySelector(`[data-place="round-${round}"] [data-extended]`);
    setHours(`round-${round}`, from, goesOn ? latest : until);
    if (!planned || known.has(round) || until * 1000 <= now()) continue;
    known.add(round);
    // What begins already is not spread.
    const left = Math.max(0, from * 1000 - now() - 8000);
    setTimeout(() => fetchMine(round, planned), Math.random() * Math.min(SPREAD, left));
  }
}

/** Somebody left the pairing, or joined it: those of it have another place, another card, or none. */
function readPairing(pairing) {
  const mine = main.querySelector(`[data-pairing="${pairing}"]`);
  const round = mine?.closest("[data-place^=round-]")?.dataset.place.slice(6) ?? mine?.dataset.of;
  const planned = rounds().find((one) => one.round === round)?.planned;
  if (planned) fetchMine(round, planned);
}

async function fetchMine(round, url) {
  try {
    const html = await fetchFragment(url);
    if (!html) return;
    const hasPlace = html.includes("data-place=");
    main.querySelector(`[data-unpaired][data-of="${round}"]`)?.remove();
    if (hasPlace) addPlace(html);
    else {
      removePlace(`round-${round}`);
      setCard("lobby", html);
    }
    readAgenda();
    showButtons();
  } catch {
    setTimeout(() => fetchMine(round, url), AGAIN);
  }
}

/** Take away what is over: a page hears only so many rooms. */
function tidy() {
  const open = new Set(rounds().filter(({ until }) => until * 1000 > now()).map(({ round }) => round));
  for (const place of main.querySelectorAll("[data-place^=round-]")) {
    if (place.dataset.until * 1000 <= now()) removePlace(place.dataset.place);
  }
  for (const word of main.querySelectorAll("[data-unpaired]")) if (!open.has(word.dataset.of)) word.remove();
}

/** What one may do from a moment on waits for it. */
function showButtons() {
  for (const button of main.querySelectorAll(".pairing button[data-from]")) button.disabled = button.dataset.from * 1000 > now();
  for (const form of main.querySelectorAll("form[data-more]")) {
    form.hidden = form.closest("[data-place]").dataset.until * 1000 - MORE_ASKED > now();
  }
}

/** Hosts see what came of it; others have no such panel. */
async function tellHost() {
  const panel = main.querySelector("[data-rounds-host]");
  if (!panel || panel.contains(document.activeElement)) return;
  const html = await fetchFragment(panel.dataset.roundsHost).catch(() => "");
  if (html) panel.outerHTML = html;
}
