// @ts-check
/** A briefing that carries its map: the day, the overlays and the chosen place are all it keeps.
 * What was written for the briefing's own day always says so.
 * @typedef {{title: string, native: [string, string][], facts: string, rows: [string, string[]][], note: string,
 *   sources: number[]}} Card rows and sources are those of the briefing's day
 * @typedef {{on: number, first: number, last: number, play: [number, number] | null, home: number[], layers: string[],
 *   chosen: string | null, stamp: string, window: string, alt: string, lang: string, cards: Record<string, Card>, film: import("./film.js").Film,
 *   ground: import("./drawing.js").Ground, files: Record<string, any>, words: import("./words.js").Words}} Payload days are counted from 1 January 1970;
 *   `window` is said instead of the day where the map shows a window, and no day can be chosen then
 */

import { coded, element, marker } from "./drawing.js";
import { brought } from "./files.js";
import { ageOn, at, isoDay, step, unverified } from "./film.js";
import { LinkedMap } from "./linkedmap.js";
import { dayWords, say, speak } from "./words.js";

const DAY = 864e5;

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} id @returns {Kind} */
const part = (id) => /** @type {any} */ (document.getElementById(id));

/** The component's maps, which also tell the page which day they show. */
class Told extends LinkedMap {
  refresh() {
    super.refresh();
    this.component.shows(this.player?.shown ?? this.data.maps[0].on);
  }
}

class Briefing {
  /** @param {Payload} payload @param {{bundle: string, style: string}} addresses */
  constructor(payload, addresses) {
    this.payload = payload;
    speak(payload.words);
    this.addresses = addresses;
    this.day = payload.on;
    this.layers = payload.layers;
    this.chosen = payload.chosen;
    this.told = "";
    brought("ground", payload.ground);
    brought("film", payload.film);
    for (const [name, file] of Object.entries(payload.files)) brought(name, file);
    payload.own.forEach((/** @type {any} */ file, /** @type {number} */ n) => brought(`own-${n}`, file));
    const root = part("map").attachShadow({ mode: "open" });
    root.append(element("div", "maps"));
    this.component = {
      parentElement: root,
      data: this.data(),
      shows: (/** @type {number} */ day) => this.tell(day),
      setStateValue: () => {},
      setTriggerValue: (/** @type {string} */ name, /** @type {string} */ value) => {
        if (name === "pick") this.chosen = value;
        else this.day = Date.parse(value) / DAY;
        this.draw();
      },
    };
    this.map = new Told(this.component);
    this.listen();
    this.draw();
  }

  listen() {
    const { film, first, last, on } = this.payload;
    const date = /** @type {HTMLInputElement} */ (part("day"));
    [date.min, date.max] = [isoDay(first), isoDay(last)];
    date.onchange = () => this.go(Date.parse(date.value) / DAY);
    for (const [name, way] of /** @type {[string, number][]} */ ([["before", -1], ["after", 1]])) {
      part(name).onclick = () => this.go(step(film.changes, this.map.player?.shown ?? this.day, way, [first, last]));
    }
    part("back").onclick = () => { this.go(on); date.focus(); };
    part("layers").onchange = () => {
      this.layers = [...part("layers").querySelectorAll("input")].filter((each) => each.checked).map((each) => each.value);
      this.draw();
    };
    part("dated").hidden = Boolean(this.payload.window);
    part("controls").hidden = false;
  }

  /** @param {number} day NaN where what was typed is none */
  go(day) {
    const { first, last } = this.payload;
    if (!Number.isNaN(day)) this.day = Math.min(last, Math.max(first, day));
    /** @type {HTMLInputElement} */ (part("day")).value = isoDay(this.day);
    this.map.player?.end(false);
    this.draw();
  }

  /** What the component is given; days and names as it is given them by the app. */
  data() {
    const { home, own, ownDays, play, stamp, window: span, alt, lang, words } = this.payload;
    return {
      ...this.addresses,
      ground: "ground",
      words,
      home,
      camera: null,
      height: Math.round(Math.min(760, Math.max(440, window.innerHeight - 250))),
      maps: [{ film: "film", on: this.day, layers: this.layers, stamp, window: span, label: alt, lang, chosen: this.chosen ?? undefined, ...(own.length ? { own: { files: own.map((_, n) => `own-${n}`), ...(ownDays ? { days: ownDays } : {}) } } : {}) }],
      play,
      follow: false,
      swipe: false,
    };
  }

  draw() {
    this.component.data = this.data();
    this.map.update(this.component);
  }

