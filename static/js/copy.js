// « Copy the link »: data-copy holds the address, or the element's own href does.
import { say } from "espace/page";
import { toast } from "espace/toast";

export async function copyLink(element) {
  const address = new URL(element.dataset.copy || element.href, location.href).href;
  await navigator.clipboard.writeText(address);
  element.closest("[popover]")?.hidePopover();
  toast(say("copied"));
}
