// @ts-check
/** What comes from the server, once for the whole page: geometry, ground, and pydeck's library.
 * @typedef {{keys: string[], fills?: string[], line?: string, width?: number, says?: string}} Style
 */

/** A colour of deck.gl from `#RRGGBB` or `#RRGGBBAA`. @param {string | undefined} hex */
export function colour(hex) {
  const part = (/** @type {number} */ at, /** @type {number} */ none) => (hex && hex.length > at ? parseInt(hex.slice(at, at + 2), 16) : none);
  return hex ? [part(1, 0), part(3, 0), part(5, 0), part(7, 255)] : [0, 0, 0, 0];
}

/** Features with their looks: those without a style are left out, stripes take the hues in turn.
 * @param {any[]} features @param {Style[]} styles @param {string} key the property that styles name */
export function painted(features, styles, key) {
  const looks = new Map(styles.flatMap((style) => style.keys.map((name) => [name, style])));
  const found = [];
  for (const { geometry, properties } of features) {
    const style = looks.get(properties[key]);
    if (!style) continue;
    const fills = style.fills ?? [];
    const fill = colour(fills[(properties.stripe ?? 0) % Math.max(1, fills.length)]);
    const says = [properties.label, style.says].filter(Boolean).join("\n");
    found.push({ type: "Feature", geometry, id: properties[key], says, fill, line: colour(style.line), width: style.width ?? 0 });
  }
  return found;
}

/** @type {Map<string, Promise<any>>} */
const files = new Map();

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
