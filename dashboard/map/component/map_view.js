// @ts-check
/** One map of a mount: what the painter paints of the ledger, above it a canvas of deck.gl with the reader's own layers, which
 * feels the reader's hand too, and what stands above both in the DOM.
 * @typedef {import("./mercator.js").Camera} Camera
 * @typedef {{film: string, on: number, layers: string[], chosen?: string, plate?: string, stamp: string, window?: string, label: string, lang?: string,
 *   rings?: Record<string, string>, only?: string[], own?: {files: string[], days?: [number, number]}}} MapSpec `film` is the address of what is drawn on which day,
 *   `layers` are the overlays that are on, `window` is said instead of the day where the film shows a window, `rings` has `solid` or `dashed` by place, `only` what may be drawn at all,
 *   `own` the files of the reader's own layers, with the first and last day where the map shows a window
 */

import { Inset, element, scale } from "./drawing.js";
import { fetched } from "./files.js";
import { ageOn, featureList, looksOn, marksOn, named, unverified } from "./film.js";
import { bounds, panned, wholeZoom } from "./mercator.js";
import { OwnLayers } from "./own.js";
import { Painter } from "./painter.js";
import { Places } from "./places.js";
import { Tiles } from "./tiles.js";
import { dayWords, say } from "./words.js";

/** Pixels below which the inset has no room beneath the buttons. */
const LOW = 386;
/** Pixels around a click within which something is meant, and how many of the reader's rows are told of at most. */
const [REACH, DEEP] = [5, 8];

