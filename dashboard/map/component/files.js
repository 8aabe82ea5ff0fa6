// @ts-check
/** What comes from the server, once for the whole page: geometry, ground, films, and pydeck's library. */

/** A colour of deck.gl from `#RRGGBB` or `#RRGGBBAA`. @param {string | undefined} hex */
export function colour(hex) {
  const part = (/** @type {number} */ at, /** @type {number} */ none) => (hex && hex.length > at ? parseInt(hex.slice(at, at + 2), 16) : none);
  return hex ? [part(1, 0), part(3, 0), part(5, 0), part(7, 255)] : [0, 0, 0, 0];
}

/** @type {Map<string, Promise<any>>} */
const files = new Map();

/** Takes a file that the page brings along: no server is asked for it. @param {string} url @param {any} content */
export function brought(url, content) {
  files.set(url, Promise.resolve(content));
}

/** @param {string} url */
export function fetched(url) {
  if (!files.has(url)) {
    files.set(url, fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    }).catch((error) => { files.delete(url); throw error; }));
  }
  return /** @type {Promise<any>} */ (files.get(url));
}

/** @type {Promise<void> | undefined} */
let library;

/** Loads pydeck's own deck.gl bundle once. @param {string} url */
export function loaded(url) {
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url, onload: () => resolve() });
    script.onerror = () => { library = undefined; reject(new Error("the map's library did not load")); };
    document.head.append(script);
  });
  return library;
}

/** @type {boolean | undefined} */
let able;

/** Whether this browser can draw a map; asked once, for the answer takes a context and time. */
export function drawable() {
  if (able === undefined) {
    const tried = document.createElement("canvas").getContext("webgl2");
    tried?.getExtension("WEBGL_lose_context")?.loseContext();
    able = Boolean(tried);
  }
  return able;
}
