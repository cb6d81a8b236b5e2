// An open thread: what comes in below the reader is told by a bar, the reply leaves without the page,
// posts are edited in place.
import { newMessages, receiveOwn } from "espace/stream";

const SETTLED = 1000; // ms: a glance is not reading
const NEAR = 160; // px below the window that still count as its end

export function start() {
  const list = document.querySelector("[data-stream^='thread:']");
  startBar(list);
  if (list.dataset.readUrl) startReading(list);
  const mark = () => { markVotes(list); markBookmarks(list); };
  mark();
  list.addEventListener("stream:after", mark);
  document.addEventListener("bookmarked", ({ detail: { name, kept } }) => {
    const others = (list.dataset.bookmarked ?? "").split(" ").filter((other) => other !== name);
    list.dataset.bookmarked = [...others, ...(kept ? [name] : [])].join(" ");
    markBookmarks(list);
  });
  list.addEventListener("stream:after", ({ detail }) => { if (detail.event) refresh(); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-change-post]") || !list) return;
    event.preventDefault();
    import("espace/answers").then(({ sendChoice }) => sendChoice(event.target, event.submitter));
  });
  // Before the composer hears of it: it takes a form that leaves the page for a form that was sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-reply]")) return;
    event.preventDefault();
    reply(event.target, list);
  }, true);
  if (document.querySelector("[data-reply]")) offerQuotes();
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

/** The rows are the same for everyone: the page marks what its reader voted for. */
function markVotes(list) {
  if (!document.body.dataset.person) return;
  const voted = (list.dataset.voted ?? "").split(" ");
  for (const link of list.querySelectorAll("[data-vote]")) {
    link.role = "button";
    link.ariaPressed = voted.includes(link.dataset.post);
  }
}

/** So it does what they bookmarked, the thread itself among it. */
function markBookmarks(list) {
  const kept = (list.dataset.bookmarked ?? "").split(" ");
  for (const link of document.querySelectorAll("[data-bookmark]")) {
    link.role = "button";
    link.ariaPressed = kept.includes(link.dataset.bookmark);
  }
}

function offerQuotes() {
  const follow = () => import("espace/quote").then(({ followSelection }) => followSelection(), () => {});
  // What was selected before this script came counts too.
  if (getSelection().isCollapsed) document.addEventListener("selectionchange", follow, { once: true });
  else follow();
}

/** Tell the server how far one has read: the last post that was on screen for a moment. Opens at what is new. */
function startReading(list) {
  let read = Number(list.dataset.read);
  let told = -1; // the first visit is told even when nothing is new: from then on the thread counts
  let timer = null;
  const line = list.querySelector(":scope > .unread-line");
  // Whoever scrolled before this script came, or came back to where they were, stays there.
  if (line && !scrollY && !location.hash && !location.search) line.scrollIntoView({ block: "start" });

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
  const news = new Set(); // the posts below that the reader has not been to
  let wasNear, form, formTop;

  const isNear = () => list.getBoundingClientRect().bottom < innerHeight + NEAR;
  const show = () => {
    bar.hidden = !news.size;
    button.querySelector("span").textContent = newMessages(news.size);
  };
  list.addEventListener("stream:before", () => {
    wasNear = isNear();
    // Whoever is writing does not see the field run away.
    form = document.activeElement.closest("[data-reply]");
    formTop = form && form.getBoundingClientRect().top;
  });
  list.addEventListener("stream:after", ({ detail: { added, missed, news: came = [], gone = [] } }) => {
    for (const row of added) row.classList.add("is-new");
    if (form) scrollBy(0, form.getBoundingClientRect().top - formTop);
    if (missed || form || !wasNear) for (const key of came) news.add(key);
    for (const key of gone) news.delete(key); // hidden before anyone here read it
    show();
  });
  const forget = () => {
    news.clear();
    show();
  };
  addEventListener("scroll", () => {
    if (news.size && list.dataset.complete !== undefined && list.getBoundingClientRect().bottom < innerHeight) forget();
  }, { passive: true });
  button.addEventListener("click", () => {
    const { complete, last } = list.dataset;
    // What came stands on a later page.
    const first = [...news].map((key) => document.getElementById(key)).find(Boolean);
    if (!first && complete === undefined) return location.assign(`?message=${Number(last) + 1}`);
    const row = first ?? list.lastElementChild;
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
  if (answer.frames[0].topic === list.dataset.stream) receiveOwn(list, answer.frames);
  // A page in the middle of the thread does not hold its end, that of a merged one nothing: go where the reply stands.
  const key = answer.frames[0].changes[0].key;
  if (!document.getElementById(key)) return location.assign(`/messages/${key.replace("post-", "")}/`);
  document.getElementById(key).scrollIntoView({ block: "nearest" });
  text.focus({ preventScroll: true });
}

/** The thread was closed, opened, hidden: show its state and its form as the server sees them now. */
async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    const typed = [...part.querySelectorAll("textarea")].some((text) => text.value.trim());
    if (fresh && !typed) part.replaceChildren(...fresh.childNodes);
  }
}
