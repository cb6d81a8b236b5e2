// Loaded by every page: finds what asks for behaviour and fetches each module when it is first needed.
import { csrfToken, enliven, isWholePage, say } from "espace/page";
import "espace/times";

const body = document.body;

// Clicks: [what was clicked, its module, its function]. A link keeps its address for when scripts fail.
const CLICKS = [
  ["[data-theme-switch]", "espace/theme", "switchTheme"],
  ["[data-menu]", "espace/menu", "toggleMenu"],
  ["[data-dialog]", "espace/dialog", "openDialog"],
  ["[data-copy]", "espace/copy", "copyLink"],
];
// First focus or touch: a module that takes over the element it is given.
const FOCUS = [
  ["[data-composer]", "espace/composer", "startComposer"],
  ["[data-tags]", "espace/tags", "startTags"],
];

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

for (const kind of ["focusin", "pointerdown"]) {
  document.addEventListener(kind, ({ target }) => {
    for (const [selector, module, name] of FOCUS) {
      const element = target.closest?.(selector);
      if (element) start(element, module, name);
    }
  });
}

// A toolbar's button that is clicked before its module has come does its work then.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-md-button]");
  if (!button || customElements.get("markdown-toolbar")) return;
  customElements.whenDefined("markdown-toolbar").then(() => button.click());
});

function start(element, module, name) {
  if ("started" in element.dataset) return;
  element.dataset.started = "";
  import(module).then((loaded) => loaded[name](element), () => delete element.dataset.started);
}

// Unsent text comes back before anyone looks for it. Only members write, and theirs is a browser that keeps things.
function bringTextBack() {
  // A form that left with its text has arrived, unless this page shows it again or tells of an error.
  const left = sessionStorage.getItem("left-with");
  sessionStorage.removeItem("left-with");
  if (left && !document.querySelector(`[data-draft="${CSS.escape(left)}"], .error-page`)) {
    import("espace/drafts").then(({ draftKey, keepDraft }) => keepDraft(draftKey(left), ""));
  }
  for (const element of document.querySelectorAll("[data-composer][data-draft]")) {
    const kept = localStorage.getItem(`draft:${body.dataset.person}:${element.dataset.draft}`);
    if (kept) start(element, ...FOCUS[0].slice(1));
  }
}
if (body.dataset.person) bringTextBack();

// One hearing for the whole page: members by socket, visitors only where a list is live.
if (body.dataset.person || document.querySelector("[data-stream], [data-hint]")) {
  import("espace/live").then((live) => live.openLive());
}
enliven(body);

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
