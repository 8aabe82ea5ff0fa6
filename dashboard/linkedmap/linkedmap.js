// @ts-check
/**
 * The linked map: deck.gl specs made in Python on a canvas, and places as buttons above it.
 *
 * Geometry is fetched by URL and kept; a change of date brings only colours, by feature key.
 * Places, labels, stamp, scale and inset are DOM: they take patterns, the keyboard and every script.
 *
 * @typedef {{lon: number, lat: number, zoom: number}} Camera zoom is that of 512 px tiles
 * @typedef {[number, number, number, number]} Colour red, green, blue, alpha: 0 to 255
 * @typedef {{keys: string[], fills?: string[], line?: string, width?: number, says?: string}} Style
 * @typedef {{id: string, at: [number, number], r: number, pattern: string, fills: string[], rim: string,
 *   dashed?: boolean, name: string, codes?: [string, string][], note?: string, side: number, rank?: number,
 *   chosen?: boolean, crossing?: boolean, imprecise?: boolean, says: string}} Mark
 * @typedef {{text: string, kind: string, at: number[][], with?: string}} Word lon, lat and slope of where
 *   it may stand; `with` names the layer that it belongs to
 * @typedef {{x: number, y: number, w: number, h: number, note: boolean, side: number, led: boolean}} Spot
 *   of a label: its corner and size, whether with its note, to which side, whether on a leader
 * @typedef {{layers: any[], marks: Mark[], stamp: [string, string], label: string, tiles?: string}} MapSpec
 *   `tiles` is the address of a picture map of another host, with {z}, {x} and {y}
 * @typedef {{colours: Record<string, string>, under: any[], over: any[], words: Word[],
 *   inset: {size: number[], scale: number, origin: number[], land: string, border: string}}} Ground
 */

const TILE = 512;
const NARROW = 520;

/* ---------------------------------------------------------------- pure parts, tested in Node */

/** Web Mercator pixels of a point at a zoom. @param {number} lon @param {number} lat @param {number} zoom */
export function pixels(lon, lat, zoom) {
  const size = TILE * 2 ** zoom;
  const sin = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size];
}

/** The point under a pixel. @param {number} x @param {number} y @param {number} zoom */
export function point(x, y, zoom) {
  const size = TILE * 2 ** zoom;
  const n = Math.PI * (1 - (2 * y) / size);
  return [(x / size) * 360 - 180, (Math.atan(Math.sinh(n)) * 180) / Math.PI];
}

/** Where a point lies in a frame. @param {Camera} camera @param {number} width @param {number} height */
export function projector(camera, width, height) {
  const [cx, cy] = pixels(camera.lon, camera.lat, camera.zoom);
  return (/** @type {number} */ lon, /** @type {number} */ lat) => {
    const [x, y] = pixels(lon, lat, camera.zoom);
    return [x - cx + width / 2, y - cy + height / 2];
  };
}

/** The camera moved by pixels of the screen. @param {Camera} camera @param {number} dx @param {number} dy */
export function panned(camera, dx, dy) {
  const [x, y] = pixels(camera.lon, camera.lat, camera.zoom);
  const [lon, lat] = point(x + dx, y + dy, camera.zoom);
  return { ...camera, lon, lat };
}

/** West, south, east, north of the frame, rounded as links keep them.
 * @param {Camera} camera @param {number} width @param {number} height */
export function bounds(camera, width, height) {
  const [x, y] = pixels(camera.lon, camera.lat, camera.zoom);
  const [west, north] = point(x - width / 2, y - height / 2, camera.zoom);
  const [east, south] = point(x + width / 2, y + height / 2, camera.zoom);
  return [west, south, east, north].map((degrees) => Math.round(degrees * 1e4) / 1e4);
}

/** The camera as a link keeps it. @param {Camera} camera */
export function rounded({ lon, lat, zoom }) {
  return { lon: Math.round(lon * 1e4) / 1e4, lat: Math.round(lat * 1e4) / 1e4, zoom: Math.round(zoom * 100) / 100 };
}

/** A round number of kilometres and its length in pixels, true at the latitude of the bar.
 * @param {number} lat @param {number} zoom @param {number} most the longest that the bar may be */
export function scaleBar(lat, zoom, most) {
  const kmPerPixel = (40075.016686 * Math.cos((lat * Math.PI) / 180)) / (TILE * 2 ** zoom);
  const room = most * kmPerPixel;
  const power = 10 ** Math.floor(Math.log10(room));
  const km = [5, 4, 2, 1].map((n) => n * power).find((n) => n <= room) ?? power;
  return { km, width: km / kmPerPixel };
}

