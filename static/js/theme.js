// Light or dark: the system's choice until the person makes one. Kept with the account, a guest's in a cookie, so that
// the server draws the first frame right.
import { post } from "espace/send";

export function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  const { theme } = root.dataset;
  // The page has changed already: an answer that fails to come changes no more than the next page.
  if (document.body.dataset.person) return post("/theme/", { theme }, { keepalive: true }).catch(() => {});
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
