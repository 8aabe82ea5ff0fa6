// @ts-check
/** The painter: ground, areas, lines and dots of the ledger on a canvas of their own, by the browser's 2D drawing.
 *
 * It draws by the processor. Without a graphics card all of it takes some milliseconds, where WebGL took hundreds,
 * and with one no longer. It needs no library: the map stands before deck.gl has come, and also where WebGL is missing.
 * @typedef {{layer: any, styles: import("./film.js").Look[], looks: Map<string, number>, features: any[]}} Drawn a layer, the look of
 *   each of its keys by its number, and what it may draw
 */

import { squares } from "./dots.js";
import { element } from "./drawing.js";
import { pixels } from "./mercator.js";

/** Shapes are kept in pixels of this zoom. */
const FINE = 10;
/** From here: the browser keeps 32 bits of a coordinate, exact enough near zero alone. */
const [LEFT, TOP] = pixels(98, 24.5, FINE);

/** Lines and rings of a shape that is no point. @param {any} geometry @returns {number[][][]} */
const lines = ({ type, coordinates }) => (type === "LineString" ? [coordinates] : type === "MultiPolygon" ? coordinates.flat() : coordinates);

/** @type {WeakMap<any, Path2D>} by feature */
const paths = new WeakMap();

/** @param {any} feature */
function pathOf(feature) {
  let path = paths.get(feature);
  if (path) return path;
  path = new Path2D();
  for (const line of lines(feature.geometry)) {
    line.forEach(([lon, lat], n) => {
      const [x, y] = pixels(lon, lat, FINE);
      if (n) path.lineTo(x - LEFT, y - TOP);
      else path.moveTo(x - LEFT, y - TOP);
    });
    if (feature.geometry.type.endsWith("Polygon")) path.closePath();
  }
  paths.set(feature, path);
  return path;
}

/** @type {WeakMap<any[], Map<string, Float32Array>>} by features: of each key, x and y in turn */
const dots = new WeakMap();

/** Points by their key: a colour is set once for all of them. @param {any[]} features */
function dotsOf(features) {
  let found = dots.get(features);
  if (found) return found;
  /** @type {Map<string, number[]>} */
  const places = new Map();
  for (const { properties: { key }, geometry: { coordinates: [lon, lat] } } of features) {
    const [x, y] = pixels(lon, lat, FINE);
    const of = places.get(key);
    if (of) of.push(x - LEFT, y - TOP);
    else places.set(key, [x - LEFT, y - TOP]);
  }
  found = new Map([...places].map(([key, of]) => [key, new Float32Array(of)]));
  dots.set(features, found);
  return found;
}

export class Painter {
  constructor() {
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", "painted"));
    // The browser then draws by the processor even where it has something like a graphics card.
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
    /** @type {Drawn[]} */
    this.drawn = [];
    this.size = 1;
  }

  /** Paints layers from the bottom up.
   * @param {Drawn[]} drawn @param {import("./mercator.js").Camera} camera @param {number} width @param {number} height of the frame in pixels
   * @param {{key?: string, ink: string}} chosen what has a line of its own, and in which colour */
  paint(drawn, camera, width, height, chosen) {
    const { canvas, pen } = this;
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      [canvas.width, canvas.height] = [wide, high];
      [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, high);
    const [x, y] = pixels(camera.lon, camera.lat, FINE);
    this.drawn = drawn;
    this.ratio = ratio;
    this.size = 2 ** (camera.zoom - FINE);
    this.middle = [(width / 2 - (x - LEFT) * this.size) * ratio, (height / 2 - (y - TOP) * this.size) * ratio];
    for (const each of drawn) {
      if (each.layer.points) this.dots(each);
      else this.shapes(each, chosen);
    }
  }

  /** From here on the pen draws in pixels of `FINE`. */
  place() {
    const [scale, [left, top]] = [this.size * this.ratio, this.middle];
    this.pen.setTransform(scale, 0, 0, scale, left, top);
  }

  /** @param {Drawn} drawn @param {{key?: string, ink: string}} chosen */
  shapes({ layer, styles, looks, features }, chosen) {
    const { pen, size } = this;
    this.place();
    for (const feature of features) {
      const { key, stripe = 0 } = feature.properties;
      const { fills = [] } = styles[looks.get(key) ?? -1] ?? {};
      if (!fills.length || !feature.geometry.type.endsWith("Polygon")) continue;
      pen.fillStyle = fills[stripe % fills.length];
      pen.fill(pathOf(feature), "evenodd");
    }
    pen.lineJoin = layer.rounded ? "round" : "miter";
    pen.lineCap = layer.rounded && !layer.dashed ? "round" : "butt";
    pen.miterLimit = 4;
    for (const feature of features) {
      const { key } = feature.properties;
      const look = styles[looks.get(key) ?? -1];
      if (!look || !(layer.outlined || feature.geometry.type.endsWith("LineString"))) continue;
      const [line, width] = layer.pickable && key === chosen.key ? [chosen.ink, 2] : [look.line, look.width];
      if (!line || !width) continue;
      pen.strokeStyle = line;
      pen.lineWidth = width / size;
      pen.stroke(pathOf(feature));
    }
  }

  /** Dots so small are squares as large as a disc of their radius: of a hundred thousand each would take as long as ten.
   * @param {Drawn} drawn */
  dots({ layer, styles, looks, features }) {
    const { pen, canvas: { width, height }, middle: [left, top] } = this;
    const [scale, side] = [this.size * this.ratio, Math.sqrt(Math.PI) * layer.points * this.ratio];
    const picture = pen.getImageData(0, 0, width, height);
    const rimmed = [];
    for (const [key, at] of dotsOf(features)) {
      const style = styles[looks.get(key) ?? -1];
      if (!style?.fills?.[0]) continue;
      if (layer.outlined && style.line) rimmed.push({ at, ...style });
      else squares(picture, at, { scale, left, top, side }, style.fills[0]);
    }
    pen.putImageData(picture, 0, 0);
    // Few have a rim: the pen draws those.
    pen.setTransform(1, 0, 0, 1, 0, 0);
    for (const { at, fills, line, width: rim } of rimmed) {
      pen.fillStyle = fills[0];
      pen.strokeStyle = line;
      pen.lineWidth = rim * this.ratio;
      for (let n = 0; n < at.length; n += 2) {
        const x = at[n] * scale + left - side / 2;
        const y = at[n + 1] * scale + top - side / 2;
        if (x > -side && y > -side && x < width && y < height) {
          pen.fillRect(x, y, side, side);
          pen.strokeRect(x, y, side, side);
        }
      }
    }
  }

  /** What can be chosen or says something at a point of the frame, what is on top first: its layer and feature.
   * @param {number} x @param {number} y @param {number} reach pixels around the point within which something is meant */
  at(x, y, reach) {
    const { pen, ratio = 1, size } = this;
    const [dx, dy] = [x * ratio, y * ratio];
    this.place();
    pen.lineWidth = (2 * reach) / size;
    for (const near of [false, true]) {
      for (const { layer, looks, features } of [...this.drawn].reverse()) {
        if (!layer.pickable && !layer.told) continue;
        const found = features.findLast((feature) => looks.has(feature.properties.key)
          && (near ? pen.isPointInStroke(pathOf(feature), dx, dy) : pen.isPointInPath(pathOf(feature), dx, dy, "evenodd")));
        if (found) return { layer, feature: found };
      }
    }
    return undefined;
  }
}
