// An open thread: what comes in below the reader is told by a bar, the reply leaves without the page,
// posts are edited in place.
import { newMessages, receiveOwn } from "espace/stream";

const SETTLED = 1000; // ms: a glance is not reading
const NEAR = 160; // px below the window that still count as its end

export function start() {
  const list = document.querySelector("[data-stream^='thread:']");
  startBar(list);
  if (list.dataset.readUrl) startReading(list);
  list.addEventListener("stream:after", ({ detail }) => { if (detail.event) refresh(); });
  // Before the composer hears of it: it takes a form that leaves the page for a form that was sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-reply]")) return;
    event.preventDefault();
    reply(event.target, list);
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    const row = link && document.getElementById(link.dataset.edit);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    import("espace/editing")
      .then(({ startEditing }) => startEditing(row, link.href))
      .catch(() => location.assign(link.href));
  });
}

/** Tell the server how far one has read: the last post that was on screen for a moment. Opens at what is new. */
function startReading(list) {
  let read = Number(list.dataset.read);
  let told = -1; // the first visit is told even when nothing is new: from then on the thread counts
  let timer = null;
  const line = list.querySelector(":scope > .unread-line");
  if (line && !location.hash && !location.search) line.scrollIntoView({ block: "start" });

  async function tell() {
    if (document.hidden || read <= told) return;
    const number = read;
    const { post } = await import("espace/send");
    const answer = await post(list.dataset.readUrl, { number }, { keepalive: true }).catch(() => null);
    if (answer?.ok) told = Math.max(told, number);
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) read = Math.max(read, Math.floor(target.dataset.place));
    }
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLED);
  });
  const watch = () => { for (const row of list.querySelectorAll(":scope > .post")) watcher.observe(row); };
  watch();
  list.addEventListener("stream:after", watch);
  document.addEventListener("visibilitychange", tell);
}

function startBar(list) {
  const bar = document.querySelector("[data-new-bar]");
  const button = bar.querySelector("button");
  let first = null; // the id of the first new post below
  let count = 0;
  let wasNear, form, formTop;

  const isNear = () => list.getBoundingClientRect().bottom < innerHeight + NEAR;
  const show = () => {
    bar.hidden = !count;
    button.querySelector("span").textContent = newMessages(count);
  };
  list.addEventListener("stream:before", () => {
    wasNear = isNear();
    // Whoever is writing does not see the field run away.
    form = document.activeElement.closest("[data-reply]");
    formTop = form && form.getBoundingClientRect().top;
  });
  list.addEventListener("stream:after", ({ detail: { added, missed } }) => {
    for (const row of added) row.classList.add("is-new");
    if (form) scrollBy(0, form.getBoundingClientRect().top - formTop);
    if (missed || (added.length && (form || !wasNear))) {
      first ??= added[0]?.id ?? null;
      count += added.length + missed;
      show();
    }
  });
  const forget = () => {
    [first, count] = [null, 0];
    show();
  };
  addEventListener("scroll", () => {
    if (count && list.dataset.complete !== undefined && list.getBoundingClientRect().bottom < innerHeight) forget();
  }, { passive: true });
  button.addEventListener("click", () => {
    const { complete, last } = list.dataset;
    // What came stands on a later page.
    if (!first && complete === undefined) return location.assign(`?message=${Number(last) + 1}`);
    const row = document.getElementById(first) ?? list.lastElementChild;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
    forget();
  });
}

async function reply(form, list) {
  const { newId, sendForm, showErrors } = await import("espace/send");
  const answer = await sendForm(form);
  if (!answer) return;
  const text = form.querySelector("textarea");
  text.value = "";
  form.elements.client_id.value = newId();
  showErrors(form, []);
  form.dispatchEvent(new CustomEvent("sent"));
  receiveOwn(list, answer.frames);
  // A page in the middle of the thread does not hold its end: go where the reply stands.
  const key = answer.frames[0].changes[0].key;
  if (!document.getElementById(key)) return location.assign(`/messages/${key.replace("post-", "")}/`);
  document.getElementById(key).scrollIntoView({ block: "nearest" });
  text.focus({ preventScroll: true });
}

/** The thread was closed, opened, hidden: show its state and its form as the server sees them now. */
async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    const typed = [...part.querySelectorAll("textarea")].some((text) => text.value.trim());
    if (fresh && !typed) part.replaceChildren(...fresh.childNodes);
  }
}
