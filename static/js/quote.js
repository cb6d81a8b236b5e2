// « Citer »: puts what is selected in a post, or all of it, as a quote with its author and address into the reply.
import { say } from "espace/page";

const LONGEST = 1000; // of a whole post: a quote is for what one answers
const EDGE = 8;
// What Markdown would take for a sign of its own.
const SIGNS = /[\\`*[\]~]|(?<!\w)_|_(?!\w)|^[#>]/gm;

export function quotePost(button) {
  const row = button.closest(".post");
  const selected = selectedIn(row);
  write(row, selected || wholeOf(row.querySelector(".prose")));
}

/** Offer to quote what is selected, beside it, for as long as it is. */
export function followSelection() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quote-beside";
  button.textContent = say("quote");
  button.hidden = true;
  document.body.append(button);
  let row = null;
  let timer;
  const show = () => {
    const selection = getSelection();
    row = selection.focusNode?.parentElement?.closest(".post");
    button.hidden = !row || !selectedIn(row);
    if (button.hidden) return;
    const { bottom, right } = selection.getRangeAt(0).getBoundingClientRect();
    const left = Math.min(right, document.documentElement.clientWidth - button.offsetWidth - EDGE);
    button.style.top = `${scrollY + bottom + EDGE}px`;
    button.style.left = `${Math.max(EDGE, left)}px`;
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 200);
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    write(row, selectedIn(row));
    getSelection().removeAllRanges();
  });
  show();
}

function selectedIn(row) {
  const selection = getSelection();
  const words = row.querySelector(".prose");
  if (selection.isCollapsed || !words.contains(selection.anchorNode) || !words.contains(selection.focusNode)) return "";
  return selection.toString().trim();
}

/** The author's own words: what they quoted themselves is left out, unless there is nothing else. */
function wholeOf(prose) {
  const own = [...prose.children].filter((part) => part.tagName !== "BLOCKQUOTE");
  const text = (own.length ? own : [prose]).map((part) => part.innerText.trim()).join("\n\n");
  return text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text;
}

/** Put a quote after what is written already. */
function write(row, words) {
  const form = document.querySelector("[data-reply]");
  const text = form.querySelector("textarea");
  form.querySelector("[data-composer-preview][aria-pressed=true]")?.click();
  const lines = `${headOf(row)}\n\n${words.replace(SIGNS, "\\$&")}`.split("\n");
  const quote = lines.map((line) => `> ${line}`.trimEnd()).join("\n");
  text.value = `${text.value.trimEnd()}\n\n${quote}\n\n`.trimStart();
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Who wrote, as a mention: they are told that they were quoted. */
function headOf(row) {
  const author = row.querySelector(".post-author");
  const plain = author.textContent.trim().replace(/[[\]\\]/g, "");
  const name = author.pathname ? `@[${plain}](${author.pathname})` : plain;
  return say("quote_head", { name, address: row.querySelector(".post-when").pathname });
}
