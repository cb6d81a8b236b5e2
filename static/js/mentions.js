// After an @, the people and companies that may be called here; choosing one writes the mention (content/mentions.py).
import "@github/text-expander-element";
import { announce, say } from "espace/page";

const WAIT = 120;
const EDGE = 8;

export function startMentions(expander) {
  const text = expander.querySelector("textarea");
  let asked = 0;
  let found = [];

  async function list(typed) {
    const turn = ++asked;
    await new Promise((resolve) => setTimeout(resolve, WAIT));
    const names = turn === asked ? await find(expander.dataset.names, typed) : null;
    // Overtaken by the next letter: its own list is on the way.
    if (turn !== asked) return new Promise(() => {});
    found = names ?? [];
    // A sentence after an @ is no name.
    const isName = names && typed.length > 1 && !typed.includes(" ");
    if (!found.length && isName) announce(say("names_none"));
    return { matched: found.length > 0 || isName, fragment: menuOf(found) };
  }

  expander.addEventListener("text-expander-change", ({ detail }) => {
    if (detail.text.trim()) detail.provide(list(detail.text));
    else asked += 1;
  });
  expander.addEventListener("text-expander-value", ({ detail }) => {
    detail.value = found[detail.item.dataset.at].text;
  });
  // The others who hear this field (draft, counter, size) hear of what was written into it.
  expander.addEventListener("text-expander-committed", () => {
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  expander.addEventListener("text-expander-activate", () => {
    const menu = expander.querySelector("[role=listbox]");
    menu.showPopover();
    queueMicrotask(() => keepOnScreen(menu, text));
  });
  // Typed while this module was on its way, by whom has not sent it yet.
  const isTyping = document.activeElement === text && !("left" in text.form.dataset);
  if (isTyping && text.value !== text.defaultValue) text.dispatchEvent(new InputEvent("input"));
}

async function find(address, typed) {
  const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`).catch(() => null);
  return answer?.ok && !answer.redirected ? (await answer.json()).names : null;
}

function menuOf(names) {
  const menu = document.createElement("ul");
  menu.className = "menu name-options";
  menu.role = "listbox";
  menu.popover = "manual";
  menu.setAttribute("aria-label", say("names"));
  menu.append(...names.map(({ name, about }, at) => {
    const option = document.createElement("li");
    const more = document.createElement("small");
    option.className = "menu-item";
    option.role = "option";
    option.id = `name-option-${at}`;
    option.dataset.at = at;
    more.textContent = about;
    option.append(name, more);
    return option;
  }));
  if (!names.length) {
    const note = document.createElement("li");
    note.className = "menu-note";
    note.role = "presentation";
    note.textContent = say("names_none");
    menu.append(note);
  }
  return menu;
}

/** The list stands under the @; above its line where there is no room, and never off the side. */
function keepOnScreen(menu, text) {
  const { top, bottom, left, width, height } = menu.getBoundingClientRect();
  if (bottom > innerHeight - EDGE) {
    const line = parseFloat(getComputedStyle(text).lineHeight) || 24;
    menu.style.top = `${Math.max(EDGE, top - height - line - EDGE)}px`;
  }
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}
