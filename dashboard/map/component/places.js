// @ts-check
/** The places of one map: markers as buttons, their labels, and the names on the ground.
 * @typedef {import("./drawing.js").Mark} Mark
 * @typedef {import("./mercator.js").Camera} Camera
 * @typedef {{mark: Mark, button: HTMLButtonElement, label: HTMLElement, note: HTMLElement, size: number[], looks: string}} Place
 */

import { coded, element, marker, svg } from "./drawing.js";
import { spoken } from "./film.js";
import { firstFree, meet, placed } from "./labels.js";
import { projector } from "./mercator.js";

/** Pixels below which a map has no room for the names of all crossings: only the chosen place is sure of its own. */
const LOW = 280;

export class Places {
  /** @param {(id: string) => void} pick @param {() => void} hover called when the pointer has come to a place, or left it */
  constructor(pick, hover) {
    this.pick = pick;
    this.hover = hover;
    /** @type {string | null} where the pointer is */
    this.under = null;
    this.words = element("div", "words");
    this.labels = element("div", "labels");
    this.leaders = svg("svg", { class: "leaders" });
    this.marks = element("div", "marks");
    for (const part of [this.words, this.labels, this.leaders]) part.setAttribute("aria-hidden", "true");
    /** @type {Map<string, Place>} */
    this.known = new Map();
    /** @type {Place[]} those on the map, from north to south */
    this.shown = [];
    this.layout = "";
    /** @type {number | null} pixels from the left at which this map gives way to another */
    this.seam = null;
  }

  /** Buttons stay the same from day to day, so that a click or the focus on one is not lost.
   * @param {Mark[]} marks @param {import("./drawing.js").Ground} ground @param {boolean} narrow */
  update(marks, ground, narrow) {
    this.ground = ground;
    const before = this.shown;
    this.shown = marks.map((mark) => {
      const looks = JSON.stringify([mark, narrow, ground.colours.page]);
      const place = this.known.get(mark.id) ?? this.made(mark.id);
      if (place.looks !== looks) this.dress(Object.assign(place, { mark, looks }), narrow);
      return place;
    });
    const same = before.length === this.shown.length && this.shown.every((place, n) => place === before[n]);
    if (!same) {
      this.marks.replaceChildren(...this.shown.map((place) => place.button));
      this.labels.replaceChildren(...this.shown.map((place) => place.label));
    }
    this.measure(this.shown.filter((place) => !place.size.length));
    if (this.worded !== ground) {
      this.worded = ground;
      this.words.replaceChildren(...ground.words.map((word) => element("div", `word ${word.kind}`, word.text)));
      this.wordSizes = [...this.words.children].map((word) => [/** @type {HTMLElement} */ (word).offsetWidth, /** @type {HTMLElement} */ (word).offsetHeight]);
    }
    this.layout = "";
  }

  /** @param {string} id @returns {any} */
  made(id) {
    const button = /** @type {HTMLButtonElement} */ (element("button", "mark"));
    const label = element("div");
    Object.assign(button, { type: "button", tabIndex: -1 });
    button.dataset.id = id;
    for (const part of [button, label]) {
      part.onclick = () => this.pick(id);
      // A finger does not hover: it picks.
      part.onpointerenter = (event) => this.point(event.pointerType === "touch" ? null : id);
      part.onpointerleave = () => this.point(null);
    }
    const place = { button, label, note: element("span", "note"), size: [], looks: "" };
    this.known.set(id, /** @type {any} */ (place));
    return place;
  }

  /** @param {string | null} id */
  point(id) {
    this.under = id;
    this.hover();
  }

  /** Gives a place its look of the day. @param {Place} place @param {boolean} narrow */
  dress({ mark, button, label, note, size }, narrow) {
    const { colours } = this.ground;
    const says = spoken(mark);
    button.setAttribute("aria-label", says);
    button.setAttribute("aria-pressed", String(Boolean(mark.chosen)));
    button.title = says;
    button.replaceChildren(marker(mark, colours));
    label.className = mark.chosen ? "label chosen" : "label";
    label.style.setProperty("--ground", mark.side > 0 && mark.crossing ? colours.neighbours : colours.land);
    const second = coded("div", "second", mark.codes);
    note.textContent = mark.note ? `${mark.codes ? " · " : ""}${mark.note}` : "";
    if (!narrow || mark.chosen) second.append(note);
    label.replaceChildren(element("div", "name", mark.name), second);
    size.length = 0;
  }

  /** Measures labels with their notes and without. @param {Place[]} places */
  measure(places) {
    const read = (/** @type {boolean} */ noted) => {
      for (const { label, note } of places) [label.hidden, note.hidden] = [false, !noted];
      for (const { label, size } of places) size.push(label.offsetWidth, label.offsetHeight);
    };
    read(true);
    read(false);
  }