export class MapView {
  /** @param {HTMLElement} frame @param {import("./linkedmap.js").LinkedMap} owner */
  constructor(frame, owner) {
    this.owner = owner;
    this.frame = frame;
    this.tiles = new Tiles((came) => { if (came) this.draw(); else this.report(); });
    this.painter = new Painter();
    this.canvas = element("div", "canvas");
    this.stamp = element("div", "stamp");
    this.scale = element("div", "scale");
    this.inset = element("div", "inset");
    this.tip = element("div", "tip");
    this.message = element("p", "message");
    this.message.setAttribute("role", "status");
    this.list = /** @type {HTMLSelectElement} */ (element("select", "list"));
    this.list.setAttribute("aria-label", say("list"));
    this.list.onfocus = () => this.fillList();
    this.list.onchange = () => this.choose(this.list.value);
    this.tools = element("div", "tools");
    for (const [sign, words, act] of /** @type {[string, string, () => void][]} */ ([
      ["+", say("zoomIn"), () => this.zoom(0.5)], ["−", say("zoomOut"), () => this.zoom(-0.5)], ["⤢", say("fit"), () => owner.goHome()],
    ])) {
      const button = /** @type {HTMLButtonElement} */ (element("button", "", sign));
      Object.assign(button, { type: "button", title: words, onclick: act });
      button.setAttribute("aria-label", words);
      this.tools.append(button);
    }
    for (const part of [this.tiles.root, this.scale, this.inset, this.tip]) part.setAttribute("aria-hidden", "true");
    this.own = new OwnLayers();
    this.places = new Places((id) => owner.pick(id), () => owner.hover());
    const { words, leaders, labels, marks } = this.places;
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.append(this.tiles.root, this.painter.canvas, this.canvas, words, leaders, labels, marks, this.stamp, this.scale, this.inset, this.tip, this.message, this.tools, this.list);
    frame.onkeydown = (event) => this.key(event);
    // Until deck.gl has come, and where there is none.
    this.canvas.onpointermove = (event) => { if (!this.deck) this.hover({ x: event.offsetX, y: event.offsetY }); };
    this.canvas.onclick = (event) => { if (!this.deck) this.click({ x: event.offsetX, y: event.offsetY }); };
    // What stands above the canvas must not keep the wheel from it.
    frame.addEventListener("wheel", (event) => {
      const canvas = this.canvas.querySelector("canvas");
      if (!canvas || event.target === canvas) return;
      event.preventDefault();
      canvas.dispatchEvent(new WheelEvent("wheel", event));
    }, { passive: false });
    /** @type {MapSpec} */
    this.spec = /** @type {any} */ (null);
    /** @type {import("./film.js").Film} */
    this.film = /** @type {any} */ (null);
    this.day = 0;
    this.version = 0;
    /** How often the places have got other looks. */
    this.worn = 0;
    /** @type {import("./painter.js").Drawn[] | undefined} what is on the map now */
    this.drawn = undefined;
    /** Whether a part of the ledger's layers, and of the reader's own, did not load. */
    this.missing = { ledger: false, own: false };
    /** @type {Promise<void>} kept once the map was painted for the first time */
    this.painted = new Promise((resolve) => { this.stood = resolve; });
    /** @type {any} */
    this.deck = null;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target !== this.frame) return;
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    const zoom = { "+": 0.5, "=": 0.5, "-": -0.5 }[event.key];
    const fit = event.key === "0";
    if (event.ctrlKey || event.metaKey || event.altKey || !(step || zoom || fit)) return;
    event.preventDefault();
    if (fit) this.owner.goHome();
    else if (step) this.owner.move(panned(this.owner.camera, step[0], step[1]));
    else this.zoom(zoom ?? 0);
  }

  /** Zooms by some steps around the middle. @param {number} by */
  zoom(by) {
    const { camera } = this.owner;
    if (camera) this.owner.move({ ...camera, zoom: Math.min(13, Math.max(4.5, camera.zoom + by)) });
  }

  /** @param {MapSpec} spec @param {import("./film.js").Film} film */
  update(spec, film) {
    this.spec = spec;
    this.film = film;
    this.only = spec.only ? new Set(spec.only) : null;
    this.tiles.use(spec.layers.map((name) => film.tiles[name]).find(Boolean));
    this.frame.setAttribute("aria-label", spec.label);
  }

  /** Shows a day; what it has in common with the day before stays as it is.
   * @param {number} day @param {string} [plate] large words in place of the stamp */
  show(day, plate) {
    this.day = day;
    const { ground, narrow } = this.owner;
    const { chosen, lang, layers, rings, stamp, window } = this.spec;
    const late = unverified(this.film, day);
    const words = plate ? [element("strong", "", plate)] : [element("strong", "", window || say("stamp", { day: dayWords(day) })), element("span", "", stamp)];
    if (late) words.push(element("span", "", late));
    this.stamp.replaceChildren(...words);
    this.stamp.classList.toggle("plate", Boolean(plate));
    this.stamp.classList.toggle("late", Boolean(late));
    this.stamp.classList.toggle("window", Boolean(window));
    const marks = marksOn(this.film, day, layers, this.only).map(({ badge, ...mark }) => ({
      ...named(ground.places[mark.id], lang), ...this.film.badges[badge], ...mark, ring: rings?.[mark.id], ...(mark.id === chosen ? { chosen: true, rank: 0 } : {}),
    }));
    const same = this.ground === ground && JSON.stringify(marks) === this.marked;
    if (!same || this.wasNarrow !== narrow) {
      if (this.ground !== ground) {
        this.outline = new Inset(ground);
        this.inset.replaceChildren(...this.outline.drawn);
      }
      [this.ground, this.marked, this.wasNarrow] = [ground, JSON.stringify(marks), narrow];
      this.places.update(marks, ground, narrow);
      this.outline?.dress(marks.filter((mark) => mark.crossing));
      this.worn += 1;
    }
    this.draw();
    this.look();
  }

  /** What is painted on the day: the ground, then the layers of the film that have a look on it. */
  stack() {
    const ground = (/** @type {any} */ layer) => {
      const keys = layer.styles.flatMap((/** @type {any} */ style, /** @type {number} */ n) => style.keys.map((/** @type {string} */ key) => [key, n]));
      return { layer, styles: layer.styles, looks: new Map(keys) };
    };
    const drawn = this.on().map((layer) => ({ layer, styles: layer.looks, looks: looksOn(layer, this.day, this.only) })).filter(({ looks }) => looks.size);
    const part = (/** @type {boolean} */ below) => drawn.filter(({ layer }) => Boolean(layer.below) === below);
    const { under, over } = this.owner.ground;
    return [...(this.tiles.came ? [] : under.map(ground)), ...part(true), ...over.map(ground), ...part(false)];
  }

  /** The layers of the film that are switched on. */
  on() {
    return this.film.layers.filter((layer) => this.spec.layers.includes(layer.of));
  }

  /** What a layer draws at the zoom of the map. @param {any} layer @returns {Promise<any>} */
  file({ data, zooms }) {
    return fetched(zooms ? data.replace("{z}", String(wholeZoom(this.zooms, zooms))) : data);
  }

  /** Fetches what any day will need, so that playback waits for nothing. */
  prepare() {
    return Promise.allSettled(this.on().map((layer) => this.file(layer)));
  }

  /** Brings the layers to the day; does nothing where they are as they were. */
  async draw() {
    const { camera, ground } = this.owner;
    if (!camera) return;
    const stack = this.stack();
    this.zooms = camera.zoom;
    const looks = stack.map(({ layer, looks }) => [layer.id, layer.data, Math.round(camera.zoom), ...looks].join());
    const picture = JSON.stringify([looks, this.spec.film, this.spec.chosen, ground.colours]);
    if (picture !== this.picture) {
      this.picture = picture;
      const version = (this.version += 1);
      const files = await Promise.allSettled(stack.map(({ layer }) => this.file(layer)));
      if (version !== this.version || this.owner.gone) return;
      this.missing.ledger = files.some((answer) => answer.status === "rejected");
      this.report();
      this.drawn = stack.map((each, n) => ({ ...each, features: files[n].status === "fulfilled" ? files[n].value.features : [] }));
      if (this.list.matches(":focus")) this.fillList();
      this.paint(true);
    }
    this.drawOwn();
  }

  /** Paints where anything is other than it was. @param {boolean} [anew] whether the layers are */
  paint(anew = false) {
    const { camera, ground } = this.owner;
    const [width, height] = [this.frame.clientWidth, this.frame.clientHeight];
    if (!this.drawn || !width || !height || !camera) return;
    const seen = [camera.lon, camera.lat, camera.zoom, width, height, devicePixelRatio].join();
    if (!anew && seen === this.seen) return;
    this.seen = seen;
    this.painter.paint(this.drawn, camera, width, height, { key: this.spec.chosen, ink: ground.colours.ink });
    this.stood();
  }

  /** Has deck.gl draw the reader's own layers. */
  async drawOwn() {
    if (!this.deck) return;
    const { files = [], days = [this.day, this.day] } = this.spec.own ?? {};
    const own = JSON.stringify([files, files.length ? days : []]);
    if (own === this.owned) return;
    this.owned = own;
    const found = await Promise.allSettled(files.map(fetched));
    await this.sized;
    if (own !== this.owned || this.owner.gone) return;
    this.missing.own = found.some((answer) => answer.status === "rejected");
    this.report();
    const layers = this.own.layers(found.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])), /** @type {[number, number]} */ (days));
    /** @type {any[]} */
    let converted = [];
    // pydeck's bundle keeps its JSON converter to itself; a stand-in for a deck receives what it makes.
    globalThis.updateDeck({ layers: layers.map((each) => each.plain) }, { setProps: (props) => { converted = props.layers; } });
    this.deck.setProps({ layers: converted.map((layer, n) => layer.clone(layers[n].more)) });
    this.canvas.classList.toggle("bare", !layers.length);
  }

  /** What can be picked on the day: key, look and words of a feature. @param {any} layer @param {any} feature */
  words(layer, feature) {
    const drawn = this.drawn?.find((each) => each.layer.id === layer?.id);
    const key = feature?.properties?.key;
    const look = drawn?.styles[drawn.looks.get(key) ?? -1];
    const age = key && ageOn(this.film, key, this.day);
    return look && { key, label: [feature.properties.label, [look.says, age].filter(Boolean).join(", ")].filter(Boolean).join("\n") };
  }

  /** Fills the list of what can be chosen, when it is about to be used. */
  fillList() {
    const layers = this.drawn?.filter(({ layer }) => layer.pickable) ?? [];
    const areas = layers.flatMap(({ layer, features }) => features.map((feature) => this.words(layer, feature)).filter(Boolean));
    const groups = featureList(this.places.shown.map(({ mark }) => mark), areas);
    const { clientWidth, clientHeight } = this.frame;
    const rows = this.owner.camera ? this.own.lists(bounds(this.owner.camera, clientWidth, clientHeight)) : [];
    this.list.replaceChildren(new Option(say("choose"), ""), .../** @type {any[]} */ ([...groups, ...rows]).map(({ group, options, note }) => {
      const made = Object.assign(document.createElement("optgroup"), { label: group });
      made.append(...options.map((/** @type {{id: string, text: string}} */ { id, text }) => new Option(text.replace("\n", ": "), id)));
      if (note) made.append(Object.assign(new Option(note, ""), { disabled: true }));
      return made;
    }));
    this.list.value = this.spec.chosen ?? "";
  }

  /** Says what did not load, or what this browser cannot do. */
  report() {
    const partly = this.missing.ledger || this.missing.own ? say("partNotLoaded") : "";
    const online = this.tiles.missing && !this.tiles.came ? say("onlineNotLoaded") : "";
    this.message.textContent = partly || online || (this.owner.plain ? say("noWebGL") : "");
  }

  /** Lets the reader's hand move the map, and draws the reader's own layers. */
  live() {
    if (this.deck || !this.owner.camera) return;
    // deck.gl learns the size of its canvas a frame after it has begun, and then draws all again.
    let sized = (/** @type {boolean} */ _) => {};
    this.sized = new Promise((resolve) => { sized = resolve; });
    this.deck = globalThis.createDeck({ container: this.canvas, jsonInput: { layers: [], views: [{ "@@type": "MapView", id: "map" }] }, tooltip: false });
    this.aim();
    this.deck.setProps({
      pickingRadius: REACH,
      onLoad: () => {
        // The frame around it takes the keys.
        const drawn = this.canvas.querySelector("canvas");
        if (drawn) drawn.tabIndex = -1;
        requestAnimationFrame(() => requestAnimationFrame(() => sized(true)));
      },
      controller: { dragRotate: false, touchRotate: false, keyboard: false, scrollZoom: { smooth: false, speed: 0.008 } },
      onViewStateChange: ({ viewState, interactionState }) => {
        // deck.gl also reports the view that it was given; only a reader's hand moves the camera.
        if (Object.values(interactionState ?? {}).some(Boolean)) this.owner.move({ lon: viewState.longitude, lat: viewState.latitude, zoom: viewState.zoom });
      },
      onInteractionStateChange: ({ isDragging, isPanning, isZooming, inTransition }) => this.owner.hold(Boolean(isDragging || isPanning || isZooming || inTransition)),
      onClick: (info) => this.click(info),
      onHover: (info) => this.hover(info),
      getCursor: ({ isHovering, isDragging }) => (isDragging ? "grabbing" : isHovering || this.under ? "pointer" : "grab"),
    });
    this.drawOwn();
  }

  /** The shared camera as deck.gl takes it. */
  viewState() {
    const { lon, lat, zoom } = this.owner.camera;
    return { map: { longitude: lon, latitude: lat, zoom, pitch: 0, bearing: 0, minZoom: 4.5, maxZoom: 13 } };
  }

  /** Brings deck.gl to the shared camera: it draws all anew each time it is told of one. */
  aim() {
    const aimed = JSON.stringify(this.owner.camera);
    if (!this.deck || aimed === this.aimed) return;
    this.aimed = aimed;
    this.deck.setProps({ viewState: this.viewState() });
  }

  /** Picks what was clicked: all rows of the reader's own that lie there, or something of the ledger. @param {any} info */
  click(info) {
    if (!this.own.pick(info)) {
      const found = this.painter.at(info.x, info.y, REACH);
      const words = this.words(found?.layer, found?.feature);
      // A finger does not hover.
      if (found?.layer.told) this.hover(info);
      else if (words) this.owner.pick(words.key);
      return;
    }
    const found = this.deck.pickMultipleObjects({ x: info.x, y: info.y, radius: REACH, depth: DEEP, layerIds: [...this.own.drawn.keys()] });
    const picks = [info, ...found].map((each) => this.own.pick(each)).filter(Boolean);
    this.owner.pickRows([...new Map(picks.map((each) => [JSON.stringify(each), each])).values()].slice(0, DEEP), this.own.days);
  }

  /** Picks what was chosen in the list: a place or mine by its id, or a row of the reader's. @param {string} value */
  choose(value) {
    if (value.startsWith("{")) this.owner.pickRows([JSON.parse(value)], this.own.days);
    else if (value) this.owner.pick(value);
  }

  /** @param {any} info of what is beneath the pointer, empty for nothing */
  hover(info) {
    const { x, y } = info;
    const own = this.own.words(info);
    const found = own || x === undefined ? undefined : this.painter.at(x, y, REACH);
    const words = this.words(found?.layer, found?.feature);
    const text = own || (words?.label ?? "");
    this.under = found?.layer.told ? undefined : words?.key;
    this.owner.hover();
    this.tip.textContent = text;
    this.tip.hidden = !text;
    this.tip.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  }

  /** Brings everything to the shared camera. */
  look() {
    const { camera } = this.owner;
    const [width, height] = [this.frame.clientWidth, this.frame.clientHeight];
    if (!width || !this.spec || !camera) return;
    this.aim();
    this.frame.classList.toggle("narrow", this.owner.narrow);
    if (this.zooms !== undefined && Math.round(this.zooms) !== Math.round(camera.zoom)) this.draw();
    this.paint();
    const blocks = this.blocks(width, height);
    // What stands where it stood is not touched: the browser would draw it again, with the shadows of all its letters.
    const stands = JSON.stringify([camera, width, height, blocks, this.owner.moving, this.spec.layers, this.tiles.pattern, this.worn]);
    if (stands === this.stands) return;
    this.stands = stands;
    this.tiles.look(camera, width, height);
    const drawn = (/** @type {string} */ name) => this.spec.layers.includes(name);
    this.places.look(camera, width, height, blocks, this.owner.moving, drawn);
    this.scale.replaceChildren(...scale(camera, height));
    this.inset.hidden = this.owner.narrow || height < LOW;
    this.outline?.frame(bounds(camera, width, height));
  }

  /** The boxes of stamp, scale, inset and player, with a margin. @param {number} width @param {number} height */
  blocks(width, height) {
    const { narrow, player } = this.owner;
    const { offsetLeft, offsetWidth, offsetHeight } = player?.root ?? {};
    const bar = player && this.frame.contains(player.root) ? [[offsetLeft - 6, height - 16 - offsetHeight, offsetLeft + offsetWidth + 6, height]] : [];
    const scale = [0, height - 40, 130, height];
    const tools = [width - 44, 0, width, 12 + this.tools.offsetHeight];
    const stamp = [0, 0, 20 + this.stamp.offsetWidth, 14 + this.stamp.offsetHeight];
    if (narrow) return [...bar, tools, ...(this.stamp.offsetWidth ? [stamp] : []), [width - 130, this.scale.offsetTop - 8, width, height]];
    return [...bar, tools, stamp, scale, ...(height < LOW ? [] : [[width - 148, height - 280, width, height]])];
  }

  destroy() {
    this.version += 1;
    this.deck?.finalize();
    const lost = this.canvas.querySelector("canvas")?.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    lost?.loseContext();
    this.frame.remove();
  }
}
