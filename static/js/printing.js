// A page that goes on paper: an address that is its own link's words is not written twice.
export function printPage() {
  for (const link of document.querySelectorAll(".prose a[href^='http']")) {
    link.classList.toggle("is-bare", link.textContent === link.getAttribute("href"));
  }
  print();
}
