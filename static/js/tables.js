// The tables of a session: rows come the same to all pages; this marks one's own, and brings its room as a place of the page.
import { fetchFragment } from "espace/page";
import { addPlace, removePlace } from "espace/places";
import { sendForm } from "espace/send";
import { applyChanges } from "espace/session";

const me = document.body.dataset.person;
const main = document.querySelector("main[data-session]");
const panel = main.querySelector(".tables");

export function startTables() {
  if (!panel) return;
  main.addEventListener("session:row", ({ detail: row }) => { if (row.dataset.rows === "table") mark(row); });
  panel.addEventListener("submit", send);
  for (const row of panel.querySelectorAll("[data-people]")) mark(row);
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const answer = await sendForm(form);
  if (!answer) return;
  if ("tableForm" in form.dataset) {
    form.reset();
    form.closest("details").open = false;
  }
  applyChanges(answer.frames.flatMap(({ changes }) => changes));
}

function mark(row) {
  const isMine = row.dataset.people.split(" ").includes(me);
  const name = `table-${row.dataset.key}`;
  const isThere = Boolean(main.querySelector(`[data-place="${name}"]`));
  row.classList.toggle("is-mine", isMine);
  if (isMine && !isThere) bring(name);
  else if (!isMine && isThere) removePlace(name);
}

async function bring(name) {
  const html = await fetchFragment(panel.dataset.mine).catch(() => "");
  if (html?.includes(`data-place="${name}"`)) addPlace(html);
}
