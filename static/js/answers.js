// What people say of a reply without writing: its row comes back as everyone sees it.
import { receiveOwn } from "espace/stream";
import { post } from "espace/send";
import { toast } from "espace/toast";
import { say } from "espace/page";

export function accept(link) {
  return change(link.dataset.accept, { mark: "accepted" });
}

export async function vote(link) {
  if (!document.body.dataset.person) return location.assign(link.href);
  const useful = link.ariaPressed === "true" ? "no" : "yes";
  const { voted = "" } = streamOf().dataset;
  const others = voted.split(" ").filter((pk) => pk !== link.dataset.post);
  // Before the row comes back: it is marked by what stands here.
  streamOf().dataset.voted = [...others, ...(useful === "yes" ? [link.dataset.post] : [])].join(" ");
  if (!(await change(link.dataset.vote, { useful }))) streamOf().dataset.voted = voted;
}

/** Send the form of a menu, with the button that was pressed. */
export function sendChoice(form, button) {
  form.closest("[popover]")?.hidePopover();
  return change(form.action, new FormData(form, button));
}

async function change(url, fields) {
  const answer = await post(url, fields).catch(() => null);
  if (answer?.ok) receiveOwn(streamOf(), answer.frames);
  else toast(answer?.errors.join(" ") || say("failed"));
  return answer?.ok;
}

function streamOf() {
  return document.querySelector("[data-stream^='thread:']");
}
