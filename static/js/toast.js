// A short word over the page, with at most one action (undo). The region is polite: it is read once.
const region = document.getElementById("toasts");

/** Show a text for some seconds; returns a function that takes it away sooner. */
export function toast(text, { action = "", onAction = null, seconds = action ? 10 : 6 } = {}) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => { leave(); onAction?.(); });
    box.append(button);
  }
  let timer;
  const leave = () => { clearTimeout(timer); box.remove(); };
  const wait = () => { timer = setTimeout(leave, seconds * 1000); };
  // Someone who is reading it, or about to act, is not hurried.
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", wait);
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("focusout", wait);
  region.replaceChildren(box);
  wait();
  return leave;
}
