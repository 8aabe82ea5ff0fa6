// @ts-check
/** The reader's own layers: rows as signs, lines and areas, each on its days. No sign is a circle: that is a place.
 * @typedef {{corners: [number, number][], fill: string, rim: string, wide: number, grow?: number, halo: string, area: string, line: string, width: number, says: string}} OwnLook
 * @typedef {{id: string, name: string, edition?: string, looks: OwnLook[], groups: [number, number, number][], points: [number[], number[], number[]], shapes: any[]}} OwnFile
 *   see map/own.py: `groups` are look, first day and the day after the last; without `edition` no page has the rows
 * @typedef {{layer: string, edition: string, drawn: "point" | "shape", number: number}} OwnPick what the page is told of a click
 */

import { colour } from "./files.js";
import { dayWords, say } from "./words.js";

/** Days beyond which an end is open. */
const FAR = 9_000_000;
/** Pixels of a sign's box on the map, and how much finer its picture is. */
const [WIDE, HIGH, FINE] = [16, 12, 4];
/** Rows of a file that the list of the map has at most. */
const LISTED = 60;

/** Whether each group is drawn on some day from the first to the last.
 * @param {OwnFile} file @param {[number, number]} days first and last */
export const drawnOn = (file, [first, last]) => file.groups.map(([, from, to]) => from <= last && to > first);

/** The points that are drawn: where they are, the number of each one's group, its own number in the file.
 * @param {OwnFile} file @param {boolean[]} drawn by group */
export function pointsOf({ points: [lon, lat, of] }, drawn) {
  const at = new Float32Array(lon.length * 2);
  const groups = new Uint32Array(lon.length);
  const numbers = new Uint32Array(lon.length);
  let length = 0;
  for (let n = 0; n < lon.length; n += 1) {
    if (!drawn[of[n]]) continue;
    at[length * 2] = lon[n];
    at[length * 2 + 1] = lat[n];
    groups[length] = of[n];
    numbers[length] = n;
    length += 1;
  }
  return { length, at: at.subarray(0, length * 2), groups: groups.subarray(0, length), numbers: numbers.subarray(0, length) };
}

/** How much smaller signs are where there are many. @param {number} count */
export const shrunk = (count) => (count > 4000 ? 0.5 : count > 800 ? 0.7 : 1);

/** What is told of a row: its class, and its days. @param {OwnFile} file @param {number} group */
export function told(file, group) {
  const [look, from, to] = file.groups[group] ?? [];
  if (look === undefined) return "";
  const [first, last] = [from > -FAR ? dayWords(from) : "", to < FAR ? dayWords(to - 1) : ""];
  return [file.looks[look].says, first === last ? first : [first, last].join(" – ")].filter(Boolean).join("\n");
}

/** The rows of a file for the list of the map: those drawn within a box, by their points; that of a line or area is one too.
 * @param {OwnFile} file @param {boolean[]} drawn by group @param {number[]} box west, south, east, north
 * @returns {{group: string, options: {id: string, text: string}[], more: number}} */
export function rowList(file, drawn, [west, south, east, north]) {
  const [lon, lat, of] = file.points;
  const options = [];
  let more = 0;
  for (let n = 0; n < lon.length; n += 1) {
    if (!drawn[of[n]] || lon[n] < west || lon[n] > east || lat[n] < south || lat[n] > north) continue;
    if (options.length === LISTED) more += 1;
    else options.push({ id: JSON.stringify(pickOf(file, "point", n)), text: [...told(file, of[n]).split("\n"), `${lat[n].toFixed(3)}, ${lon[n].toFixed(3)}`].join(" · ") });
  }
  return { group: file.name, options, more };
}

/** @param {OwnFile} file @param {"point" | "shape"} drawn @param {number} number @returns {OwnPick} */
const pickOf = (file, drawn, number) => ({ layer: file.id, edition: file.edition ?? "", drawn, number });

/** The signs of a file's looks in one picture, beside each other. @param {OwnFile} file */
function atlas({ looks }) {
  const canvas = document.createElement("canvas");
  const [wide, high] = [(WIDE + 4) * FINE, (HIGH + 4) * FINE];
  canvas.width = wide * looks.length;
  canvas.height = high;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {Record<string, any>} */
  const mapping = {};
  looks.forEach(({ corners, fill, rim, wide: width, halo }, n) => {
    pen.setTransform(FINE, 0, 0, FINE, n * wide + 2 * FINE, 2 * FINE);
    const path = new Path2D(`M${corners.map((corner) => corner.join(" ")).join("L")}Z`);
    pen.lineJoin = "round";
    [pen.strokeStyle, pen.lineWidth] = [halo, width + 1.6];
    pen.stroke(path);
    pen.fillStyle = fill;
    pen.fill(path);
    [pen.strokeStyle, pen.lineWidth] = [rim, width];
    pen.stroke(path);
    mapping[String(n)] = { x: n * wide, y: 0, width: wide, height: high };
  });
  return { canvas, mapping };
}

