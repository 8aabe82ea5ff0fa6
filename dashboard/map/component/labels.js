// @ts-check
/** Where labels and words stand, so that no two meet. No DOM.
 * @typedef {{x: number, y: number, w: number, h: number, note: boolean, side: number, led: boolean}} Spot
 *   of a label: its corner and size, whether with its note, to which side, whether on a leader
 */

/** Whether two boxes (left, top, right, bottom) overlap. @param {number[]} a @param {number[]} b */
export const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

const NOWHERE = [Infinity, Infinity, Infinity, Infinity];

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
