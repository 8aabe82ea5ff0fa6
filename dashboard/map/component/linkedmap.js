// @ts-check
/**
 * The linked map: layers made in Python, painted on a canvas, and places as buttons above it.
 *
 * Geometry is fetched by URL and kept, and so is what has which look when; a change of date
 * brings the day alone. Places, labels, stamp, scale and inset are DOM: they take patterns, the
 * keyboard and every script.
 */

import { element } from "./drawing.js";
import { brought, drawable, fetched, loaded } from "./files.js";
import { bounds, fitted, rounded } from "./mercator.js";
import { Player } from "./player.js";
import { MapView } from "./map_view.js";
import { Swipe } from "./swipe.js";
import { dayWords, say, speak } from "./words.js";

/** @typedef {import("./mercator.js").Camera} Camera */

/** Pixels below which a map goes without stamp, inset and notes. */
const NARROW = 520;
/** What a mount tells the elements around it once its maps are painted, or said not to be. */
export const SHOWN = "border-ledger-shown";
/** Milliseconds that a pointer stays at something before the server hears of it. */
const STAY = 250;

/** How high a map is. @param {Element} host @param {{height: number}} data */
export const high = (host, { height }) => (host.clientWidth < NARROW ? Math.min(300, height) : height);

/** All maps of one mount; they share a camera, and a clock where they can be played. */
export class LinkedMap {
  /** @param {any} component */
  constructor(component) {
    this.root = component.parentElement.getRootNode?.() ?? document;
    this.host = component.parentElement.querySelector(".maps");
    this.style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: component.data.style ?? new URL("./linkedmap.css", import.meta.url).href });
    this.styled = new Promise((resolve) => { this.style.onload = this.style.onerror = resolve; });
    this.host.before(this.style);
    /** @type {MapView[]} */
    this.views = [];
    /** @type {Player | null} */
    this.player = null;
    /** @type {Swipe | null} */
    this.swipe = null;
    /** @type {number | undefined} the day that the page will show, while the server has not answered */
    this.ahead = undefined;
    this.hear = (/** @type {any} */ { detail: { day, ahead } }) => this.pageOn(Date.parse(day) / 864e5, ahead);
    document.addEventListener("border-ledger-day", this.hear);
    /** @type {number[]} days on which control changes */
    this.changes = [];
    this.ready = false;
    /** Whether this browser has no WebGL. */
    this.plain = false;
    this.gone = false;
    this.moving = false;
    this.held = false;
    this.reported = "";
    this.told = 0;
    /** @type {string | null} what the pointer is at */
    this.under = null;
    /** @type {string | null} what the server was told that it is at */
    this.hovered = null;
    this.staying = 0;
    this.aim = "";
    /** @type {number[] | null} what to show until somebody moves the map */
    this.home = null;
    /** @type {Camera | null} */
    this.camera = null;
    this.resized = new ResizeObserver(() => {
      if (!this.ground) return;
      this.aimHome();
      this.look();
      this.swipe?.update(this.views);
    });
    this.resized.observe(this.host);
  }

  get narrow() {
    return (this.views[0]?.frame ?? this.host).clientWidth < NARROW;
  }

  /** @param {any} component */
  async update(component) {
    const { data } = component;
    const { ahead } = this;
    this.component = component;
    this.data = data;
    speak(data.words);
    for (const [url, film] of Object.entries(data.films ?? {})) brought(url, film);
    const wanted = [data.ground, ...data.maps.map((/** @type {any} */ each) => each.film)];
    let found;
    try {
      [found] = await Promise.all([Promise.all(wanted.map(fetched)), this.styled]);
    } catch {
      this.failed(say("notLoaded"));
      return;
    }
    const [ground, ...films] = found;
    if (this.gone || this.data !== data) return;
    // Not before: until the films are here the map would go back to the day that it had.
    if (this.ahead === ahead) this.ahead = undefined;
    this.ground = ground;
    for (const [name, value] of Object.entries(ground.colours)) this.host.style.setProperty(`--${name}`, value);
    // On a narrow page maps stand beneath one another.
    const slim = this.host.clientWidth < NARROW;
    const stacked = slim && !data.swipe ? data.maps.length : 1;
    this.host.classList.toggle("stacked", stacked > 1);
    // Without a height of its own it is as high as its page leaves room.
    this.host.style.height = data.height === null ? "auto" : `${stacked * high(this.host, data) + (stacked - 1) * 12}px`;
    const aim = JSON.stringify([data.home, data.camera]);
    // A camera that came from here is no order to go back to it: a hand may have moved on since.
    const own = Boolean(this.camera && data.camera) && JSON.stringify(data.camera) === this.reported;
    const aimed = this.aim !== aim && !own;
    if (aimed) {
      this.camera = data.camera;
      this.home = data.camera ? null : data.home;
    }
    this.aim = aim;
    while (this.views.length > data.maps.length) this.views.pop()?.destroy();
    while (this.views.length < data.maps.length) {
      const frame = element("div", "map");
      this.host.append(frame);
      this.views.push(new MapView(frame, this));
    }
    this.host.classList.toggle("swiped", data.swipe);
    this.swipe = data.swipe ? this.swipe ?? new Swipe(this.host) : this.swipe?.destroy() ?? null;
    this.changes = films[0].changes;
    this.player = data.play ? this.player ?? new Player(this) : this.player?.destroy() ?? null;
    this.player?.update(data.play, data.maps[0].on);
    // What is put where it stands already loses the focus.
    if (this.player && this.player.root.parentNode !== this.views[0].frame) this.views[0].frame.append(this.player.root);
    this.aimHome();
    this.day = NaN;
    this.views.forEach((view, n) => view.update(data.maps[n], films[n]));
    this.refresh();
    this.look();
    this.swipe?.update(this.views);
    if (this.ready) this.views.forEach((view) => view.live());
    else this.start(data.bundle);
    // A link brings the extent it was made with; one that is asked for here is that of this screen. The address
    // waits for it where the map has gone home: it is told even if it is the same.
    if (data.follow && !this.moving) {
      if (aimed && !data.camera) this.tellHome();
      else if (this.followed === false) this.report();
    }
    this.followed = data.follow;
  }

  /** Takes what the rest of the page tells of its day. One that it will show is shown at once: all looks are here, and
   * nothing waits for the server. Where the page then shows another one, the map goes back to its own, until it is told.
   * Maps that cannot be played differ by more than the day. @param {number} day @param {boolean} ahead of the server's answer */
  pageOn(day, ahead) {
    if (!this.player) return;
    if (ahead) this.ahead = day;
    else if (day !== this.ahead) this.ahead = undefined;
    this.refresh();
  }

  /** Shows the day of the playback on every map, or each map's own where nothing is played. */
  refresh() {
    const played = this.player?.shown;
    const day = played ?? this.ahead;
    if (day === this.day) return;
    this.day = day;
    for (const view of this.views) view.show(day ?? view.spec.on, played === undefined ? view.spec.plate : dayWords(played));
  }

  /** Fetches what playback will need. */
  prepare() {
    for (const view of this.views) view.prepare();
  }

  /** @param {string} day that the playback has stopped at */
  stopped(day) {
    this.component.setTriggerValue("stopped", day);
  }

  /** Turns `home` into a camera once the size of a map is known. */
  aimHome() {
    const frame = this.views[0]?.frame;
    if (!this.home || !frame?.clientWidth) return;
    this.camera = fitted(this.home, frame.clientWidth, frame.clientHeight);
  }

  tell() {
    this.host.dispatchEvent(new Event(SHOWN, { bubbles: true, composed: true }));
  }

  /** Makes the maps live once all of them stand: deck.gl is larger than all else together. @param {string | null} bundle without one they stay still */
  async start(bundle) {
    if (this.ready || this.starting) return;
    this.starting = true;
    await Promise.all(this.views.map((view) => view.painted));
    if (this.gone) return;
    performance.mark("border-ledger-still");
    this.tell();
    if (!bundle) return;
    if (!drawable()) {
      this.plain = true;
      this.host.classList.add("plain");
      for (const view of this.views) view.report();
      return;
    }
    try {
      await loaded(bundle);
      if (this.gone) return;
      this.ready = true;
      this.views.forEach((view) => view.live());
      performance.mark("border-ledger-live");
    } catch {
      this.starting = false;
      this.say(say("notLoaded"));
    }
  }

  /** @param {string} text */
  say(text) {
    for (const view of this.views) view.message.textContent = text;
  }

  /** Says, where there is no map yet, why. @param {string} text */
  failed(text) {
    if (this.views.length) this.say(text);
    else this.host.replaceChildren(Object.assign(element("p", "", text), { role: "alert" }));
    this.tell();
  }

  look() {
    // On paper the maps keep their width: a canvas would be stretched, and the places above it would not.
    this.host.style.setProperty("--seen", `${this.host.clientWidth}px`);
    for (const view of this.views) view.look();
  }

  /** @param {Camera} camera */
  move(camera) {
    this.camera = camera;
    this.home = null;
    this.moving = true;
    // What was beneath the pointer moves away; deck.gl looks again when the pointer moves.
    for (const view of this.views) view.hover({});
    this.look();
    this.rest();
  }

  /** Shows again what the maps show before anybody moves them. */
  goHome() {
    const { clientWidth, clientHeight } = this.views[0].frame;
    if (clientWidth) this.move(fitted(this.data.home, clientWidth, clientHeight));
  }

  /** Waits with the report of the camera while a hand is on the map. @param {boolean} held */
  hold(held) {
    this.held = held;
    if (this.moving) this.rest();
  }

  /** Reports the camera once the map has come to rest. */
  rest() {
    clearTimeout(this.resting);
    if (this.held) return;
    this.resting = setTimeout(() => {
      this.moving = false;
      this.look();
      this.report();
      this.hover();
    }, 350);
  }

  /** Tells where home is, once the rest of the page has what came with it: else its lists would tell of what was before. */
  tellHome() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => { if (!this.gone && !this.moving) this.report(true); }, 500);
  }

  /** Tells the server where the maps look, `anew` even what it was told before. */
  report(anew = false) {
    const { clientWidth, clientHeight } = this.views[0].frame;
    const camera = this.camera && rounded(this.camera);
    if (!camera || !clientWidth) return;
    const seen = bounds(camera, clientWidth, clientHeight);
    const said = JSON.stringify([camera, seen]);
    if (this.said === said && !anew) return;
    this.said = said;
    this.told += 1;
    this.reported = JSON.stringify(camera);
    this.component.setStateValue("seen", { camera, bounds: seen, told: this.told });
  }

  /** @param {string} id */
  pick(id) {
    this.component.setTriggerValue("pick", id);
  }

  /** Asks for rows of the reader's own. @param {import("./own.js").OwnPick[]} picks what is on top first @param {[number, number]} days that are drawn */
  pickRows(picks, days) {
    this.component.setTriggerValue("rows", { picks, days });
  }

  /** Tells the server what the pointer rests at. */
  hover() {
    const under = this.views.map((view) => view.places.under ?? view.under).find(Boolean) ?? null;
    if (under !== this.under) {
      this.under = under;
      clearTimeout(this.staying);
      this.staying = 0;
    }
    if (under === this.hovered || this.staying) return;
    this.staying = setTimeout(() => {
      this.staying = 0;
      // Where they come to rest they ask again.
      if (this.moving || this.player?.playing) return;
      this.hovered = this.under;
      this.component.setStateValue("hover", this.under);
    }, STAY);
  }

  destroy() {
    this.gone = true;
    document.removeEventListener("border-ledger-day", this.hear);
    clearTimeout(this.resting);
    clearTimeout(this.staying);
    this.resized.disconnect();
    this.player?.destroy();
    this.swipe?.destroy();
    for (const view of this.views) view.destroy();
    this.style.remove();
  }
}

/** @type {WeakMap<object, LinkedMap>} */
const mounts = new WeakMap();

/** Draws or updates a mount; returns what frees it. @param {any} component */
export default function linkedMap(component) {
  const key = component.parentElement;
  const mount = mounts.get(key) ?? new LinkedMap(component);
  mounts.set(key, mount);
  mount.update(component);
  return () => {
    mounts.delete(key);
    mount.destroy();
  };
}
