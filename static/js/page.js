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

/** Whether a pressed key is for the list of names under the field: it chooses the marked one, or has just done so. */
export function isChoosing({ target, defaultPrevented }) {
  return defaultPrevented || target.hasAttribute("aria-activedescendant");
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

/**
 * Give life to the hx- attributes of a new piece of page. Few pages have any: htmx is fetched when one does. Without it
 * forms and links lead to pages.
 */
export async function enliven(root) {
  if (!root.querySelector("[hx-get], [hx-post]")) return;
  if (!window.htmx) await load(import.meta.resolve("htmx")).catch(() => {});
  if (!window.htmx) return;
  window.htmx.process(root);
  // What was typed while htmx was on its way counts too.
  for (const field of root.querySelectorAll("input[hx-get]")) {
    if (field.value !== field.defaultValue) window.htmx.trigger(field, "input");
  }
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
