// What every module needs from the page: its words, its form token, its polite voice, its fragments.
const words = JSON.parse(document.getElementById("words").textContent);
const announcer = document.getElementById("announcer");

/** Give a sentence of content/templatetags/ui.py in the page's language; {n} takes values.n. */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function csrfToken() {
  return document.body.dataset.csrf;
}

/** Speak to screen readers, once: a region that keeps its text would be read again with the next one. */
export function announce(text) {
  announcer.textContent = text;
  setTimeout(() => { if (announcer.textContent === text) announcer.textContent = ""; }, 4000);
}

/** Fetch a fragment made for htmx. A view that knows only whole pages gives what its main holds. */
export async function fetchFragment(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.redirected && isWholePage(await answer.clone().text())) {
    location.assign(answer.url);
    return null;
  }
  const text = await answer.text();
  if (isWholePage(text)) {
    const page = new DOMParser().parseFromString(text, "text/html");
    return page.getElementById("content")?.innerHTML ?? "";
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  return text;
}

/** Give life to the hx- attributes of a new piece of page. Few pages have any: htmx is fetched when one does. */
export async function enliven(root) {
  if (!root.querySelector("[hx-get], [hx-post]")) return;
  if (!window.htmx) await load(import.meta.resolve("htmx"));
  window.htmx.process(root);
}

function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

export function isWholePage(text) {
  return /^\s*<!doctype html/i.test(text);
}
