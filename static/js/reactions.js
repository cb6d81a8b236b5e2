// The signs under a message are the same for everyone: the page marks which of them its reader put there.
const me = document.body.dataset.person;

export function markReactions(list) {
  for (const sign of list.querySelectorAll("[data-react]")) {
    sign.role = "button";
    sign.ariaPressed = sign.dataset.people.split(" ").includes(me);
  }
}