  /** Brings everything beside the map to the day that it shows. @param {number} day */
  tell(day) {
    const told = [day, this.chosen, ...this.layers].join();
    if (this.told === told) return;
    this.told = told;
    const { on, alt, window: span } = this.payload;
    const same = day === on;
    // Read out on its own where the reader went to a day, not at every step of a playback.
    const live = this.map.player?.playing ? "off" : "polite";
    for (const name of span ? ["card"] : ["shown", "card"]) part(name).setAttribute("aria-live", live);
    /** @type {HTMLInputElement} */ (part("day")).value = isoDay(day);
    if (!span) part("shown").textContent = dayWords(day);
    part("notice").hidden = same;
    part("other").textContent = dayWords(day);
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-days]"))) {
      const off = entry.dataset.of && !this.layers.includes(entry.dataset.of);
      entry.hidden = Boolean(off) || !(entry.dataset.days ?? "").split(" ").some((run) => { const [from, to] = run.split("-").map(Number); return from <= day && day < to; });
    }
    const label = same ? alt : say("mapOn", { day: dayWords(day) });
    this.map.views[0].frame.setAttribute("aria-label", label);
    this.showCard(day, same);
  }

  /** @param {number} day @param {boolean} same whether it is the briefing's */
  showCard(day, same) {
    const card = this.payload.cards[this.chosen ?? ""];
    if (!card) return;
    const natives = card.native.map(([lang, name]) => Object.assign(element("span", "native", name), { lang }));
    const head = element("div", "title");
    head.append(element("h2", "", card.title), ...natives);
    const on = dayWords(this.payload.on);
    const parts = [head, element("p", "facts", card.facts), this.holder(day)];
    if (this.payload.window) parts.push(element("p", "dated", say("onDay", { day: on })));
    if (same) parts.push(rows(card));
    else parts.push(element("p", "quiet", say("detailsOf", { day: on })));
    if (same && card.sources.length) {
      const line = element("p", "cites", `${say("sources")} `);
      line.append(...card.sources.flatMap((number) => [Object.assign(element("a", "", String(number)), { href: `#source-${number}` }), " "]));
      parts.push(line);
    }
    if (card.note) parts.push(element("p", "quiet", card.note));
    part("card").replaceChildren(...parts);
  }

  /** Who holds the chosen place on a day, as the map has it. @param {number} day */
  holder(day) {
    const { film, ground, window: span } = this.payload;
    const line = element("p", "holder");
    const mark = film.marks.find((each) => each.id === this.chosen);
    const run = mark && at(mark.runs, day);
    if (mark && run) {
      const badge = film.badges[run[2]];
      line.append(marker({ ...ground.places[mark.id], ...badge, rank: 0 }, ground.colours));
      const words = coded("span", "codes", badge.codes);
      const codes = words.textContent;
      const more = [badge.says === codes || (span && !codes?.includes("…")) ? "" : badge.says, run[4]].filter(Boolean).join(" · ");
      line.append(words, element("span", "more", codes && more ? `· ${more}` : more));
    } else {
      const mines = film.layers.find((each) => each.id === "mines");
      const look = mines?.looks[at(mines.runs[this.chosen ?? ""] ?? [], day)?.[2] ?? -1];
      line.append(element("span", "more", look?.says ?? say("notOnMap")));
    }
    const age = [ageOn(film, this.chosen ?? "", day), unverified(film, day)].filter(Boolean).join(" · ");
    line.append(element("span", "dated", [span || say("onDay", { day: dayWords(day) }), age].filter(Boolean).join(" · ")));
    return line;
  }
}

/** What the briefing's day has to say of a place. @param {Card} card */
function rows(card) {
  const list = element("dl");
  for (const [label, [first, ...rest]] of card.rows) {
    const told = element("dd", "", first);
    for (const line of rest) told.append(element("span", "", line));
    list.append(element("dt", "", label), told);
  }
  return list;
}

/** Printable px for the map on an A4 sheet that lies, and on one that stands. */
const PAPER = { lying: [1040, 560], upright: [710, 860] };

/** Measures how much smaller the map must be on paper: see the style. */
function measure() {
  const { width, height } = part("map").getBoundingClientRect();
  const { style } = document.documentElement;
  style.setProperty("--on-screen", `${Math.floor(width)}px`);
  for (const [way, [wide, high]] of Object.entries(PAPER)) {
    style.setProperty(`--fit-${way}`, String(Math.min(1, wide / width, high / height)));
  }
}

/** @param {Payload} payload @param {{bundle: string, style: string}} addresses of deck.gl and of the map's style */
export default function start(payload, addresses) {
  new Briefing(payload, addresses);
  addEventListener("beforeprint", measure);
}