/** A colour of deck.gl from `#RRGGBB` or `#RRGGBBAA`. @param {string | undefined} hex */
export function colour(hex) {
  const part = (/** @type {number} */ at, /** @type {number} */ none) => (hex && hex.length > at ? parseInt(hex.slice(at, at + 2), 16) : none);
  return hex ? [part(1, 0), part(3, 0), part(5, 0), part(7, 255)] : [0, 0, 0, 0];
}

/** Features with their looks: those without a style are left out, stripes take the hues in turn.
 * @param {any[]} features @param {Style[]} styles @param {string} key the property that styles name */
export function painted(features, styles, key) {
  const looks = new Map(styles.flatMap((style) => style.keys.map((name) => [name, style])));
  const found = [];
  for (const { geometry, properties } of features) {
    const style = looks.get(properties[key]);
    if (!style) continue;
    const fills = style.fills ?? [];
    const fill = colour(fills[(properties.stripe ?? 0) % Math.max(1, fills.length)]);
    const says = [properties.label, style.says].filter(Boolean).join("\n");
    found.push({ type: "Feature", geometry, id: properties[key], says, fill, line: colour(style.line), width: style.width ?? 0 });
  }
  return found;
}

/** The whole zoom whose stripes look best. @param {number} zoom @param {[number, number]} zooms */
export const wholeZoom = (zoom, [first, last]) => Math.min(last, Math.max(first, Math.round(zoom)));

/** The tiles of a picture map that cover the frame, with where each stands.
 * @param {Camera} camera @param {number} width @param {number} height */
export function tilesIn(camera, width, height) {
  const z = Math.round(camera.zoom + 1);
  const size = (TILE * 2 ** camera.zoom) / 2 ** z;
  const [cx, cy] = pixels(camera.lon, camera.lat, camera.zoom);
  const [left, top] = [cx - width / 2, cy - height / 2];
  const found = [];
  for (let x = Math.floor(left / size); x * size < left + width; x += 1) {
    for (let y = Math.floor(top / size); y * size < top + height; y += 1) {
      if (y >= 0 && y < 2 ** z) found.push({ z, x: ((x % 2 ** z) + 2 ** z) % 2 ** z, y, left: x * size - left, top: y * size - top, size });
    }
  }
  return found;
}

/** The camera that shows west, south, east and north. @param {number[]} home @param {number} width @param {number} height */
export function fitted([west, south, east, north], width, height) {
  const [x0, y0] = pixels(west, north, 0);
  const [x1, y1] = pixels(east, south, 0);
  const zoom = Math.log2(Math.min(width / (x1 - x0), height / (y1 - y0)));
  const [lon, lat] = point((x0 + x1) / 2, (y0 + y1) / 2, 0);
  return { lon, lat, zoom };
}

/** Places labels so that no two boxes meet and none leaves the frame. Names go by rank; a name
 * that must stay may move away from its point, on a leader, and only where nothing is free does it
 * take the spot at which it meets the fewest others. Notes take the room that is left, but for the
 * first label's, the chosen place's.
 * @param {{x: number, y: number, r: number, side: number, w: number, h: number, w0: number, h0: number,
 *   rank: number, must: boolean}[]} items  sizes with and without the note
 * @param {number} width @param {number} height
 * @param {number[][]} blocks boxes that are taken already
 * @returns {{spots: (Spot | null)[], taken: number[][]}} */
export function placed(items, width, height, blocks = []) {
  const frame = (/** @type {number[]} */ box) => box[0] >= 2 && box[1] >= 2 && box[2] <= width - 2 && box[3] <= height - 2;
  const hidden = items.map(({ x, y }) => !(x >= 0 && y >= 0 && x <= width && y <= height) || blocks.some((box) => meet(box, [x, y, x, y])));
  const points = items.map(({ x, y, r }, at) => (hidden[at] ? NOWHERE : [x - r, y - r, x + r, y + r]));
  /** @type {number[][]} */
  const boxes = items.map(() => NOWHERE);
  /** @type {(Spot | null)[]} */
  const result = items.map(() => null);

  /** @param {number} at @param {Spot[]} options @param {boolean} must */
  const settle = (at, options, must) => {
    let best = null;
    for (const spot of options) {
      const box = [spot.x, spot.y, spot.x + spot.w, spot.y + spot.h];
      if (!frame(box) || blocks.some((other) => meet(box, other))) continue;
      let met = 0;
      for (let n = 0; n < items.length; n += 1) if (n !== at) met += Number(meet(box, points[n])) + Number(meet(box, boxes[n]));
      if (!best || met < best.met) best = { spot, box, met };
      if (met === 0) break;
    }
    if (!best || (best.met > 0 && !must)) return false;
    [result[at], boxes[at]] = [best.spot, best.box];
    return true;
  };

  const order = items.map((_, at) => at).filter((at) => !hidden[at]).sort((a, b) => items[a].rank - items[b].rank || a - b);
  const noted = order.filter((at) => items[at].w > items[at].w0 || items[at].h > items[at].h0);
  for (const [turn, at] of order.entries()) {
    const item = items[at];
    if (turn === 0 && noted.includes(at) && settle(at, spots(item, true), false)) continue;
    settle(at, [...spots(item, false), ...(item.must ? leaders(item) : [])], item.must);
  }
  for (const at of noted) if (result[at] && !result[at].note && !result[at].led) settle(at, spots(items[at], true), false);
  return { spots: result, taken: [...points, ...boxes, ...blocks] };
}

