// @ts-check
/** One map of a mount: a canvas drawn by deck.gl, and what stands above it in the DOM.
 * @typedef {import("./drawing.js").Mark} Mark
 * @typedef {import("./mercator.js").Camera} Camera
 * @typedef {{layers: any[], badges: import("./drawing.js").Badge[], marks: any[], stamp: [string, string],
 *   label: string, tiles?: string}} MapSpec marks name their badge by number; `tiles` is the address
 *   of a picture map of another host, with {z}, {x} and {y}
 */

import { element, inset, marker, scale, svg } from "./drawing.js";
import { fetched, painted } from "./files.js";
import { firstFree, meet, placed } from "./labels.js";
import { bounds, panned, projector, tilesIn, wholeZoom } from "./mercator.js";

/** One map of a mount: a canvas, and what stands above it. */
export class Sheet {
  /** @param {HTMLElement} frame @param {LinkedMap} owner */
  constructor(frame, owner) {
    this.owner = owner;
    this.frame = frame;
    this.tiles = element("div", "tiles");
    this.canvas = element("div", "canvas");
    this.words = element("div", "words");
    this.labels = element("div", "labels");
    this.leaders = svg("svg", { class: "leaders" });
    this.marks = element("div", "marks");
    this.stamp = element("div", "stamp");
    this.scale = element("div", "scale");
    this.inset = element("div", "inset");
    this.tip = element("div", "tip");
    this.message = element("p", "message");
    this.message.setAttribute("role", "status");
    for (const part of [this.tiles, this.words, this.scale, this.inset, this.labels, this.leaders, this.tip]) part.setAttribute("aria-hidden", "true");
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.append(this.tiles, this.canvas, this.words, this.leaders, this.labels, this.marks, this.stamp, this.scale, this.inset, this.tip, this.message);
    frame.onkeydown = (event) => this.key(event);
    // What stands above the canvas must not keep the wheel from it.
    frame.addEventListener("wheel", (event) => {
      const canvas = this.canvas.querySelector("canvas");
      if (!canvas || event.target === canvas) return;
      event.preventDefault();
      canvas.dispatchEvent(new WheelEvent("wheel", event));
    }, { passive: false });
    /** @type {{mark: Mark, button: HTMLElement, label: HTMLElement, note: HTMLElement, size: number[]}[]} */
    this.places = [];
    this.layout = "";
    this.version = 0;
    /** @type {Map<string, {file: any, looks: string, features: any[]}>} */
    this.kept = new Map();
    /** @type {any} */
    this.deck = null;
    /** @type {Map<string, HTMLImageElement>} */
    this.pictures = new Map();
    this.pictured = false;
    this.missing = false;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    const zoom = { "+": 0.5, "=": 0.5, "-": -0.5 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(step || zoom)) return;
    event.preventDefault();
    const camera = this.owner.camera;
    this.owner.move(step ? panned(camera, step[0], step[1]) : { ...camera, zoom: Math.min(13, Math.max(4.5, camera.zoom + (zoom ?? 0))) });
  }

  /** @param {MapSpec} spec */
  update(spec) {
    if (spec.tiles !== this.spec?.tiles) {
      this.pictures.clear();
      this.tiles.replaceChildren();
      this.pictured = false;
      this.missing = false;
    }
    this.spec = spec;
    this.frame.setAttribute("aria-label", spec.label);
    this.stamp.replaceChildren(element("strong", "", spec.stamp[0]), element("span", "", spec.stamp[1]));
    this.drawMarks();
    this.drawLayers();
  }

  drawMarks() {
    const { narrow } = this.owner;
    const { colours } = this.owner.ground;
    const focused = /** @type {HTMLElement | null} */ (this.owner.root.activeElement)?.dataset?.id;
    this.places = this.spec.marks.map((sent) => {
      const mark = { ...this.owner.ground.places[sent.id], ...this.spec.badges[sent.badge], ...sent };
      const says = `${mark.name}: ${[mark.says, mark.note].filter(Boolean).join(", ")}`;
      const button = /** @type {HTMLButtonElement} */ (element("button", "mark"));
      button.type = "button";
      button.dataset.id = mark.id;
      button.setAttribute("aria-label", says);
      button.setAttribute("aria-pressed", String(Boolean(mark.chosen)));
      button.title = says;
      button.append(marker(mark, colours));
      button.onclick = () => this.owner.pick(mark.id);
      const label = element("div", mark.chosen ? "label chosen" : "label");
      label.style.setProperty("--ground", mark.side > 0 && mark.crossing ? colours.neighbours : colours.land);
      const second = element("div", "second");
      for (const [text, hue] of mark.codes ?? []) {
        const part = element(hue ? "b" : "span", "", text);
        if (hue) part.style.color = hue;
        second.append(part);
      }
      const note = element("span", "note", mark.note ? `${mark.codes ? " · " : ""}${mark.note}` : "");
      if (!narrow || mark.chosen) second.append(note);
      label.append(element("div", "name", mark.name), second);
      label.onclick = () => this.owner.pick(mark.id);
      return { mark, button, label, note, size: [] };
    });
    this.marks.replaceChildren(...this.places.map((place) => place.button));
    this.labels.replaceChildren(...this.places.map((place) => place.label));
    for (const place of this.places) {
      const { label, note } = place;
      const full = [label.offsetWidth, label.offsetHeight];
      note.hidden = true;
      place.size = [...full, label.offsetWidth, label.offsetHeight];
      note.hidden = false;
    }
    this.words.replaceChildren(...this.owner.ground.words.map((word) => element("div", `word ${word.kind}`, word.text)));
    this.wordSizes = [...this.words.children].map((word) => [/** @type {HTMLElement} */ (word).offsetWidth, /** @type {HTMLElement} */ (word).offsetHeight]);
    this.outline = inset(this.owner.ground, this.places.map(({ mark }) => mark).filter((mark) => mark.crossing));
    this.inset.replaceChildren(this.outline.drawn);
    if (focused) this.places.find((place) => place.mark.id === focused)?.button.focus();
    this.layout = "";
  }

