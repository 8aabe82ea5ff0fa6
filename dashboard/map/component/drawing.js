// @ts-check
/** The small pictures: markers with the patterns of what is known, the scale bar, the inset.
 * @typedef {{pattern: string, fills: string[], rim: string, dashed?: boolean, codes?: [string, string][], says?: string}} Badge
 *   how a marker looks, its label's second line in hues, and what is read aloud
 * @typedef {{id: string, at: [number, number], r: number, name: string, side: number, crossing: boolean, imprecise: boolean, names?: Record<string, string>}} Pin
 * @typedef {Pin & Badge & {note?: string, age?: string, rank: number, chosen?: boolean, ring?: string}} Mark `ring` is `solid`,
 *   or `dashed` for a change of the record alone
 * @typedef {{colours: Record<string, string>, under: any[], over: any[], words: Word[], places: Record<string, Pin>,
 *   inset: {size: number[], scale: number, origin: number[], land: string, border: string}}} Ground
 * @typedef {{text: string, kind: string, at: number[][], with?: string}} Word lon, lat and slope of where
 *   it may stand; `with` names the layer that it belongs to
 */

import { TILE, pixels, point, scaleBar } from "./mercator.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
let serial = 0;

/** @param {string} name @param {Record<string, string | number>} attributes @param {Element[]} children */
export function svg(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/** @param {string} text @param {Record<string, string | number>} attributes */
function written(text, attributes) {
  const node = svg("text", attributes);
  node.textContent = text;
  return node;
}

/** @param {string} name @param {string} style @param {string} text */
export function element(name, style = "", text = "") {
  const node = document.createElement(name);
  node.className = style;
  node.textContent = text;
  return node;
}

/** An actor's codes, each in its hue. @param {string} name @param {string} style @param {[string, string][]} codes */
export function coded(name, style, codes = []) {
  const node = element(name, style);
  for (const [text, hue] of codes) {
    const part = element(hue ? "b" : "span", "", text);
    if (hue) part.style.color = hue;
    node.append(part);
  }
  return node;
}

/** A marker: hue is the actor, pattern what is known. @param {Mark} mark @param {Record<string, string>} colours */
export function marker(mark, colours) {
  const reach = mark.r + 10;
  const drawn = svg("svg", { width: reach * 2, height: reach * 2, viewBox: `${-reach} ${-reach} ${reach * 2} ${reach * 2}`, "aria-hidden": "true" });
  if (mark.imprecise) drawn.append(svg("circle", { r: mark.r + 4.5, fill: mark.rim, "fill-opacity": 0.12 }));
  if (mark.chosen) drawn.append(svg("circle", { r: mark.r + 6.5, fill: colours.page, "fill-opacity": 0.85, stroke: colours.ink, "stroke-width": 2 }));
  else drawn.append(svg("circle", { r: mark.r + 1.8, fill: colours.page }));
  if (mark.ring) drawn.append(svg("circle", { r: mark.r + 4.2, fill: colours.page, "fill-opacity": 0.85, stroke: colours.ink, "stroke-width": 1.3, ...(mark.ring === "dashed" ? { "stroke-dasharray": "2.5 2.2" } : {}) }));
  drawn.append(...disc(mark, 1));
  return drawn;
}

/** The disc of a marker, and the pattern it is filled with. @param {Mark} mark @param {number} rim */
function disc(mark, rim) {
  const parts = [];
  let fill = mark.fills[0];
  if (mark.fills.length > 1) {
    const id = `bl-pattern-${(serial += 1)}`;
    // Bands share the disc; a diagonal is as fine as in lanes and swatches.
    const step = mark.pattern === "bands" ? (mark.r * 2) / mark.fills.length : Math.min(2.6, mark.r * 0.6);
    const size = step * mark.fills.length;
    const place = mark.pattern === "diagonal" ? "rotate(45)" : `translate(${-mark.r} 0)`;
    const bars = mark.fills.map((hue, n) => svg("rect", { x: n * step, width: step, height: size, fill: hue }));
    parts.push(svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: place }, ...bars));
    fill = `url(#${id})`;
  }
  parts.push(svg("circle", { r: mark.r, fill, stroke: mark.rim, "stroke-width": rim, ...(mark.dashed ? { "stroke-dasharray": "2.2 1.8" } : {}) }));
  return parts;
}

