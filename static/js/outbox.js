// What was said in a room and is not stored yet: shown at once, sent in order and one at a time,
// kept on this device until it is.
import { newId, post } from "espace/send";
import { receiveOwn } from "espace/stream";

const TRY_AGAIN = 4000;
const HOPE_FOR = 60_000; // then the person decides

export function startOutbox(room, list, afterChange, signal) {
  const key = `outbox:${document.body.dataset.person}:${list.dataset.stream}`;
  const model = room.querySelector("[data-pending-template]").content.firstElementChild;
  let sending = false;
  let timer = null;

  function send(body, reply) {
    const entry = { id: newId(), body, reply, at: Date.now() };
    write([...read(), entry]);
    show(entry);
    afterChange({ isNew: true });
    sendNext();
  }

  async function sendNext() {
    clearTimeout(timer);
    const entry = read().find(({ refused }) => !refused);
    if (!entry || sending || signal.aborted) return;
    sending = true;
    const late = setTimeout(() => mark(entry.id, "waiting"), 2000);
    let outcome = "again";
    try {
      const fields = { body: entry.body, client_id: entry.id, reply_to: entry.reply?.pk ?? "" };
      outcome = settle(entry, await post(room.dataset.sendUrl, fields));
    } catch {
      outcome = noAnswer(entry);
    }
    clearTimeout(late);
    sending = false;
    if (outcome === "next") sendNext();
    else timer = setTimeout(sendNext, TRY_AGAIN * (0.75 + Math.random() / 2));
  }

  function settle(entry, { ok, status, frames, errors }) {
    if (ok) {
      drop(entry.id);
      receiveOwn(list, frames);
      take(entry.id);
    } else if (status === 429 && Date.now() - entry.at < HOPE_FOR) {
      return "again";
    } else refuse(entry, errors.join(" "));
    return "next";
  }

  function noAnswer(entry) {
    if (Date.now() - entry.at > HOPE_FOR) refuse(entry, "", true);
    else mark(entry.id, "waiting");
    return "again";
  }

  // ---- What is shown --------------------------------------------------------------------

  function show({ id, body, reply, at, refused, reason }) {
    const row = model.cloneNode(true);
    row.dataset.pending = id;
    for (const time of row.querySelectorAll("time")) time.dateTime = new Date(at).toISOString();
    row.querySelector("[data-body]").textContent = body;
    row.querySelector("[data-pending-reply]").hidden = !reply;
    row.querySelector("[data-pending-reply] b").textContent = reply?.name ?? "";
    list.append(row);
    if (refused) mark(id, "refused", reason);
  }

  function mark(id, state, reason = "") {
    const row = shown(id);
    if (!row) return;
    row.classList.toggle("is-failed", state === "refused");
    row.classList.toggle("is-pending", state !== "refused");
    row.querySelector("[data-waiting]").hidden = state !== "waiting";
    row.querySelector("[data-refused]").hidden = state !== "refused";
    row.querySelector("[data-reason]").textContent = reason;
  }

  function refuse(entry, reason, byNetwork = false) {
    write(read().map((one) => (one.id === entry.id ? { ...one, refused: true, byNetwork, reason } : one)));
    mark(entry.id, "refused", reason);
  }

  const shown = (id) => list.querySelector(`[data-pending="${CSS.escape(id)}"]`);

  /** Take the pending row away: its message stands in the list, or the person gave it up. */
  function take(id) {
    const row = shown(id);
    if (!row) return;
    if (row.contains(document.activeElement)) room.querySelector("[data-chat] textarea").focus({ preventScroll: true });
    row.remove();
  }

  function again(test) {
    for (const entry of read().filter((one) => one.refused && test(one))) {
      write(read().map((one) => (one.id === entry.id ? { id: one.id, body: one.body, reply: one.reply, at: Date.now() } : one)));
      mark(entry.id, "pending");
    }
    sendNext();
  }

  // ---- What is kept ---------------------------------------------------------------------

  let unkept = []; // where the device keeps nothing
  function read() {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? unkept;
    } catch {
      return unkept;
    }
  }

  function write(entries) {
    unkept = entries;
    try {
      if (entries.length) localStorage.setItem(key, JSON.stringify(entries));
      else localStorage.removeItem(key);
    } catch {
      // The message is still in the page.
    }
  }

  const drop = (id) => write(read().filter((entry) => entry.id !== id));

  list.addEventListener("stream:row", ({ detail: row }) => {
    if (!shown(row.dataset.client ?? "")) return;
    drop(row.dataset.client);
    take(row.dataset.client);
  });
  list.addEventListener("click", ({ target }) => {
    const id = target.closest("[data-pending]")?.dataset.pending;
    if (target.closest("[data-retry]")) again((entry) => entry.id === id);
    if (!target.closest("[data-discard]")) return;
    drop(id);
    take(id);
    afterChange({ isNew: false });
  });
  // Another tab of this person sent it, or gave it up.
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    const kept = new Set(read().map(({ id }) => id));
    const gone = [...list.querySelectorAll("[data-pending]")].filter((row) => !kept.has(row.dataset.pending));
    for (const row of gone) take(row.dataset.pending);
  }, { signal });
  document.addEventListener("live:state", ({ detail }) => {
    if (detail === "live" || detail === "polling") again((entry) => entry.byNetwork);
  }, { signal });
  addEventListener("online", sendNext, { signal });
  for (const entry of read()) show(entry);
  afterChange({ isNew: false });
  sendNext();
  return { send };
}