  async drawLayers() {
    const version = (this.version += 1);
    if (!this.owner.ready || !this.owner.camera) return;
    const { under, over } = this.owner.ground;
    // Areas lie under the border line, mines and pools on it.
    const areas = this.spec.layers.findLastIndex((each) => each.id.startsWith("catchments")) + 1;
    const layers = [...(this.pictured ? [] : under), ...this.spec.layers.slice(0, areas), ...over, ...this.spec.layers.slice(areas)];
    this.zooms = this.owner.camera.zoom;
    const data = await Promise.allSettled(layers.map((each) => fetched(each.zooms ? each.data.replace("{z}", wholeZoom(this.zooms, each.zooms)) : each.data)));
    if (version !== this.version || this.owner.gone) return;
    this.report(data.some((answer) => answer.status === "rejected"));
    this.createDeck();
    /** @type {any[]} */
    let converted = [];
    // pydeck's bundle keeps its JSON converter to itself; a stand-in for a deck receives what it makes.
    const plain = layers.map(({ styles, styleKey, zooms, ...rest }) => ({ ...rest, data: [] }));
    globalThis.updateDeck({ layers: plain }, { setProps: (props) => { converted = props.layers; } });
    this.deck.setProps({
      layers: converted.map((layer, n) => layer.clone({
        data: data[n].status === "fulfilled" ? this.painted(layers[n], data[n].value) : [],
        getFillColor: (f) => f.fill,
        getLineColor: (f) => f.line,
        getLineWidth: (f) => f.width,
      })),
    });
    this.look();
  }

  /** The features of a layer with their looks: the same list while neither has changed, so that
   * deck.gl leaves them alone. @param {any} layer @param {any} file */
  painted({ id, styles, styleKey }, file) {
    const looks = JSON.stringify(styles);
    const last = this.kept.get(id);
    if (last?.file === file && last.looks === looks) return last.features;
    const features = painted(file.features, styles, styleKey);
    this.kept.set(id, { file, looks, features });
    return features;
  }

  /** Says what did not load. @param {boolean} partly whether it is a part of our own map */
  report(partly) {
    if (partly) this.message.textContent = "Part of the map did not load; reload the page to try again.";
    else this.message.textContent = this.missing && !this.pictured ? "The online map did not load: this ground is our own." : "";
  }

