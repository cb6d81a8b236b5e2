// « … »: a link to a page of actions. With scripts the same list opens beside it, as a popover.
import { enliven, fetchFragment, say } from "espace/page";
import { toast } from "espace/toast";

let open = null;

/** Open the menu of a link and return it; close the one that is open. */
export async function toggleMenu(link) {
  if (link.ariaBusy === "true") return null; // clicked again before it came
  const wasOpen = open?.opener === link;
  open?.hidePopover();
  if (wasOpen) return null;
  link.ariaBusy = "true";
  try {
    const html = await fetchFragment(link.href);
    return html === null ? null : await showMenu(html, link);
  } catch {
    toast(say("failed"));
    return null;
  } finally {
    link.ariaBusy = null;
  }
}

async function showMenu(html, opener) {
  const menu = document.createElement("div");
  menu.className = "menu menu-beside";
  menu.popover = "auto";
  menu.opener = opener;
  menu.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
  menu.innerHTML = html;
  document.body.append(menu);
  await enliven(menu);
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
  return menu;
}

/** Under the button and against its outer edge, or above it, or else beside it; never off the screen. */
function place(menu, opener) {
  const edge = 8;
  const button = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + height + edge < innerHeight;
  const beside = !below && button.top < height + edge && button.right + width + edge < innerWidth;
  const outer = button.left + button.right < innerWidth ? button.left : button.right - width;
  const left = beside ? button.right + edge : outer;
  const top = beside ? Math.min(button.top, innerHeight - height - edge) : button.top - height - 2;
  menu.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
  menu.style.top = `${Math.max(edge, below ? button.bottom + 2 : top)}px`;
}

function items(menu) {
  return [...menu.querySelectorAll(".menu-item:not([disabled]), .notice-open")];
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
