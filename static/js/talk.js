// What is said to everyone in a session: polls, questions with their votes, raised hands. Rows come the same to all pages;
// this marks what is its reader's own, and keeps the lists in order.
import { announce } from "espace/page";
import { sendForm } from "espace/send";
import { applyChanges } from "espace/session";

const me = document.body.dataset.person;
const main = document.querySelector("main[data-session]");
const questions = main.querySelector("[data-questions]");
const polls = main.querySelector("[data-polls]");
const voted = new Set(); // keys of the questions that I voted for
const answered = new Set(); // keys of the polls that I answered
const marked = new Map(); // key of a poll: the choices that I marked, sent or not
const heard = new Set(); // keys of the polls that were told of

export function startTalk() {
  for (const row of polls.children) heard.add(row.dataset.key);
  for (const row of [...questions.children, ...polls.children]) prepare(row);
  main.addEventListener("session:row", ({ detail: row }) => prepare(row));
  main.addEventListener("session:gone", showHand);
  main.addEventListener("submit", send);
  polls.addEventListener("change", ({ target }) => keepMarks(target.form));
}

function prepare(row) {
  if (row.dataset.rows === "question") prepareQuestion(row);
  else if (row.dataset.rows === "poll") preparePoll(row);
  else if (row.dataset.rows === "hand") showHand();
}

// ---- Sending ------------------------------------------------------------------------------

async function send(event) {
  const form = event.target;
  if (!form.closest("[data-talk]")) return;
  event.preventDefault();
  const isOn = form.elements.on?.value === "1";
  const answer = await sendForm(form);
  if (!answer) return;
  if ("askForm" in form.dataset || "pollForm" in form.dataset) form.reset();
  if ("pollForm" in form.dataset) form.closest("details").open = false;
  applyChanges(answer.frames.flatMap(({ changes }) => changes));
  // What follows may have come by the socket, before it was known to be mine.
  const { voteFor, answerTo } = form.dataset;
  if (voteFor && isOn) voted.add(voteFor);
  else if (voteFor) voted.delete(voteFor);
  if (answerTo) answered.add(answerTo);
  const row = (voteFor ? questions : polls).querySelector(`[data-key="${voteFor ?? answerTo}"]`);
  if (row) (voteFor ? showVote : showAnswer)(row);
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
  const isUp = Boolean(main.querySelector(`[data-hands] > [data-author="${me}"]`));
  const form = main.querySelector("[data-hand-form]");
  form.elements.on.value = isUp ? "" : "1";
  form.querySelector("[aria-pressed]").ariaPressed = `${isUp}`;
}

// ---- Polls --------------------------------------------------------------------------------

/** Counts come while one chooses: what was marked stays marked in the new row. */
function preparePoll(row) {
  const { key } = row.dataset;
  const form = row.querySelector("form[data-answer-to]");
  if (row.classList.contains("is-answered")) answered.add(key); // so says a whole page
  if (form && !marked.has(key)) keepMarks(form);
  else if (form) for (const input of form.elements.chosen) input.checked = marked.get(key).has(input.value);
  showAnswer(row);
  if (!heard.has(key)) {
    heard.add(key);
    polls.prepend(row);
    announce(row.querySelector("[data-body]").textContent);
  }
}

function keepMarks(form) {
  const inputs = [...form.elements.chosen].filter(({ checked }) => checked);
  marked.set(form.dataset.answerTo, new Set(inputs.map(({ value }) => value)));
}

function showAnswer(row) {
  row.classList.toggle("is-answered", answered.has(row.dataset.key));
}
