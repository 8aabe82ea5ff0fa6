// @ts-check
/** Squares mixed into the pixels of a picture: a hundred thousand calls of the pen, one for each, take three times as long. No DOM. */

import { colour } from "./files.js";

/** Draws squares of one colour, each above those before it; their edges share the pixels that they cross.
 * @param {{data: Uint8ClampedArray, width: number, height: number}} picture
 * @param {Float32Array} middles of the squares, x and y in turn
 * @param {{scale: number, left: number, top: number, side: number}} lie how these become pixels of the picture, and a side in such pixels
 * @param {string} hue `#RRGGBB` or `#RRGGBBAA` */
export function squares({ data, width, height }, middles, lie, hue) {
  const [r, g, b, alpha] = colour(hue);
  const opacity = alpha / 255;
  const pixels = new Uint32Array(data.buffer);
  const [whole] = new Uint32Array(Uint8Array.of(r, g, b, 255).buffer);
  for (let n = 0; n < middles.length; n += 2) {
    const left = middles[n] * lie.scale + lie.left - lie.side / 2;
    const top = middles[n + 1] * lie.scale + lie.top - lie.side / 2;
    const right = left + lie.side;
    const bottom = top + lie.side;
    const [x0, x1] = [Math.max(0, Math.floor(left)), Math.min(width, Math.ceil(right))];
    const [y0, y1] = [Math.max(0, Math.floor(top)), Math.min(height, Math.ceil(bottom))];
    for (let y = y0; y < y1; y += 1) {
      const high = y >= top && y + 1 <= bottom ? opacity : (Math.min(y + 1, bottom) - Math.max(y, top)) * opacity;
      for (let x = x0; x < x1; x += 1) {
        // So much of the pixel is hidden; its `share` is that of the colour seen there then.
        const cover = x >= left && x + 1 <= right ? high : (Math.min(x + 1, right) - Math.max(x, left)) * high;
        const pixel = y * width + x;
        if (cover === 1) {
          pixels[pixel] = whole;
          continue;
        }
        const byte = 4 * pixel;
        let share = cover;
        if (data[byte + 3] < 255) {
          const all = cover + (data[byte + 3] / 255) * (1 - cover);
          share = cover / all;
          data[byte + 3] = all * 255;
        }
        data[byte] += (r - data[byte]) * share;
        data[byte + 1] += (g - data[byte + 1]) * share;
        data[byte + 2] += (b - data[byte + 2]) * share;
      }
    }
  }
}
