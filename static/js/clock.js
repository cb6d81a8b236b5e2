// The server's time: what begins by the clock begins at the same moment on all pages.
const TRIES = 3; // the quickest answer is the truest
const AGAIN_AFTER = 5 * 60_000;

let offset = 0; // the server's clock, less performance.now()

/** Milliseconds since 1970, by the server's clock. */
export function now() {
  return performance.now() + offset;
}

/** Set the clock and keep it right; kept when the promise is. */
export async function keepClock() {
  offset = Date.now() - performance.now();
  setInterval(setClock, AGAIN_AFTER);
  // A device that slept may have stopped counting.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) setClock(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) setClock(); });
  addEventListener("online", setClock);
  await setClock();
}

async function setClock() {
  let best = Infinity;
  for (let left = TRIES; left; left -= 1) {
    const asked = performance.now();
    try {
      const answer = await fetch("/direct/heure/", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      const { now: theirs } = await answer.json();
      const took = performance.now() - asked;
      if (took < best) offset = theirs - asked - took / 2;
      best = Math.min(best, took);
    } catch {
      return; // as it was
    }
  }
}