const NOWHERE = [Infinity, Infinity, Infinity, Infinity];

/** The first spot of a word that is free and in the frame; null if there is none.
 * @param {{x: number, y: number, w: number, h: number}[]} options @param {number[][]} taken
 * @param {number} width @param {number} height */
export function firstFree(options, taken, width, height) {
  for (const [n, { x, y, w, h }] of options.entries()) {
    const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
    const inside = box[0] > 4 && box[1] > 4 && box[2] < width - 4 && box[3] < height - 4;
    if (inside && !taken.some((other) => meet(box, other))) return { n, box };
  }
  return null;
}

/** Where a label may stand beside its point, the best first.
 * @param {any} item @param {boolean} note @returns {Spot[]} */
function spots({ x, y, r, side, w, h, w0, h0 }, note) {
  const [width, height] = note ? [w, h] : [w0, h0];
  const found = [];
  for (const way of [side, -side]) {
    const left = way > 0 ? x + r + 5.5 : x - r - 5.5 - width;
    for (const top of [y - height / 2, y - 4, y - height + 6]) found.push({ x: left, y: top, w: width, h: height, note, side: way, led: false });
  }
  if (note) return found;
  for (const top of [y + r + 3, y - r - 3 - height]) found.push({ x: x - width / 2, y: top, w: width, h: height, note, side: 0, led: false });
  return found;
}

/** Where a label may stand away from its point, the nearest first. @param {any} item @returns {Spot[]} */
function leaders({ x, y, r, side, w0, h0 }) {
  const found = [];
  for (const away of [1, 2, 3, 4, 5]) {
    for (const way of [side, -side]) {
      for (const up of [-1, 1]) {
        const reach = r + 8 + 7 * away;
        found.push({ x: way > 0 ? x + reach : x - reach - w0, y: y - h0 / 2 + up * 15 * away, w: w0, h: h0, note: false, side: way, led: true });
      }
    }
  }
  return found;
}

/** @param {number[]} a @param {number[]} b */
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/* ---------------------------------------------------------------- files, kept for the whole page */

/** @type {Map<string, Promise<any>>} */
const files = new Map();

/** @param {string} url */
function fetched(url) {
  if (!files.has(url)) {
    files.set(url, fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    }).catch((error) => { files.delete(url); throw error; }));
  }
  return /** @type {Promise<any>} */ (files.get(url));
}

/** @type {Promise<void> | undefined} */
let library;

/** Loads pydeck's own deck.gl bundle once. @param {string} url */
function loaded(url) {
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url, onload: () => resolve() });
    script.onerror = () => { library = undefined; reject(new Error("the map's library did not load")); };
    document.head.append(script);
  });
  return library;
}

/* ---------------------------------------------------------------- drawing */

const SVG = "http://www.w3.org/2000/svg";
let serial = 0;