  createDeck() {
    if (this.deck) return;
    this.deck = globalThis.createDeck({ container: this.canvas, jsonInput: { layers: [], views: [{ "@@type": "MapView", id: "map" }] }, tooltip: false });
    this.deck.setProps({
      pickingRadius: 5,
      // The frame around it takes the keys.
      onLoad: () => { const drawn = this.canvas.querySelector("canvas"); if (drawn) drawn.tabIndex = -1; },
      controller: { dragRotate: false, touchRotate: false, keyboard: false, scrollZoom: { smooth: false, speed: 0.008 } },
      onViewStateChange: ({ viewState, interactionState }) => {
        // deck.gl also reports the view that it was given; only a reader's hand moves the camera.
        if (Object.values(interactionState ?? {}).some(Boolean)) this.owner.move({ lon: viewState.longitude, lat: viewState.latitude, zoom: viewState.zoom });
      },
      onInteractionStateChange: ({ isDragging, isPanning, isZooming, inTransition }) => this.owner.hold(Boolean(isDragging || isPanning || isZooming || inTransition)),
      onClick: (info) => { if (info.object?.id) this.owner.pick(info.object.id); },
      onHover: (info) => this.hover(info),
      getCursor: ({ isHovering, isDragging }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
    });
  }

  /** @param {any} info */
  hover(info) {
    const text = info.object?.says ?? "";
    this.tip.textContent = text;
    this.tip.hidden = !text;
    this.tip.style.transform = `translate(${info.x + 12}px, ${info.y + 12}px)`;
  }

  /** Brings everything to the shared camera. */
  look() {
    const { camera } = this.owner;
    const [width, height] = [this.frame.clientWidth, this.frame.clientHeight];
    if (!width || !this.spec || !camera) return;
    this.deck?.setProps({ viewState: { map: { longitude: camera.lon, latitude: camera.lat, zoom: camera.zoom, pitch: 0, bearing: 0, minZoom: 4.5, maxZoom: 13 } } });
    const project = projector(camera, width, height);
    const at = this.places.map(({ mark }) => project(mark.at[0], mark.at[1]));
    const blocks = this.blocks(width, height);
    this.frame.classList.toggle("narrow", this.owner.narrow);
    this.places.forEach(({ button, mark }, n) => {
      const [x, y] = at[n];
      button.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      button.classList.toggle("away", x < 0 || y < 0 || x > width || y > height || blocks.some((box) => meet(box, [x, y, x, y])));
    });
    if (this.deck && this.zooms !== undefined && Math.round(this.zooms) !== Math.round(camera.zoom)) this.drawLayers();
    this.placeTiles(width, height, camera);
    this.placeLabels(at, width, height, camera);
    this.placeWords(project);
    this.scale.replaceChildren(...scale(camera, height));
    this.inset.hidden = this.owner.narrow;
    this.outline?.frame(bounds(camera, width, height));
  }

  /** The boxes of stamp, scale and inset, with a margin. @param {number} width @param {number} height */
  blocks(width, height) {
    const scale = [0, height - 40, 130, height];
    if (this.owner.narrow) return [[width - 130, height - 40, width, height]];
    return [[0, 0, 20 + this.stamp.offsetWidth, 14 + this.stamp.offsetHeight], scale, [width - 148, height - 280, width, height]];
  }

  /** The picture map of another host, where the reader has turned it on: our own ground gives way once it comes.
   * @param {number} width @param {number} height @param {Camera} camera */
  placeTiles(width, height, camera) {
    const { tiles } = this.spec;
    if (!tiles) return;
    const wanted = new Set();
    for (const { z, x, y, left, top, size } of tilesIn(camera, width, height)) {
      const url = tiles.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
      wanted.add(url);
      let picture = this.pictures.get(url);
      if (!picture) {
        const made = Object.assign(new Image(), { src: url, alt: "", referrerPolicy: "no-referrer", hidden: true });
        made.onload = () => {
          made.hidden = false;
          if (this.pictured) return;
          this.pictured = true;
          this.drawLayers();
        };
        made.onerror = () => {
          this.missing = true;
          this.report(false);
        };
        picture = made;
        this.pictures.set(url, picture);
        this.tiles.append(picture);
      }
      picture.style.width = picture.style.height = `${size + 0.5}px`;
      picture.style.transform = `translate(${left}px, ${top}px)`;
    }
    for (const [url, picture] of this.pictures) {
      if (wanted.has(url)) continue;
      picture.remove();
      this.pictures.delete(url);
    }
  }

  /** Labels keep their side while the map is dragged; they are placed anew when it zooms or rests.
   * @param {number[][]} at @param {number} width @param {number} height @param {Camera} camera */
  placeLabels(at, width, height, camera) {
    const layout = [camera.zoom.toFixed(2), width, height, this.owner.moving ? "" : `${camera.lon} ${camera.lat}`].join(" ");
    if (layout !== this.layout) {
      this.layout = layout;
      // The corners of stamp, scale and inset are taken before any label is placed.
      const blocks = this.blocks(width, height);
      const items = this.places.map(({ mark, size }, n) => ({ x: at[n][0], y: at[n][1], r: mark.chosen ? mark.r + 6 : mark.r, side: mark.side, w: size[0], h: size[1], w0: size[2], h0: size[3], rank: mark.rank ?? 0, must: Boolean(mark.crossing) }));
      const { spots, taken } = placed(items, width, height, blocks);
      this.offsets = spots.map((spot, n) => spot && { ...spot, x: spot.x - at[n][0], y: spot.y - at[n][1] });
      this.placeNames(taken, width, height, projector(camera, width, height));
    }
    this.leaders.replaceChildren();
    this.places.forEach(({ label, note, mark }, n) => {
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
      this.leaders.append(svg("path", { d: `M${x + end[0] * from} ${y + end[1] * from}L${x + end[0]} ${y + end[1]}`, stroke: this.owner.ground.colours.ink3, "stroke-width": 0.8 }));
    });
  }

  /** Chooses where each name of the ground stands: the first of its places that is free.
   * @param {number[][]} taken @param {number} width @param {number} height @param {(lon: number, lat: number) => number[]} project */
  placeNames(taken, width, height, project) {
    this.standing = this.owner.ground.words.map((word, n) => {
      if (word.with && !this.spec.layers.some((layer) => layer.id === word.with)) return null;
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
      /** @type {HTMLElement} */ (drawn).style.transform = `translate(${x}px, ${y}px) translate(${this.owner.ground.words[n].kind === "caption" ? -100 : -50}%, -50%) rotate(${spot[2] ?? 0}deg)`;
    });
  }

  destroy() {
    this.version += 1;
    this.deck?.finalize();
    const lost = this.canvas.querySelector("canvas")?.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    lost?.loseContext();
    this.frame.remove();
  }
}
