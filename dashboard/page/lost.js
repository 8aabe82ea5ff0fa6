// @ts-check
// Names of the reader's own files and claims, kept for this tab alone: told to a server that has nothing of them.

const KEPT = "border-ledger-own", CONNECTED = "data-test-connection-state";

/** Keep names, or tell those that were kept. @param {any} component */
function keep(component) {
  const names = component.data.keep;
  try {
    if (!names) {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      if (kept) component.setStateValue("kept", kept);
    } else if (names.files.length || names.claims) sessionStorage.setItem(KEPT, JSON.stringify(names));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing, or something else under this name: then nothing can be told.
  }
}

/** Ask for a run once the server is back: it may be another one. Streamlit's page waits for a click (1.67.0). @param {any} component */
function watch(component) {
  const app = document.querySelector(`[${CONNECTED}]`);
  let times = 0, away = false;
  const watching = new MutationObserver(() => {
    const here = app?.getAttribute(CONNECTED) === "CONNECTED";
    if (here && away) component.setStateValue("back", (times += 1));
    away = !here;
  });
  if (app) watching.observe(app, { attributeFilter: [CONNECTED] });
  return watching;
}

const mounts = new WeakMap();

/** @param {any} component */
export default function lost(component) {
  const key = component.parentElement;
  keep(component);
  if (!mounts.has(key)) mounts.set(key, watch(component));
  return () => {
    mounts.get(key)?.disconnect();
    mounts.delete(key);
  };
}