/** @param {string} name @param {Record<string, string | number>} attributes @param {Element[]} children */
function svg(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @param {string} text @param {Record<string, string | number>} attributes */
function written(text, attributes) {
  const made = svg("text", attributes);
  made.textContent = text;
  return made;
}

/** @param {string} name @param {string} style @param {string} text */
function element(name, style = "", text = "") {
  const made = document.createElement(name);
  made.className = style;
  made.textContent = text;
  return made;
}

/** A marker: hue is the actor, pattern what is known. @param {Mark} mark @param {Record<string, string>} colours */
function marker(mark, colours) {
  const reach = mark.r + 10;
  const drawn = svg("svg", { width: reach * 2, height: reach * 2, viewBox: `${-reach} ${-reach} ${reach * 2} ${reach * 2}`, "aria-hidden": "true" });
  if (mark.imprecise) drawn.append(svg("circle", { r: mark.r + 4.5, fill: mark.rim, "fill-opacity": 0.12 }));
  if (mark.chosen) drawn.append(svg("circle", { r: mark.r + 6.5, fill: colours.page, "fill-opacity": 0.85, stroke: colours.ink, "stroke-width": 2 }));
  else drawn.append(svg("circle", { r: mark.r + 1.8, fill: colours.page }));
  drawn.append(...disc(mark, 1));
  return drawn;
}

/** The disc of a marker, and the pattern it is filled with. @param {Mark} mark @param {number} rim */
function disc(mark, rim) {
  const found = [];
  let fill = mark.fills[0];
  if (mark.fills.length > 1) {
    const id = `bl-pattern-${(serial += 1)}`;
    // Bands share the disc; a diagonal is as fine as in lanes and swatches.
    const step = mark.pattern === "bands" ? (mark.r * 2) / mark.fills.length : Math.min(2.6, mark.r * 0.6);
    const size = step * mark.fills.length;
    const place = mark.pattern === "diagonal" ? "rotate(45)" : `translate(${-mark.r} 0)`;
    const bars = mark.fills.map((hue, n) => svg("rect", { x: n * step, width: step, height: size, fill: hue }));
    found.push(svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: place }, ...bars));
    fill = `url(#${id})`;
  }
  found.push(svg("circle", { r: mark.r, fill, stroke: mark.rim, "stroke-width": rim, ...(mark.dashed ? { "stroke-dasharray": "2.2 1.8" } : {}) }));
  return found;
}

