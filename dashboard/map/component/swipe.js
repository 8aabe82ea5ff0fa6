// @ts-check
/** Two maps on one another, with a handle that uncovers the one or the other. */

import { element } from "./drawing.js";
import { say } from "./words.js";

/** Where the handle stands after a key, in percent. @param {number} share @param {string} key */
export function moved(share, key) {
  const by = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -20, PageUp: 20, Home: -100, End: 100 }[key] ?? 0;
  return Math.min(100, Math.max(0, share + by));
}

/** Whether a date stands whole on its side of the handle: a date that is cut would be another date.
 * @param {number} at pixels from the left to the handle @param {{left: number, width: number}} box @param {boolean} upper */
export const whole = (at, { left, width }, upper) => (upper ? at <= left : at >= left + width);

export class Swipe {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.share = 50;
    this.handle = element("div", "handle");
    this.handle.tabIndex = 0;
    for (const [name, value] of Object.entries({ role: "slider", "aria-label": say("handle"), "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal" })) this.handle.setAttribute(name, String(value));
    this.handle.onkeydown = (event) => {
      const share = moved(this.share, event.key);
      if (share === this.share) return;
      event.preventDefault();
      this.put(share);
    };
    this.handle.onpointerdown = (event) => this.handle.setPointerCapture(event.pointerId);
    this.handle.onpointermove = (event) => {
      if (!this.handle.hasPointerCapture(event.pointerId)) return;
      const { left, width } = host.getBoundingClientRect();
      this.put(Math.min(100, Math.max(0, ((event.clientX - left) / width) * 100)));
    };
    host.append(this.handle);
  }

  /** @param {import("./map_view.js").MapView[]} views the lower and the upper map */
  update(views) {
    this.views = views;
    this.put(this.share);
  }

  /** @param {number} share percent of the width that shows the lower map */
  put(share) {
    this.share = share;
    this.handle.style.left = `${share}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(share)));
    this.views?.forEach(({ frame, stamp, places }, n) => {
      const at = (share / 100) * frame.offsetWidth - frame.clientLeft;
      frame.style.clipPath = n ? `inset(0 0 0 ${share}%)` : "";
      stamp.style.visibility = whole(at, { left: stamp.offsetLeft, width: stamp.offsetWidth }, n > 0) ? "" : "hidden";
      places.part(at);
    });
  }

  /** @returns {null} */
  destroy() {
    for (const { frame, stamp, places } of this.views ?? []) {
      frame.style.clipPath = stamp.style.visibility = "";
      places.part(null);
    }
    this.handle.remove();
    return null;
  }
}
