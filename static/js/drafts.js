// What was typed and not sent yet: on this device at once, on the server a second after typing stops, so that another
// device finds it. Private windows and full disks refuse: then nothing is promised.
import { post } from "espace/send";

const KEPT_FOR = 30 * 24 * 3600 * 1000;
const REST = 1000;
const SAVE_URL = "/brouillons/";

const keyOf = (place) => `draft:${document.body.dataset.person}:${place}`;

/** What this device holds for a place: { text, at, saved }, saved being the text that the server last took from here. */
function read(place) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(place)));
    return kept && Date.now() - kept.at < KEPT_FOR ? kept : null;
  } catch {
    return null;
  }
}

function write(place, kept) {
  try {
    if (kept) localStorage.setItem(keyOf(place), JSON.stringify(kept));
    else localStorage.removeItem(keyOf(place));
    return true;
  } catch {
    return false;
  }
}

export function keepDraft(place, text) {
  return write(place, text ? { text, at: Date.now(), saved: read(place)?.saved } : null);
}

export function dropDraft(place) {
  return write(place, null);
}

/**
 * Put what this device holds into a field that the page filled with what the server holds; tell whether it did.
 * What the server had taken from here is older than what it says now; what it never got stays, whatever it says.
 */
export function bringBack(field, place) {
  const kept = read(place);
  if (!kept || kept.text === field.value) return false;
  const there = field.value;
  if (kept.text === kept.saved || there.includes(kept.text)) {
    dropDraft(place);
    return false;
  }
  const goesOn = !there || there === kept.saved || kept.text.includes(there);
  field.value = goesOn ? kept.text : `${there}\n\n${kept.text}`;
  return true;
}

/**
 * Save the text and title of a form, and whether it is signed, when typing rests, and at once when the page or `signal`
 * ends; `saved` hears that it was.
 */
export function startSaving(form, place, saved, signal) {
  let timer = null;
  let sending = null;

  async function send(fields) {
    const answer = await post(SAVE_URL, { place, ...fields }, { keepalive: true }).catch(() => null);
    return answer?.ok;
  }

  async function save() {
    clearTimeout(timer);
    timer = null;
    const body = form.elements.body.value;
    const { title, signed } = form.elements;
    sending = send({ body, title: title?.value ?? "", signed: signed?.checked ? "1" : "" });
    const ok = await sending;
    sending = null;
    const kept = read(place);
    if (!ok || !kept) return;
    write(place, { ...kept, saved: body });
    if (kept.text === body) saved();
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, REST);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    // A save that is on its way might arrive after the text itself, which forgot it.
    sending?.then(() => send({}));
  };
  const flush = () => { if (timer) save(); };
  addEventListener("pagehide", flush, { signal });
  signal?.addEventListener("abort", flush);
  for (const name of ["title", "signed"]) form.elements[name]?.addEventListener("input", soon);
  return { soon, stop };
}
