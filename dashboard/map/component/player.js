// @ts-check
/** Playback: the date runs through the window on the browser's own clock; the server hears where it stops.
 * Nothing plays by itself. Where the reader wants less motion it goes from change to change instead.
 */

import { element } from "./drawing.js";
import { isoDay, step } from "./film.js";
import { dayWords, say } from "./words.js";

/** Days a second, by what the reader chooses. */
const SPEEDS = { slow: 15, normal: 30, fast: 90 };
/** Milliseconds that a change stands where the reader wants less motion, at normal speed. */
const STAND = 1200;
/** Milliseconds after the last step before the server hears of it. */
const REST = 400;

/** The day after some time of playing; however slow the machine, no change is passed over.
 * @param {number} day @param {number} passed milliseconds @param {number} speed days a second
 * @param {number[]} changes @param {[number, number]} range */
export const later = (day, passed, speed, changes, range) => Math.min(day + (passed / 1000) * speed, step(changes, Math.floor(day), 1, range));

export class Player {
  /** @param {import("./linkedmap.js").LinkedMap} owner */
  constructor(owner) {
    this.owner = owner;
    this.root = element("div", "player");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", say("playback"));
    this.play = this.button(say("play"), () => (this.playing ? this.pause() : this.start()));
    this.back = this.button(say("previous"), () => this.step(-1), "‹");
    this.on = this.button(say("next"), () => this.step(1), "›");
    this.close = this.button(say("close"), () => this.end(), "×");
    this.slider = Object.assign(document.createElement("input"), { type: "range", step: "1" });
    this.slider.setAttribute("aria-label", say("date"));
    this.slider.oninput = () => { this.halt(); this.go(Number(this.slider.value)); };
    this.slider.onchange = () => this.tell();
    this.speed = document.createElement("select");
    this.speed.setAttribute("aria-label", say("speed"));
    this.speed.append(...Object.keys(SPEEDS).map((name) => new Option(say(name), name, name === "normal", name === "normal")));
    this.root.onkeydown = (event) => { if (event.key === "Escape" && this.open) this.end(); };
    this.open = false;
    this.playing = false;
    /** @type {number[]} days that the server was told, and has not answered yet */
    this.told = [];
    this.day = 0;
    /** @type {[number, number]} */
    this.range = [0, 0];
    this.dress();
  }

  /** @param {string} says @param {() => void} act @param {string} [sign] */
  button(says, act, sign) {
    const made = /** @type {HTMLButtonElement} */ (element("button", "", sign ?? says));
    Object.assign(made, { type: "button", title: says, onclick: act });
    made.setAttribute("aria-label", says);
    return made;
  }

  /** Takes what the page asks for: another day than the one stopped at ends the playback.
   * @param {[number, number]} range first and last day @param {number} on */
  update(range, on) {
    const moved = range.join() !== this.range.join();
    this.range = range;
    if (moved) this.dress();
    const own = this.told.indexOf(on);
    this.told.splice(0, own + 1);
    if (this.open && (moved || (!this.playing && own < 0 && on !== Math.floor(this.day) && on !== this.asked))) this.end(false);
    this.asked = on;
  }

  /** The day that is shown instead of the page's, if any. */
  get shown() {
    return this.open ? Math.floor(this.day) : undefined;
  }

  start() {
    const resumed = this.open && this.day < this.range[1];
    this.open = this.playing = true;
    this.dress();
    this.owner.prepare();
    this.go(resumed ? this.day : this.range[0]);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = performance.now();
    const frame = (/** @type {number} */ now) => {
      if (!this.playing) return;
      const speed = SPEEDS[/** @type {"slow" | "normal" | "fast"} */ (this.speed.value)];
      if (!calm) this.go(later(this.day, now - last, speed, this.owner.changes, this.range));
      else if (now - last >= (STAND * SPEEDS.normal) / speed) this.go(step(this.owner.changes, this.day, 1, this.range));
      if (!calm || now - last >= (STAND * SPEEDS.normal) / speed) last = now;
      if (this.day >= this.range[1]) this.pause();
      else this.frame = requestAnimationFrame(frame);
    };
    this.frame = requestAnimationFrame(frame);
  }

  pause() {
    this.halt();
    this.tell();
  }

  halt() {
    cancelAnimationFrame(this.frame ?? 0);
    this.playing = false;
    this.dress();
    this.owner.hover();
  }

  /** @param {number} way */
  step(way) {
    this.halt();
    this.go(step(this.owner.changes, Math.floor(this.day), way, this.range));
    this.tell();
  }

  /** Closes the playback. @param {boolean} told whether the page's own day comes back */
  end(told = true) {
    this.halt();
    clearTimeout(this.telling);
    this.open = false;
    this.told = [];
    this.dress();
    if (told) this.owner.refresh();
    if (told) this.play.focus();
  }

  /** @param {number} day */
  go(day) {
    this.day = day;
    this.slider.value = String(Math.floor(day));
    this.slider.setAttribute("aria-valuetext", dayWords(Math.floor(day)));
    this.owner.refresh();
  }

  /** Tells the server the day, once the steps have come to rest. */
  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const day = Math.floor(this.day);
      this.told.push(day);
      this.owner.stopped(isoDay(day));
    }, REST);
  }

  dress() {
    this.play.textContent = this.playing ? "❚❚" : this.open ? "▶" : `▶ ${say("play")}`;
    this.play.setAttribute("aria-label", this.playing ? say("pause") : say("play"));
    this.play.title = this.playing ? say("pause") : say("playFromTo", { first: dayWords(this.range[0]), last: dayWords(this.range[1]) });
    [this.slider.min, this.slider.max] = this.range.map(String);
    const parts = this.open ? [this.play, this.back, this.on, this.slider, this.speed, this.close] : [this.play];
    if (this.root.children.length === parts.length) return;
    const root = /** @type {ShadowRoot} */ (this.root.getRootNode());
    const focused = parts.find((part) => part === root.activeElement);
    this.root.replaceChildren(...parts);
    focused?.focus();
  }

  /** @returns {null} */
  destroy() {
    cancelAnimationFrame(this.frame ?? 0);
    this.playing = this.open = false;
    clearTimeout(this.telling);
    this.root.remove();
    return null;
  }
}
