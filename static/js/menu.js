// « … »: a link to a page of actions. With scripts the same list opens beside it, as a popover.
import { enliven, fetchFragment, say } from "espace/page";
import { toast } from "espace/toast";

let open = null;

export async function toggleMenu(link) {
  if (open?.opener === link) return open.hidePopover();
  open?.hidePopover();
  link.setAttribute("aria-busy", "true");
  let html;
  try {
    html = await fetchFragment(link.href);
  } catch {
    return toast(say("failed"));
  } finally {
    link.removeAttribute("aria-busy");
  }
  if (html === null) return;
  showMenu(html, link);
}

function showMenu(html, opener) {
  const menu = document.createElement("div");
  menu.className = "menu menu-beside";
  menu.popover = "auto";
  menu.opener = opener;
  menu.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
  menu.innerHTML = html;
  document.body.append(menu);
  enliven(menu);
  menu.addEventListener("keydown", moveFocus);
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    opener.setAttribute("aria-expanded", "false");
    menu.remove();
    if (open === menu) open = null;
    if (hadFocus && opener.isConnected) opener.focus();
  });
  menu.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) menu.hidePopover(); });
  menu.showPopover();
  place(menu, opener);
  opener.setAttribute("aria-expanded", "true");
  open = menu;
  items(menu)[0]?.focus();
}

/** Under the button and against its right edge, or above it when there is no room; never off the screen. */
function place(menu, opener) {
  const edge = 8;
  const button = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + height + edge < innerHeight;
  menu.style.left = `${Math.max(edge, Math.min(button.right - width, innerWidth - width - edge))}px`;
  menu.style.top = `${Math.max(edge, below ? button.bottom + 2 : button.top - height - 2)}px`;
}

function items(menu) {
  return [...menu.querySelectorAll(".menu-item:not([disabled])")];
}

function moveFocus(event) {
  const all = items(event.currentTarget);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Tab") return event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length).focus();
}
