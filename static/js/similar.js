// While a title is typed, threads that say the same show under it. What is typed never moves, nor loses the focus.
import { announce, isWholePage } from "espace/page";

const REST = 500;
const WORD = /[\p{L}\p{N}]{3}/u;

export function startSimilar(field) {
  const place = field.form.querySelector("[data-similar-place]");
  let timer = null;
  let asking = null;
  let shown = field.defaultValue.trim();

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  };

  async function ask() {
    const title = field.value.trim();
    if (title === shown) return;
    asking?.abort(); // its answer would be for other words
    asking = new AbortController();
    const html = WORD.test(title) ? await fetchSimilar(title, asking.signal) : "";
    // Whoever reaches for a row keeps it.
    if (html === null || place.contains(document.activeElement)) return;
    shown = title;
    show(html);
  }

  async function fetchSimilar(title, signal) {
    const url = `${place.dataset.similarPlace}?q=${encodeURIComponent(title)}`;
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal }).catch(() => null);
    const html = answer?.ok ? await answer.text().catch(() => null) : null;
    return html && isWholePage(html) ? null : html;
  }

  function show(html) {
    const said = () => place.querySelector("[data-said]")?.dataset.said ?? "";
    const before = said();
    const top = document.activeElement.getBoundingClientRect().top;
    place.innerHTML = html;
    // Rows that come while the text under them is typed must not push it away.
    scrollBy(0, document.activeElement.getBoundingClientRect().top - top);
    if (said() !== before) announce(said());
  }

  field.addEventListener("input", soon);
  if (field.value.trim() !== shown) soon();
}
