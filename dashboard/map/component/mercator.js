// @ts-check
/** The camera in numbers: Web Mercator, what a frame shows, how long a kilometre is. No DOM.
 * @typedef {{lon: number, lat: number, zoom: number}} Camera zoom is that of 512 px tiles
 */

export const TILE = 512;

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
  const km = [5, 2, 1].map((n) => n * power).find((n) => n <= room) ?? power;
  return { km, width: km / kmPerPixel };
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
