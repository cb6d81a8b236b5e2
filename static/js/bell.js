// The bell: its link leads to the page of notifications; with scripts the latest open beside it and stay fresh.
import { toggleMenu } from "espace/menu";
import { fetchFragment } from "espace/page";

export async function toggleBell(link) {
  const menu = await toggleMenu(link);
  if (!menu) return;

  async function refresh() {
    const html = await fetchFragment(link.href).catch(() => null);
    if (html === null || !menu.isConnected) return;
    const held = menu.contains(document.activeElement);
    const row = held && document.activeElement.closest("[data-notice]")?.dataset.notice;
    menu.innerHTML = html;
    if (held) (menu.querySelector(`[data-notice="${row}"] button`) ?? menu.querySelector("a, button")).focus();
  }
  // Told that the person's counters may have moved: one more reply in a row that is there moves no number.
  document.addEventListener("live:counters", refresh);
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed") document.removeEventListener("live:counters", refresh);
  });
}
