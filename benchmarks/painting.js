// @ts-check
/** When the map of a page was painted: run in every document before its own scripts.
 *
 * In the frame after anything was drawn on a canvas, the canvases of the map are read back, which
 * waits until the graphics have drawn them, and compared with what they were. No map tells when it
 * has painted, and all of them paint on a canvas, whether in the page, in a shadow root or in an
 * iframe. Canvases keep their pixels for that, in every app alike.
 */
(() => {
  const HALF = 2;
  /** When the count of a playback ends: pictures, and milliseconds. */
  const [PICTURES, LONGEST] = [100, 6_000];
  const top = /** @type {any} */ (window.top);
  const canvases = (top.mapCanvases ??= new Set());
  const original = HTMLCanvasElement.prototype.getContext;
  const sheet = document.createElement("canvas");
  HTMLCanvasElement.prototype.getContext = /** @type {any} */ (function (kind, options) {
    if (this !== sheet) canvases.add(this);
    const kept = String(kind).startsWith("webgl") ? { ...options, preserveDrawingBuffer: true } : options;
    return original.call(this, kind, kept);
  });
  const watched = {
    WebGL2RenderingContext: ["clear", "drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"],
    CanvasRenderingContext2D: ["clearRect", "stroke", "fill", "drawImage"],
  };
  for (const [name, methods] of Object.entries(watched)) {
    const made = /** @type {any} */ (window)[name].prototype;
    for (const method of methods) {
      const drawn = made[method];
      made[method] = /** @this {any} */ function (/** @type {any[]} */ ...given) {
        if (this.canvas !== sheet) top.mapDrawn = true;
        return drawn.apply(this, given);
      };
    }
  }
  if (window !== top) return;

  const inMap = (/** @type {any} */ node) => {
    for (let at = node; at; at = at.parentNode ?? at.host ?? at.defaultView?.frameElement) {
      if (at.classList?.contains("st-key-map")) return true;
    }
    return false;
  };

  /** A number for what the map shows; 0 while that is nothing. */
  const picture = () => {
    let hash = 0;
    for (const canvas of canvases) {
      if (!canvas.isConnected || canvas.clientHeight < 100 || !inMap(canvas)) continue;
      sheet.width = canvas.width / HALF;
      sheet.height = canvas.height / HALF;
      const context = /** @type {CanvasRenderingContext2D} */ (original.call(sheet, "2d", { willReadFrequently: true }));
      context.drawImage(canvas, 0, 0, sheet.width, sheet.height);
      const pixels = new Uint32Array(context.getImageData(0, 0, sheet.width, sheet.height).data.buffer);
      if (pixels.every((pixel) => pixel === pixels[0])) continue;
      for (const pixel of pixels) hash = (Math.imul(hash, 31) + pixel) | 0;
    }
    return hash;
  };

  let [shown, expected, pressed, painted, busy, last] = [0, 0, 0, 0, 0, performance.now()];
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  const frame = () => {
    const now = performance.now();
    if (now - last > 100) busy = now;
    last = now;
    if (top.mapDrawn) {
      top.mapDrawn = false;
      const next = picture();
      if (next !== shown) [shown, painted] = [next, performance.now()];
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const found = (/** @type {string} */ selector) => document.querySelector(selector);
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  top.painting = {
    /** From now on another picture is waited for. */
    expect() { expected = shown; },
    /** Milliseconds from the key (or the opening) until the map was as it is; null while anything goes on.
     * @param {number} quiet milliseconds */
    rested(quiet) {
      if (found('[data-testid="stException"]')) return "failed";
      const ready = found('[data-test-connection-state="CONNECTED"]') && found('[data-test-script-state="notRunning"]');
      if (!ready || found('[data-stale="true"]') || shown === expected) return null;
      return performance.now() - Math.max(painted, busy, pressed) > quiet ? painted - pressed : null;
    },
    /** Plays the component's film at its fastest; pictures a second that differ from the one before,
     * on the canvas or by the date that stands on the map. */
    async play() {
      const within = [...document.querySelectorAll(".st-key-map *")].find((each) => each.shadowRoot?.querySelector(".player"))?.shadowRoot;
      const part = (/** @type {string} */ selector) => /** @type {any} */ (within?.querySelector(selector));
      part(".player button").click();
      part(".player select").value = "fast";
      await pause(300);
      const seen = () => `${shown} ${part(".plate")?.textContent}`;
      const began = performance.now();
      for (let [count, before] = [0, seen()]; ; ) {
        await new Promise(requestAnimationFrame);
        if (seen() !== before) count += 1;
        before = seen();
        const passed = performance.now() - began;
        if (count === PICTURES || passed > LONGEST) return count / (passed / 1000);
      }
    },
  };
})();
