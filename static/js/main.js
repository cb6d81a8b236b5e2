// Loaded by every page: finds what asks for behaviour and fetches each module when it is first needed.
import { csrfToken, enliven, isWholePage, say } from "espace/page";
import "espace/times";

const body = document.body;

// Clicks: [what was clicked, its module, its function]. A link keeps its address for when scripts fail.
const CLICKS = [
  ["[data-theme-switch]", "espace/theme", "switchTheme"],
  ["[data-menu]", "espace/menu", "toggleMenu"],
  ["[data-bell]", "espace/bell", "toggleBell"],
  ["[data-dialog]", "espace/dialog", "openDialog"],
  ["[data-copy]", "espace/copy", "copyLink"],
  ["[data-quote]", "espace/quote", "quotePost"],
  ["[data-accept]", "espace/answers", "accept"],
  ["[data-vote]", "espace/answers", "vote"],
  ["[data-attach]", "espace/attach", "chooseFiles"],
  ["[data-print]", "espace/printing", "printPage"],
];
// First focus or touch, or a file that is dragged there: a module that takes over the element it is given.
const FOCUS = [
  ["[data-composer]", "espace/composer", "startComposer"],
  ["[data-tags]", "espace/tags", "startTags"],
  ["[data-similar]", "espace/similar", "startSimilar"],
  ["[data-names]", "espace/mentions", "startMentions"],
];

// For modules that arrive after a form has left (espace/composer).
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) event.target.dataset.left = "";
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  for (const [selector, module, name] of CLICKS) {
    const element = event.target.closest(selector);
    if (!element) continue;
    event.preventDefault();
    import(module).then((loaded) => loaded[name](element), () => { if (element.href) location.assign(element.href); });
    return;
  }
});

// The first key that is pressed fetches the shortcuts; those that are pressed meanwhile wait for them, in their order.
let shortcuts = null;
function hear(event) {
  shortcuts ??= import("espace/shortcuts");
  shortcuts.then(({ start }) => {
    document.removeEventListener("keydown", hear);
    start(event);
  }, () => { shortcuts = null; });
}
if (body.dataset.shortcuts) document.addEventListener("keydown", hear);

// A file field says in its own words which file it holds (templates/django/forms/field.html).
document.addEventListener("change", ({ target }) => {
  const name = target.type === "file" && target.parentElement?.querySelector("[data-file-name]");
  if (!name) return;
  name.dataset.none ??= name.textContent;
  name.textContent = target.files[0]?.name ?? name.dataset.none;
});

const starting = new WeakMap(); // element: the promise that it has started
function start(element, module, name) {
  if (starting.has(element)) return;
  starting.set(element, import(module).then((loaded) => {
    loaded[name](element);
    element.dataset.started = "";
  }, () => { starting.delete(element); }));
}

function startFor({ target }) {
  for (const [selector, module, name] of FOCUS) {
    const element = target.closest?.(selector);
    if (element) start(element, module, name);
  }
}
for (const kind of ["focusin", "pointerdown", "dragenter"]) document.addEventListener(kind, startFor);
startFor({ target: document.activeElement }); // whoever was there before this script

// A composer's button that is clicked before its module has come does its work then.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-md-button], [data-composer-preview]");
  const composer = button?.closest("[data-composer]");
  if (composer && !("started" in composer.dataset)) starting.get(composer)?.then(() => button.click());
});

// Unsent text comes back before anyone looks for it. Only members write, and theirs is a browser that keeps things.
function bringTextBack() {
  // A form that left with its text has arrived, unless this page shows it again or tells of an error.
  const left = sessionStorage.getItem("left-with");
  sessionStorage.removeItem("left-with");
  if (left && !document.querySelector(`[data-draft="${CSS.escape(left)}"], .error-page`)) {
    import("espace/drafts").then(({ dropDraft }) => dropDraft(left));
  }
  for (const element of document.querySelectorAll("[data-composer][data-draft]")) {
    const kept = localStorage.getItem(`draft:${body.dataset.person}:${element.dataset.draft}`);
    if (kept) start(element, ...FOCUS[0].slice(1));
  }
}
if (body.dataset.person) {
  bringTextBack();
  import("espace/photos");
}

// One hearing for the whole page: members by socket, visitors only where a list is live.
const hearing = body.dataset.person || document.querySelector("[data-stream], [data-hint]");
const parts = [enliven(body), hearing && import("espace/live").then((live) => live.openLive())];
if (document.querySelector("[data-lazy]")) import("espace/lazy");
// As a part that has started says it: whoever drives the page from outside need not guess.
Promise.all(parts).then(() => { body.dataset.started = ""; });

// ---- Answers to htmx ----------------------------------------------------------------------

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = csrfToken();
});

// A whole page where a fragment was asked for: signed out meanwhile, or an error page. Never swap it in: what was
// typed would go. Those that take a part of a page (hx-select) asked for it, unless they were led elsewhere.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, requestConfig, pathInfo } = detail;
  if (!isWholePage(xhr.responseText)) return;
  const isThere = new URL(xhr.responseURL).pathname === new URL(pathInfo.requestPath, location.href).pathname;
  if (xhr.status < 400 && isThere && requestConfig.elt.closest("[hx-select]")) return;
  detail.shouldSwap = false;
  if (xhr.status < 400) return location.assign(xhr.responseURL);
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const said = [page.querySelector("h1"), page.querySelector("h1 + p")].map((part) => part?.textContent.trim());
  tell(said.filter(Boolean).join(". ") || say("failed"));
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!isWholePage(detail.xhr.responseText)) tell(say("failed"));
});
document.addEventListener("htmx:sendError", () => tell(say("offline")));
// A view can say something short with the header HX-Trigger: {"toast": "Lien copié"}.
document.addEventListener("toast", ({ detail }) => tell(detail.value));

function tell(text) {
  import("espace/toast").then(({ toast }) => toast(text));
}
