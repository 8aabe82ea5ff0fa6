// @ts-check
/** The picture map of another host, where the reader has turned one on: our own ground gives way once it comes. */

import { element } from "./drawing.js";
import { tilesIn } from "./mercator.js";

export class Tiles {
  /** @param {(came: boolean) => void} told called when the first picture has come, and for each that did not */
  constructor(told) {
    this.told = told;
    this.root = element("div", "tiles");
    /** @type {Map<string, HTMLImageElement>} */
    this.pictures = new Map();
    this.came = false;
    this.missing = false;
  }

  /** @param {string | undefined} pattern address of a picture, with {z}, {x} and {y}; none draws nothing */
  use(pattern) {
    if (pattern === this.pattern) return;
    this.pattern = pattern;
    this.pictures.clear();
    this.root.replaceChildren();
    [this.came, this.missing] = [false, false];
  }

  /** Brings the pictures to the camera. @param {import("./mercator.js").Camera} camera
   * @param {number} width @param {number} height */
  look(camera, width, height) {
    if (!this.pattern) return;
    const wanted = new Set();
    for (const { z, x, y, left, top, size } of tilesIn(camera, width, height)) {
      const url = this.pattern.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
      wanted.add(url);
      const picture = this.pictures.get(url) ?? this.picture(url);
      picture.style.width = picture.style.height = `${size + 0.5}px`;
      picture.style.transform = `translate(${left}px, ${top}px)`;
    }
    for (const [url, picture] of this.pictures) {
      if (wanted.has(url)) continue;
      picture.remove();
      this.pictures.delete(url);
    }
  }

  /** @param {string} url */
  picture(url) {
    const made = Object.assign(new Image(), { src: url, alt: "", referrerPolicy: "no-referrer", hidden: true });
    made.onload = () => {
      made.hidden = false;
      if (this.came) return;
      this.came = true;
      this.told(true);
    };
    made.onerror = () => {
      this.missing = true;
      this.told(false);
    };
    this.pictures.set(url, made);
    this.root.append(made);
    return made;
  }
}