/** The scale bar of a map, true at the latitude where it stands.
 * @param {import("./mercator.js").Camera} camera @param {number} height */
export function scale(camera, height) {
  const [, middle] = pixels(camera.lon, camera.lat, camera.zoom);
  const [, lat] = point(0, middle + height / 2 - 20, camera.zoom);
  const { km, width } = scaleBar(lat, camera.zoom, 100);
  const bar = svg("svg", { width: width + 2, height: 8 }, svg("path", { d: `M1 1V7H${width + 1}V1M${width / 2 + 1} 4V7`, fill: "none", stroke: "currentColor" }));
  const numbers = element("div", "numbers");
  numbers.style.width = `${width + 2}px`;
  numbers.append(element("span", "", "0"), element("span", "", say("scale", { km })));
  return [numbers, bar];
}

/** The whole border with its crossings, and a bracket around what the map shows of it.
 * Its ground is a picture of its own, painted once: lines that are drawn again for each day cost more than all else on the map. */
export class Inset {
  /** @param {Ground} ground */
  constructor({ inset: { size: [w, h], scale, origin, land, border }, colours }) {
    this.colours = colours;
    this.size = [w, h];
    this.place = (/** @type {number} */ lon, /** @type {number} */ lat) => pixels(lon, lat, 0).map((v, n) => (v / TILE - origin[n]) * scale);
    const shade = { width: w, fill: colours.ink, "fill-opacity": 0.045 };
    this.above = svg("rect", shade);
    this.below = svg("rect", shade);
    this.bracket = svg("path", { fill: "none", stroke: colours.ink, "stroke-width": 1.3 });
    this.words = written(say("thisView"), { "text-anchor": "middle", "font-size": 10, fill: colours.ink2 });
    this.crossings = svg("g", {});
    const over = svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}` }, this.above, this.below, this.bracket, this.words, this.crossings);
    this.drawn = [this.ground(new Path2D(land), new Path2D(border)), over];
  }

  /** @param {Path2D} land @param {Path2D} border */
  ground(land, border) {
    const { colours, size: [w, h] } = this;
    const fine = 2 * Math.ceil(devicePixelRatio);
    const canvas = Object.assign(document.createElement("canvas"), { width: w * fine, height: h * fine });
    canvas.style.cssText = `width: ${w}px; height: ${h}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    pen.scale(fine, fine);
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [colours.land, colours.border, 0.9];
    pen.fill(land);
    pen.stroke(border);
    return canvas;
  }

  /** @param {Mark[]} crossings */
  dress(crossings) {
    const { colours } = this;
    this.crossings.replaceChildren(...crossings.flatMap((mark) => {
      const [x, y] = this.place(mark.at[0], mark.at[1]);
      const beside = { muse: { x: x + 2, y: y + 14 }, chinshwehaw: { x: x - 6, y: y + 4, "text-anchor": "end" } }[mark.id];
      const name = beside ? [written(mark.name, { ...beside, "font-size": 9, "font-weight": 600, fill: colours.ink })] : [];
      return [svg("g", { transform: `translate(${x} ${y})` }, ...disc({ ...mark, r: 3.4 }, 0.8)), ...name];
    }));
  }

  /** @param {number[]} seen west, south, east, north */
  frame([, south, , north]) {
    const { place, above, below, bracket, words, size: [w, h] } = this;
    const [top, bottom] = [north, south].map((lat) => Math.min(h, Math.max(0, place(0, lat)[1])));
    above.setAttribute("height", String(top));
    below.setAttribute("y", String(bottom));
    below.setAttribute("height", String(h - bottom));
    bracket.setAttribute("d", `M${w - 11} ${top + 1}H${w - 6}V${bottom - 1}H${w - 11}`);
    words.setAttribute("transform", `translate(${w - 16} ${(top + bottom) / 2}) rotate(90)`);
    words.setAttribute("visibility", bottom - top > 56 ? "visible" : "hidden");
  }
}
