// @ts-check
/** The map over time: what holds on a day, in words and in looks. No DOM.
 * Days are numbers from 1 January 1970; a run `[from, to, ...]` holds from the first day to before the second.
 * @typedef {{fills?: string[], line?: string, width?: number, says?: string}} Look
 * @typedef {{id: string, of: string, data: string, zooms?: [number, number], pickable?: boolean, told?: boolean, below?: boolean,
 *   looks: Look[], runs: Record<string, number[][]>}} FilmLayer
 * @typedef {{changes: number[], layers: FilmLayer[], marks: {id: string, of: string, runs: any[][]}[],
 *   badges: import("./drawing.js").Badge[], tiles: Record<string, string>,
 *   ages: {words: string[], runs: Record<string, number[][]>, of: Record<string, string>}, unreported?: number, unverified?: string}} Film
 *   `ages` has what is told of the evidence of a place, or of the town that a mine is `of`; after the day `unreported` all is `unverified`
 */

import { say } from "./words.js";

/** The run that holds on a day, if any. @template {any[]} Run @param {Run[]} runs @param {number} day */
export const at = (runs, day) => runs.find(([from, to]) => from <= day && day < to);

/** Each feature's look on a day, by its key; features without one are not drawn.
 * @param {FilmLayer} layer @param {number} day @param {Set<string> | null} only the keys that may be drawn */
export function looksOn(layer, day, only = null) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [key, runs] of Object.entries(layer.runs)) {
    const run = !only || only.has(key) ? at(runs, day) : undefined;
    if (run) found.set(key, run[2]);
  }
  return found;
}

/** The places that are drawn on a day, from north to south. @param {Film} film @param {number} day
 * @param {string[]} overlays those that are on @param {Set<string> | null} only the places that may be drawn */
export function marksOn(film, day, overlays, only = null) {
  return film.marks.flatMap(({ id, of, runs }) => {
    const run = overlays.includes(of) && (!only || only.has(id)) ? at(runs, day) : undefined;
    return run ? [{ id, badge: run[2], rank: run[3], note: run[4], age: ageOn(film, id, day) }] : [];
  });
}

/** What is told on a day of the age of an answer and of its origins; empty where nothing is known.
 * @param {Film} film @param {string} id of a place or mine cluster @param {number} day */
export const ageOn = ({ ages }, id, day) => ages.words[at(ages.runs[ages.of[id] ?? id] ?? [], day)?.[2] ?? -1] ?? "";

/** A place with its name in a language, where it has one. @template {{name: string, names?: Record<string, string>}} P
 * @param {P} place @param {string | undefined} lang */
export const named = (place, lang) => ({ ...place, name: place.names?.[lang ?? ""] ?? place.name });

/** What a place is called and how it stands, as it is read aloud. @param {import("./drawing.js").Mark} mark */
export const spoken = (mark) => `${mark.name}: ${[mark.says, mark.note, mark.age].filter(Boolean).join(", ")}`;

/** What is said of all that stands on a map after the newest report, empty before. @param {Film} film @param {number} day */
export const unverified = ({ unreported, unverified: words }, day) => (unreported !== undefined && day > unreported ? words ?? "" : "");

/** A day as the server reads it: 2024-11-26. @param {number} day */
export const isoDay = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

/** The next change after a day, or the last before it; the end of the range where there is none.
 * @param {number[]} changes in order @param {number} day @param {number} way +1 or -1
 * @param {[number, number]} range first and last day */
export function step(changes, day, way, [first, last]) {
  const within = changes.filter((each) => each >= first && each <= last);
  return way > 0 ? within.find((each) => each > day) ?? last : within.findLast((each) => each < day) ?? first;
}

/** What can be chosen on a map, as groups of a list: crossings, towns, and what its layers hold.
 * @param {(import("./drawing.js").Mark)[]} marks
 * @param {{label: string, key: string}[]} areas features of layers that can be picked */
export function featureList(marks, areas) {
  const said = (/** @type {import("./drawing.js").Mark} */ mark) => ({ id: mark.id, text: spoken(mark) });
  const byName = (/** @type {{text: string}} */ a, /** @type {{text: string}} */ b) => a.text.localeCompare(b.text);
  return [
    { group: say("crossings"), options: marks.filter((mark) => mark.crossing).map(said) },
    { group: say("towns"), options: marks.filter((mark) => !mark.crossing).map(said) },
    { group: say("mines"), options: areas.map(({ key, label }) => ({ id: key, text: label })).sort(byName) },
  ].filter(({ options }) => options.length);
}
