// What was typed and not sent yet, on this device. Private windows and full disks refuse: then nothing is promised.
const KEPT_FOR = 30 * 24 * 3600 * 1000;

export function draftKey(name) {
  return `draft:${document.body.dataset.person}:${name}`;
}

export function readDraft(key) {
  try {
    const { text, at } = JSON.parse(localStorage.getItem(key));
    return Date.now() - at < KEPT_FOR ? text : "";
  } catch {
    return "";
  }
}

export function keepDraft(key, text) {
  try {
    if (text) localStorage.setItem(key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}