/** What deck.gl draws of the reader's own layers; each is made once for a file. */
export class OwnLayers {
  constructor() {
    /** @type {Map<OwnFile, any>} */
    this.pictures = new Map();
    /** @type {Map<string, {file: OwnFile, groups?: Uint32Array, numbers?: Uint32Array}>} */
    this.drawn = new Map();
    /** @type {OwnFile[]} */
    this.files = [];
    /** @type {[number, number]} first and last day that is drawn */
    this.days = [0, 0];
  }

  /** The layers of some files, for deck.gl's JSON, and what else each of them gets.
   * @param {OwnFile[]} files @param {[number, number]} days first and last */
  layers(files, days) {
    for (const file of this.pictures.keys()) if (!files.includes(file)) this.pictures.delete(file);
    this.drawn = new Map();
    [this.files, this.days] = [files, days];
    return files.flatMap((file) => {
      const drawn = drawnOn(file, days);
      const look = (/** @type {any} */ feature) => file.looks[file.groups[feature.properties.key][0]];
      const found = [];
      const shapes = file.shapes.filter((each) => drawn[each.properties.key]);
      if (shapes.length) {
        const id = `own-${file.id}-shapes`;
        this.drawn.set(id, { file });
        found.push({
          plain: { "@@type": "GeoJsonLayer", id, data: [], pickable: true, stroked: true, lineWidthUnits: "pixels", lineJointRounded: true },
          more: {
            data: shapes,
            getFillColor: (/** @type {any} */ f) => colour(look(f).area),
            getLineColor: (/** @type {any} */ f) => colour(look(f).line),
            getLineWidth: (/** @type {any} */ f) => look(f).width,
          },
        });
      }
      const { length, at, groups, numbers } = pointsOf(file, drawn);
      if (length) {
        const id = `own-${file.id}-points`;
        this.drawn.set(id, { file, groups, numbers });
        if (!this.pictures.has(file)) this.pictures.set(file, atlas(file));
        const { canvas, mapping } = this.pictures.get(file);
        found.push({
          plain: { "@@type": "IconLayer", id, data: [], pickable: true, sizeUnits: "pixels" },
          more: {
            data: { length, attributes: { getPosition: { value: at, size: 2 } } },
            iconAtlas: canvas,
            iconMapping: mapping,
            getIcon: (/** @type {any} */ _, /** @type {{index: number}} */ { index }) => String(file.groups[groups[index]][0]),
            getSize: (/** @type {any} */ _, /** @type {{index: number}} */ { index }) => (HIGH + 4) * shrunk(length) * (file.looks[file.groups[groups[index]][0]].grow ?? 1),
            updateTriggers: { getSize: length },
          },
        });
      }
      return found;
    });
  }

  /** What is told of what the pointer is at; empty where it is at nothing of the reader's.
   * @param {{layer?: any, object?: any, index?: number}} info */
  words({ layer, object, index }) {
    const drawn = this.drawn.get(layer?.id);
    if (!drawn) return "";
    return told(drawn.file, drawn.groups ? drawn.groups[index ?? -1] : object?.properties.key);
  }

  /** What is told of a click; null where it is at nothing of the reader's, or no page has the rows.
   * @param {{layer?: any, object?: any, index?: number}} info @returns {OwnPick | null} */
  pick({ layer, object, index }) {
    const drawn = this.drawn.get(layer?.id);
    if (!drawn?.file.edition) return null;
    const number = drawn.numbers ? drawn.numbers[index ?? -1] : drawn.file.shapes.indexOf(object);
    return number >= 0 ? pickOf(drawn.file, drawn.numbers ? "point" : "shape", number) : null;
  }

  /** The rows that are drawn within a box, as groups of the list of the map. @param {number[]} box west, south, east, north */
  lists(box) {
    const lists = this.files.filter((file) => file.edition).map((file) => rowList(file, drawnOn(file, this.days), box));
    return lists.filter(({ options }) => options.length).map(({ group, options, more }) => ({ group, options, note: more ? say("ownMore", { count: more }) : "" }));
  }
}
