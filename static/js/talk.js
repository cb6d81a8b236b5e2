// What is said to everyone in a session: questions with their votes, raised hands. Rows come the same to all pages; this
// marks what is its reader's own, and keeps the lists in order.
import { sendForm } from "espace/send";
import { applyChanges } from "espace/session";

const me = document.body.dataset.person;
const main = document.querySelector("main[data-session]");
const talk = main.querySelector("[data-talk]");
const questions = talk.querySelector("[data-questions]");
const voted = new Set(); // keys of the questions that I voted for

export function startTalk() {
  for (const row of questions.children) prepare(row);
  main.addEventListener("session:row", ({ detail: row }) => prepare(row));
  main.addEventListener("session:gone", showHand);
  talk.addEventListener("submit", send);
}

function prepare(row) {
  if (row.dataset.rows === "question") prepareQuestion(row);
  else if (row.dataset.rows === "hand") showHand();
}

// ---- Sending ------------------------------------------------------------------------------

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const isOn = form.elements.on?.value === "1";
  const answer = await sendForm(form);
  if (!answer) return;
  if ("askForm" in form.dataset) form.reset();
  applyChanges(answer.frames.flatMap(({ changes }) => changes));
  const { voteFor: key } = form.dataset;
  if (!key) return;
  if (isOn) voted.add(key);
  else voted.delete(key);
  // It may have come by the socket, before this was known.
  const row = questions.querySelector(`[data-key="${key}"]`);
  if (row) showVote(row);
}

// ---- Questions ----------------------------------------------------------------------------

function prepareQuestion(row) {
  if ("voted" in row.dataset) voted.add(row.dataset.key); // so says a whole page
  showVote(row);
  if (row.dataset.author === me) {
    row.classList.add("is-mine");
    row.querySelector("[aria-pressed]").disabled = true;
  }
  order();
}

function showVote(row) {
  const isOn = voted.has(row.dataset.key);
  row.querySelector("[aria-pressed]").ariaPressed = `${isOn}`;
  row.querySelector("[data-vote-for]").elements.on.value = isOn ? "" : "1";
}

/** As networking/models/talk.py: answered ones last; before them those with the most votes, of these the oldest. */
function order() {
  const rows = [...questions.children];
  const isAnswered = (row) => Number(row.classList.contains("is-answered"));
  const sorted = rows.toSorted((a, b) => isAnswered(a) - isAnswered(b)
    || b.dataset.votes - a.dataset.votes || a.dataset.key - b.dataset.key);
  if (sorted.every((row, place) => row === rows[place])) return;
  const focus = document.activeElement;
  questions.append(...sorted);
  if (questions.contains(focus)) focus.focus({ preventScroll: true }); // lost when its row moved
}

// ---- My hand ------------------------------------------------------------------------------

function showHand() {
  const isUp = Boolean(talk.querySelector(`[data-hands] > [data-author="${me}"]`));
  const form = talk.querySelector("[data-hand-form]");
  form.elements.on.value = isUp ? "" : "1";
  form.querySelector("[aria-pressed]").ariaPressed = `${isUp}`;
}
