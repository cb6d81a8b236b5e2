// Pictures and PDFs beside the words: chosen, dropped or pasted into any form that has a [data-attach] link.
// While a file travels, words in the field keep its place and the form cannot leave.
import { announce, say } from "espace/page";
import { post, showErrors } from "espace/send";

const LARGEST = 10_000_000; // bytes, as content/forms.py says
const PATIENCE = 180_000; // ms: 10 MB from a telephone in a workshop
const travelling = new WeakMap(); // field: how many of its files

export function chooseFiles(link) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = "image/*,application/pdf";
  input.addEventListener("change", () => attach(link, [...input.files]));
  input.click();
}

const linkNear = (target) => target.closest?.("form")?.querySelector("[data-attach]");
const bringsFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("paste", (event) => {
  const link = linkNear(event.target);
  const { files, types } = event.clipboardData;
  // A table or a paragraph brings a picture of itself along: the words are what was meant.
  if (!link || !files.length || types.includes("text/plain")) return;
  event.preventDefault();
  attach(link, [...files]);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const link = bringsFiles(event) && linkNear(event.target);
    if (!link) return;
    event.preventDefault(); // or the browser would leave for the file
    link.closest("form").classList.toggle("takes-files", kind === "dragover");
    if (kind === "drop") attach(link, [...event.dataTransfer.files]);
  });
}

async function attach(link, files) {
  const form = link.closest("form");
  const text = form.querySelector("textarea");
  const errors = [];
  const places = files.map((file) => ({ file, words: `![${say("uploading", { name: plain(file.name) })}]()` }));
  insert(text, places.map(({ words }) => words).join("\n"));
  announce(places.map(({ file }) => say("uploading", { name: file.name })).join(" "));
  travel(text, files.length);
  for (const { file, words } of places) {
    const { markdown, error } = await upload(link.href, file);
    if (error) errors.push(error);
    replace(text, words, markdown ?? "");
    travel(text, -1);
  }
  showErrors(form, errors);
}

async function upload(url, file) {
  if (file.size > LARGEST) return { error: say("too_large", { name: file.name }) };
  const fields = new FormData();
  fields.set("file", file);
  try {
    const { ok, markdown, errors } = await post(url, fields, { patience: PATIENCE });
    return ok ? { markdown } : { error: `${file.name} : ${errors.join(" ")}` };
  } catch {
    return { error: say("offline") };
  }
}

function travel(text, change) {
  const count = (travelling.get(text) ?? 0) + change;
  travelling.set(text, count);
  text.setCustomValidity(count ? say("still_uploading") : "");
}

const plain = (name) => name.replace(/[[\]\n]+/g, " ");

function insert(text, words) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const lineBefore = start > 0 && value[start - 1] !== "\n" ? "\n" : "";
  text.setRangeText(`${lineBefore}${words}\n`, start, end, "end");
  changed(text);
}

/** Put the line that shows a file where its place was kept; whoever took that away does not want it. */
function replace(text, words, markdown) {
  const start = text.value.indexOf(words);
  if (start < 0) return;
  const end = start + words.length;
  text.setRangeText(markdown, start, !markdown && text.value[end] === "\n" ? end + 1 : end, "preserve");
  changed(text);
}

function changed(text) {
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
