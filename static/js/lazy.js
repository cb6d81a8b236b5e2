// Parts of a page that few readers reach: fetched when they come near. Until then, and without an answer, a link.
import { fetchFragment } from "espace/page";

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    fetchFragment(target.dataset.lazy).then((html) => { if (html) target.innerHTML = html; }, () => {});
  }
}, { rootMargin: "200px" });

for (const element of document.querySelectorAll("[data-lazy]")) near.observe(element);
