// Who is here and who is writing: hints that only a socket brings. Without one the page says that it is not live.
import { follow, isLive, sayTyping } from "espace/live";

const SAY_EVERY = 2500;
const WRITES_FOR = 6000; // after the last word of it

export function startPresence(room, list, signal) {
  const topic = list.dataset.stream;
  const typing = typingLine(room.querySelector("[data-typing]"));
  let told = false;
  follow(topic, (frame) => {
    if (frame.typing) typing.add(frame.typing);
    if (!frame.presence) return;
    showHere(room, frame.presence);
    told = true;
    showState();
  }, null, signal);
  list.addEventListener("stream:row", ({ detail: row }) => typing.remove(row.dataset.author));
  const showState = () => {
    if (!isLive()) {
      told = false;
      typing.clear();
    }
    for (const part of room.querySelectorAll("[data-here], [data-who]")) part.hidden = !told;
  };
  document.addEventListener("live:state", showState, { signal });
  signal.addEventListener("abort", typing.clear);
  room.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-who]");
    if (!button) return;
    const { showDialog } = await import("espace/dialog");
    // Our own nodes, made below with textContent.
    showDialog(`<div class="dialog-body">${room.querySelector("[data-here]").innerHTML}</div>`, button);
  });
  let saidAt = 0;
  return {
    typed(text) {
      if (!text.value.trim() || !isLive() || Date.now() - saidAt < SAY_EVERY) return;
      saidAt = Date.now();
      sayTyping(topic);
    },
    sent() {
      saidAt = 0;
    },
  };
}

function showHere(room, { count, people }) {
  for (const place of room.querySelectorAll("[data-here-count]")) place.textContent = count;
  for (const button of room.querySelectorAll("[data-who]")) {
    button.setAttribute("aria-label", (count === 1 ? button.dataset.one : button.dataset.many).replace("{n}", count));
  }
  const model = room.querySelector("[data-person-template]").content.firstElementChild;
  const url = room.dataset.personUrl;
  const cards = people.map(({ id, name, initials, tone, photo, company }) => {
    const card = model.cloneNode(true);
    card.href = url.replace("/0/", `/${id}/`);
    const avatar = card.querySelector(".avatar");
    avatar.dataset.tone = tone;
    avatar.textContent = initials;
    if (photo) avatar.append(Object.assign(new Image(), { alt: "", src: photo }));
    card.querySelector("[data-person-name]").textContent = name;
    card.querySelector("small").textContent = company;
    return card;
  });
  // Someone may be on one of these links: leave those that stay where they are.
  const list = room.querySelector("[data-here-people]");
  const shown = new Map([...list.children].map((card) => [card.outerHTML, card]));
  list.replaceChildren(...cards.map((card) => shown.get(card.outerHTML) ?? card));
  const more = room.querySelector("[data-here-more]");
  more.hidden = count <= people.length;
  more.textContent = more.dataset.word.replace("{n}", count - people.length);
}

function typingLine(line) {
  const writers = new Map(); // id: [name, timer]
  const words = line.querySelector(":scope > span:last-child");
  const show = () => {
    const names = [...writers.values()].map(([name]) => name);
    line.classList.toggle("is-typing", names.length > 0);
    const sentence = { 0: "", 1: line.dataset.one, 2: line.dataset.two }[names.length] ?? line.dataset.many;
    words.textContent = sentence.replace("{one}", names[0]).replace("{two}", names[1]);
  };
  const remove = (id) => {
    clearTimeout(writers.get(String(id))?.[1]);
    if (writers.delete(String(id))) show();
  };
  return {
    remove,
    add({ id, name }) {
      clearTimeout(writers.get(String(id))?.[1]);
      writers.set(String(id), [name, setTimeout(() => remove(id), WRITES_FOR)]);
      show();
    },
    clear() {
      for (const id of [...writers.keys()]) remove(id);
    },
  };
}