  /** Brings all to the camera. Labels keep their side while the map is dragged; they are placed
   * anew when it zooms or rests. @param {Camera} camera @param {number} width @param {number} height
   * @param {number[][]} blocks boxes that are taken already @param {boolean} moving
   * @param {(layer: string) => boolean} drawn whether a layer is */
  look(camera, width, height, blocks, moving, drawn) {
    const project = projector(camera, width, height);
    const at = this.shown.map(({ mark }) => project(mark.at[0], mark.at[1]));
    this.shown.forEach(({ button }, n) => {
      const [x, y] = at[n];
      button.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      button.classList.toggle("away", x < 0 || y < 0 || x > width || y > height || blocks.some((box) => meet(box, [x, y, x, y])));
    });
    const layout = [camera.zoom.toFixed(2), width, height, blocks.join(), moving ? "" : `${camera.lon} ${camera.lat}`].join(" ");
    if (layout !== this.layout) {
      this.layout = layout;
      const items = this.shown.map(({ mark, size }, n) => ({ x: at[n][0], y: at[n][1], r: mark.r + (mark.chosen ? 6 : mark.ring ? 5.5 : 0), side: mark.side, w: size[0], h: size[1], w0: size[2], h0: size[3], rank: mark.rank, must: mark.chosen || (Boolean(mark.crossing) && height >= LOW) }));
      const { spots, taken } = placed(items, width, height, blocks);
      this.offsets = spots.map((spot, n) => spot && { ...spot, x: spot.x - at[n][0], y: spot.y - at[n][1] });
      this.settle(taken, width, height, project, drawn);
    }
    this.placeLabels(at);
    this.placeWords(project);
  }

  /** Hides the labels that another map would cut: two halves would say what neither says.
   * @param {number | null} seam */
  part(seam) {
    this.seam = seam;
    this.shown.forEach(({ label }, n) => {
      const [from, to] = this.spans?.[n] ?? [];
      label.style.visibility = seam !== null && from < seam && seam < to ? "hidden" : "";
    });
  }

  /** @param {number[][]} at */
  placeLabels(at) {
    this.leaders.replaceChildren();
    this.spans = this.shown.map((_, n) => { const spot = this.offsets?.[n]; return spot ? [at[n][0] + spot.x, at[n][0] + spot.x + spot.w] : []; });
    this.part(this.seam);
    this.shown.forEach(({ label, note, mark }, n) => {
      const spot = this.offsets?.[n];
      label.hidden = !spot;
      if (!spot) return;
      note.hidden = !spot.note;
      label.style.textAlign = spot.side < 0 ? "right" : spot.side > 0 ? "left" : "center";
      label.style.transform = `translate(${at[n][0] + spot.x}px, ${at[n][1] + spot.y}px)`;
      if (!spot.led) return;
      const end = [spot.x + (spot.side > 0 ? -2 : spot.w + 2), spot.y + 8];
      const from = mark.r / Math.hypot(end[0], end[1]);
      const [x, y] = at[n];
      this.leaders.append(svg("path", { d: `M${x + end[0] * from} ${y + end[1] * from}L${x + end[0]} ${y + end[1]}`, stroke: this.ground.colours.ink3, "stroke-width": 0.8 }));
    });
  }

  /** Chooses where each name of the ground stands: the first of its places that is free.
   * @param {number[][]} taken @param {number} width @param {number} height
   * @param {(lon: number, lat: number) => number[]} project @param {(layer: string) => boolean} drawn */
  settle(taken, width, height, project, drawn) {
    this.standing = this.ground.words.map((word, n) => {
      if (word.with && !drawn(word.with)) return null;
      const [w, h] = this.wordSizes[n];
      const options = word.at.map(([lon, lat, slope]) => {
        const [x, y] = project(lon, lat);
        if (word.kind === "caption") return { x: x - w / 2, y, w, h };
        return slope ? { x, y, w: w * 0.85, h: w * 0.6 } : { x, y, w, h };
      });
      const spot = firstFree(options, taken, width, height);
      if (spot) taken.push(spot.box);
      return spot && word.at[spot.n];
    });
  }

  /** @param {(lon: number, lat: number) => number[]} project */
  placeWords(project) {
    [...this.words.children].forEach((drawn, n) => {
      const spot = this.standing?.[n];
      /** @type {HTMLElement} */ (drawn).hidden = !spot;
      if (!spot) return;
      const [x, y] = project(spot[0], spot[1]);
      /** @type {HTMLElement} */ (drawn).style.transform = `translate(${x}px, ${y}px) translate(${this.ground.words[n].kind === "caption" ? -100 : -50}%, -50%) rotate(${spot[2] ?? 0}deg)`;
    });
  }
}
