// A link or button with data-dialog opens the page it names inside a <dialog>; without scripts it opens the page.
import { enliven, fetchFragment, say } from "espace/page";
import { toast } from "espace/toast";

/** Open what `link` names; focus goes back to `opener` (a menu that has closed names its own button). */
export async function openDialog(link, opener = link.closest("[popover]")?.opener ?? link) {
  if (link.ariaBusy === "true") return; // clicked again before it came
  link.closest("[popover]")?.hidePopover();
  link.ariaBusy = "true";
  try {
    const html = await fetchFragment(link.href || link.dataset.dialog);
    if (html !== null) await showDialog(html, opener);
  } catch {
    toast(say("failed"));
  } finally {
    link.ariaBusy = null;
  }
}

export async function showDialog(html, opener = document.activeElement) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.innerHTML = html;
  const heading = dialog.querySelector("h1, h2");
  if (heading) {
    heading.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  dialog.append(closeButton(dialog));
  document.body.append(dialog);
  await enliven(dialog);
  dialog.addEventListener("click", (event) => {
    // The backdrop is the dialog itself; a link marked data-close goes nowhere.
    if (event.target !== dialog && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  // 204: done, nothing to show here.
  dialog.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.xhr.status === 204) dialog.close(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  dialog.showModal();
}

function closeButton(dialog) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-icon dialog-close";
  button.setAttribute("aria-label", say("close"));
  button.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
  const sprite = document.querySelector("svg use").getAttribute("href").split("#")[0];
  button.querySelector("use").setAttribute("href", `${sprite}#x`);
  button.addEventListener("click", () => dialog.close());
  return button;
}