/** One map of a mount: a canvas, and what stands above it. */
class Sheet {
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
    this.places = this.spec.marks.map((mark) => {
      const button = /** @type {HTMLButtonElement} */ (element("button", "mark"));
      button.type = "button";
      button.dataset.id = mark.id;
      button.setAttribute("aria-label", mark.says);
      button.setAttribute("aria-pressed", String(Boolean(mark.chosen)));
      button.title = mark.says;
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
      controller: { dragRotate: false, touchRotate: false, keyboard: false, scrollZoom: { smooth: false, speed: 0.008 } },
      onViewStateChange: ({ viewState, interactionState }) => {
        // deck.gl also reports the view that it was given; only a reader's hand moves the camera.
        if (Object.values(interactionState ?? {}).some(Boolean)) this.owner.move({ lon: viewState.longitude, lat: viewState.latitude, zoom: viewState.zoom });
      },
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
    this.drawScale(height, camera);
    this.drawInset(width, height, camera);
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

  /** @param {number} height @param {Camera} camera */
  drawScale(height, camera) {
    const [, cy] = pixels(camera.lon, camera.lat, camera.zoom);
    const [, lat] = point(0, cy + height / 2 - 20, camera.zoom);
    const { km, width } = scaleBar(lat, camera.zoom, 100);
    const bar = svg("svg", { width: width + 2, height: 8 }, svg("path", { d: `M1 1V7H${width + 1}V1M${width / 2 + 1} 4V7`, fill: "none", stroke: "currentColor" }));
    const numbers = element("div", "numbers");
    numbers.style.width = `${width + 2}px`;
    numbers.append(element("span", "", "0"), element("span", "", `${km} km`));
    this.scale.replaceChildren(numbers, bar);
  }

  /** @param {number} width @param {number} height @param {Camera} camera */
  drawInset(width, height, camera) {
    const { narrow } = this.owner;
    const { inset, colours } = this.owner.ground;
    this.inset.hidden = narrow;
    if (narrow) return;
    const [w, h] = inset.size;
    const place = (/** @type {number} */ lon, /** @type {number} */ lat) => pixels(lon, lat, 0).map((v, n) => (v / TILE - inset.origin[n]) * inset.scale);
    const [, south, , north] = bounds(camera, width, height);
    const top = Math.min(h, Math.max(0, place(0, north)[1]));
    const bottom = Math.min(h, Math.max(0, place(0, south)[1]));
    const parts = [
      svg("path", { d: inset.land, fill: colours.land }),
      svg("path", { d: inset.border, fill: "none", stroke: colours.border, "stroke-width": 0.9 }),
      svg("rect", { width: w, height: top, fill: colours.ink, "fill-opacity": 0.045 }),
      svg("rect", { y: bottom, width: w, height: h - bottom, fill: colours.ink, "fill-opacity": 0.045 }),
      svg("path", { d: `M${w - 11} ${top + 1}H${w - 6}V${bottom - 1}H${w - 11}`, fill: "none", stroke: colours.ink, "stroke-width": 1.3 }),
    ];
    if (bottom - top > 56) parts.push(written("this view", { transform: `translate(${w - 16} ${(top + bottom) / 2}) rotate(90)`, "text-anchor": "middle", "font-size": 10, fill: colours.ink2 }));
    for (const { mark } of this.places.filter((each) => each.mark.crossing)) {
      const [x, y] = place(mark.at[0], mark.at[1]);
      parts.push(svg("g", { transform: `translate(${x} ${y})` }, ...disc({ ...mark, r: 3.4 }, 0.8)));
      if (!["muse", "chinshwehaw"].includes(mark.id)) continue;
      const beside = mark.id === "muse" ? { x: x + 2, y: y + 14 } : { x: x - 6, y: y + 4, "text-anchor": "end" };
      parts.push(written(mark.name, { ...beside, "font-size": 10, "font-weight": 600, fill: colours.ink }));
    }
    this.inset.replaceChildren(svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}` }, ...parts));
  }

  destroy() {
    this.version += 1;
    this.deck?.finalize();
    const lost = this.canvas.querySelector("canvas")?.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    lost?.loseContext();
    this.frame.remove();
  }
}

/** All maps of one mount; they share a camera. */
class LinkedMap {
  /** @param {any} component */
  constructor(component) {
    this.root = component.parentElement.getRootNode?.() ?? document;
    this.host = component.parentElement.querySelector(".maps");
    /** @type {Sheet[]} */
    this.sheets = [];
    this.ready = false;
    this.gone = false;
    this.moving = false;
    this.aim = "";
    /** @type {number[] | null} what to show until somebody moves the map */
    this.home = null;
    /** @type {Camera | null} */
    this.camera = null;
    this.resized = new ResizeObserver(() => {
      if (!this.ground) return;
      this.aimHome();
      this.look();
    });
    this.resized.observe(this.host);
  }

  get narrow() {
    return this.host.clientWidth < NARROW * Math.max(1, this.sheets.length);
  }

  /** @param {any} component */
  async update(component) {
    const { data } = component;
    this.component = component;
    this.data = data;
    /** @type {Ground} */
    const ground = await fetched(data.ground);
    if (this.gone || this.data !== data) return;
    this.ground = ground;
    for (const [name, value] of Object.entries(ground.colours)) this.host.style.setProperty(`--${name}`, value);
    this.host.style.height = `${this.host.clientWidth < NARROW ? Math.min(300, data.height) : data.height}px`;
    const aim = JSON.stringify([data.home, data.camera]);
    const rested = this.camera && JSON.stringify(rounded(this.camera)) === JSON.stringify(data.camera);
    if (this.aim !== aim && !rested) {
      this.camera = data.camera;
      this.home = data.camera ? null : data.home;
    }
    this.aim = aim;
    while (this.sheets.length > data.maps.length) this.sheets.pop()?.destroy();
    while (this.sheets.length < data.maps.length) {
      const frame = element("div", "map");
      this.host.append(frame);
      this.sheets.push(new Sheet(frame, this));
    }
    this.aimHome();
    this.sheets.forEach((sheet, n) => sheet.update(data.maps[n]));
    this.look();
    this.start(data.bundle);
  }

  /** Turns `home` into a camera once the size of a map is known. */
  aimHome() {
    const frame = this.sheets[0]?.frame;
    if (!this.home || !frame?.clientWidth) return;
    this.camera = fitted(this.home, frame.clientWidth, frame.clientHeight);
  }

  /** @param {string} bundle */
  async start(bundle) {
    if (this.ready || this.starting) return;
    this.starting = true;
    if (!document.createElement("canvas").getContext("webgl2")) {
      this.say("This browser cannot draw the map: WebGL is missing. Places can still be chosen here, in the list of places and on the timeline.");
      return;
    }
    try {
      await loaded(bundle);
      if (this.gone) return;
      this.ready = true;
      this.sheets.forEach((sheet) => sheet.drawLayers());
    } catch {
      this.starting = false;
      this.say("The map did not load; reload the page to try again.");
    }
  }

  /** @param {string} text */
  say(text) {
    for (const sheet of this.sheets) sheet.message.textContent = text;
  }

  look() {
    for (const sheet of this.sheets) sheet.look();
  }

  /** @param {Camera} camera */
  move(camera) {
    this.camera = camera;
    this.home = null;
    this.moving = true;
    this.look();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.moving = false;
      this.look();
      this.component.setStateValue("camera", rounded(this.camera));
    }, 350);
  }

  /** @param {string} id */
  pick(id) {
    this.component.setTriggerValue("pick", id);
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.resting);
    this.resized.disconnect();
    for (const sheet of this.sheets) sheet.destroy();
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
