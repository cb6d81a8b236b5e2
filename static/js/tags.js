// A text field of tags separated by commas becomes chips with type-ahead.
// The field itself stays, hidden, and is what is sent.
import { announce, say } from "espace/page";

const MOST = 5;

export function startTags(field) {
  const box = document.createElement("div");
  box.className = "tag-field";
  box.classList.toggle("is-invalid", field.getAttribute("aria-invalid") === "true");
  const input = takeOver(field);
  const options = document.createElement("ul");
  options.className = "menu tag-options";
  options.id = `${input.id}_options`;
  options.role = "listbox";
  options.hidden = true;
  options.setAttribute("aria-label", say("add"));
  input.setAttribute("aria-controls", options.id);
  const hadFocus = document.activeElement === field;
  const wasTyped = hadFocus && field.value !== field.defaultValue;
  field.after(box);
  box.append(input, options);
  field.type = "hidden";

  const state = { field, box, input, options, chosen: [], waiting: [], at: -1, asked: 0 };
  const labels = field.value.split(",").map((word) => word.trim());
  // Typed while this module was on its way: the last word is not finished.
  if (wasTyped) input.value = labels.pop();
  field.value = "";
  for (const label of labels.filter(Boolean)) addChip(state, label);
  listen(state);
  if (hadFocus) input.focus();
}

/** The visible field takes the label, the hint and the error of the one that is sent. */
function takeOver(field) {
  const input = document.createElement("input");
  input.type = "text";
  input.id = field.id;
  input.autocomplete = "off";
  input.role = "combobox";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  }
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  field.removeAttribute("id");
  field.required = false;
  return input;
}

function listen(state) {
  const { field, box, input, options } = state;
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!input.value.includes(",")) return (timer = setTimeout(() => suggest(state), 120));
    const words = input.value.split(",");
    input.value = words.pop().trimStart();
    return chooseTyped(state, words);
  });
  input.addEventListener("focus", () => suggest(state));
  input.addEventListener("blur", () => setTimeout(() => hide(state), 150));
  input.addEventListener("keydown", (event) => onKey(state, event));
  options.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const at = [...options.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) choose(state, at);
  });
  box.addEventListener("click", (event) => { if (event.target === box) input.focus(); });
  // A word typed and not chosen is sent too: the server knows it, or says that it does not.
  field.form.addEventListener("formdata", ({ formData }) => {
    formData.set(field.name, [field.value, ...state.waiting, input.value.trim()].filter(Boolean).join(", "));
  });
}

/** The labels of the vocabulary that a word may mean, the best first; null when the server does not say. */
async function find({ field }, word) {
  const address = `${field.dataset.tagsUrl || "/mots-cles/"}?q=${encodeURIComponent(word)}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return null;
  return (await answer.json()).tags.map((tag) => tag.label);
}

async function suggest(state) {
  const { input } = state;
  const asked = ++state.asked;
  const typed = input.value.trim();
  if (state.chosen.length >= MOST) return show(state, [], say("tag_full"));
  const labels = await find(state, typed);
  if (asked !== state.asked || !labels || document.activeElement !== input) return;
  state.shownFor = typed;
  show(state, labels.filter((label) => !state.chosen.includes(label)), typed ? say("tag_none") : "");
}

function show(state, labels, otherwise) {
  const { input, options } = state;
  state.at = labels.length && input.value.trim() ? 0 : -1;
  options.replaceChildren(...labels.map((label, index) => {
    const option = document.createElement("li");
    option.className = "menu-item";
    option.role = "option";
    option.id = `${options.id}_${index}`;
    option.textContent = label;
    return option;
  }));
  if (!labels.length && otherwise) {
    const note = document.createElement("li");
    note.className = "menu-note";
    note.textContent = otherwise;
    options.append(note);
  }
  options.hidden = !options.children.length;
  input.setAttribute("aria-expanded", String(labels.length > 0));
  mark(state);
}

function mark({ input, options, at }) {
  const all = [...options.querySelectorAll("[role=option]")];
  all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  if (all[at]) input.setAttribute("aria-activedescendant", all[at].id);
  else input.removeAttribute("aria-activedescendant");
  all[at]?.scrollIntoView({ block: "nearest" });
}

function hide({ input, options }) {
  options.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function onKey(state, event) {
  const { input, options } = state;
  const count = options.hidden ? 0 : options.querySelectorAll("[role=option]").length;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
    event.preventDefault();
    state.at = (state.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count;
    mark(state);
  } else if (event.key === "Enter" && (input.value.trim() || state.at >= 0)) {
    event.preventDefault();
    const typed = input.value.trim();
    if (state.shownFor === typed) return choose(state, state.at);
    input.value = "";
    chooseTyped(state, typed.split(","));
  } else if (event.key === "Escape" && !options.hidden) {
    event.stopPropagation();
    hide(state);
  } else if (event.key === "Backspace" && !input.value && state.chosen.length) {
    removeChip(state, state.chosen.at(-1));
  }
}

/** Words ended by a comma, or by an Enter that came before the suggestions. One that means nothing comes back. */
async function chooseTyped(state, words) {
  const { input } = state;
  state.asked++; // suggestions still on their way are for what is not there any more
  hide(state);
  const unknown = [];
  for (const word of words.map((typed) => typed.trim()).filter(Boolean)) {
    state.waiting.push(word);
    const labels = await find(state, word);
    state.waiting.splice(state.waiting.indexOf(word), 1);
    if (labels?.length && state.chosen.length < MOST) take(state, labels[0]);
    else unknown.push(word);
  }
  input.value = [...unknown, input.value].filter(Boolean).join(" ");
  suggest(state);
}

function choose(state, at) {
  const option = state.options.querySelectorAll("[role=option]")[at];
  if (!option || state.options.hidden) return;
  state.input.value = "";
  take(state, option.textContent);
  suggest(state);
}

function take(state, label) {
  addChip(state, label);
  announce(label);
}

function addChip(state, label) {
  if (state.chosen.includes(label) || state.chosen.length >= MOST) return;
  state.chosen.push(label);
  const chip = document.createElement("span");
  chip.className = "tag-chip";
  chip.dataset.label = label;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", `${say("remove")} ${label}`);
  button.addEventListener("click", () => { removeChip(state, label); state.input.focus(); });
  chip.append(label, button);
  state.input.before(chip);
  write(state);
}

function removeChip(state, label) {
  state.chosen = state.chosen.filter((chosen) => chosen !== label);
  for (const chip of state.box.querySelectorAll(".tag-chip")) if (chip.dataset.label === label) chip.remove();
  write(state);
}

function write({ field, chosen }) {
  field.value = chosen.join(", ");
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
