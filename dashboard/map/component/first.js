// @ts-check
/** The first picture of the map, painted as soon as Streamlit holds its place, from what the page's head says.
 *
 * Streamlit shows the map itself only together with all else that came late, the charts too. These are the same
 * scripts with the same data, so it is the same picture. It can be neither moved nor chosen from, and goes once
 * the map has painted its own.
 */

import { element } from "./drawing.js";
import { fetched } from "./files.js";
import { looksOn } from "./film.js";
import { LinkedMap, SHOWN, high } from "./linkedmap.js";
import { fitted, wholeZoom } from "./mercator.js";

const PLACE = ".st-key-map";
/** @type {Record<string, any>} by theme, as the map's component takes it */
const shown = JSON.parse(document.getElementById("first-map")?.textContent ?? "{}");
const { pathname } = location;

/** Fetches the shapes before Streamlit asks for the scripts of all its elements. How wide the map will be is a guess: it
 * decides at which zoom they are fetched, not what is painted. */
async function prepare() {
  const data = shown[matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"];
  const { film: url, layers, on } = data.maps[0];
  const [ground, film] = await Promise.all([data.ground, url].map(fetched));
  const width = innerWidth > 1100 ? ((innerWidth - 404) * 2) / 3 : innerWidth - 42;
  const { zoom } = data.camera ?? fitted(data.home, width, innerWidth > 640 ? data.height : 300);
  const drawn = film.layers.filter((/** @type {any} */ each) => layers.includes(each.of) && looksOn(each, on).size);
  for (const layer of [...ground.under, ...ground.over, ...drawn]) {
    fetched(layer.zooms ? layer.data.replace("{z}", String(wholeZoom(zoom, layer.zooms))) : layer.data).catch(() => {});
  }
}

/** The picture. */
const picture = element("div", "first");
/** @type {LinkedMap | undefined} */
let map;

/** Paints it into its place, or where Streamlit has made that anew puts it there again. */
function place() {
  const at = document.querySelector(PLACE);
  const app = document.querySelector(".stApp");
  if (location.pathname !== pathname) return end();
  if (!at?.clientWidth || !app || picture.parentNode === at) return;
  // Streamlit was faster.
  if (!map && at.querySelector(".stBidiComponent")) return end();
  at.append(picture);
  map ??= drawn(shown[getComputedStyle(app).colorScheme === "dark" ? "dark" : "light"]);
}

/** @param {any} data */
function drawn(data) {
  const maps = Object.assign(element("div", "maps"), { inert: true });
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", data.maps[0].label);
  const root = picture.attachShadow({ mode: "open" });
  root.append(maps);
  maps.style.height = `${high(picture, data)}px`;
  const component = { parentElement: root, data: { ...data, bundle: null }, setStateValue: () => {}, setTriggerValue: () => {} };
  const made = new LinkedMap(component);
  made.update(component);
  return made;
}

const watching = new MutationObserver(place);

function end() {
  watching.disconnect();
  removeEventListener(SHOWN, heard);
  map?.destroy();
  picture.remove();
}

/** @param {Event} event */
function heard(event) {
  // What is in a shadow root tells in the name of what that stands in.
  if (event.target !== picture) end();
}

addEventListener(SHOWN, heard);
watching.observe(document.documentElement, { childList: true, subtree: true });
prepare().catch(() => {});
place();
