// @ts-check
/** When the map of a page was painted: run in every document before its own scripts.
 *
 * In the frame after anything was drawn on a canvas, that canvas is read back, which waits until the
 * graphics have drawn it, and compared with what it was. No map tells when it has painted, and all
 * of them paint on canvases, whether in the page, in a shadow root or in an iframe, one or several.
 * Canvases of WebGL keep their pixels for that, in every app alike. While nothing is expected nothing is read.
 */
(() => {
  const HALF = 2;
  const top = /** @type {any} */ (window.top);
  /** @type {Set<any>} canvases that were drawn on since they were read, and those that a worker may draw on at any time */
  const [drawn, away] = [(top.mapDrawn ??= new Set()), (top.mapAway ??= new Set())];
  const original = HTMLCanvasElement.prototype.getContext;
  const sheet = document.createElement("canvas");
  HTMLCanvasElement.prototype.getContext = /** @type {any} */ (function (kind, options) {
    const kept = String(kind).startsWith("webgl") ? { ...options, preserveDrawingBuffer: true } : options;
    return original.call(this, kind, kept);
  });
  const gone = HTMLCanvasElement.prototype.transferControlToOffscreen;
  HTMLCanvasElement.prototype.transferControlToOffscreen = function () {
    away.add(this);
    return gone.call(this);
  };
  const gl = ["clear", "drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced", "drawRangeElements", "blitFramebuffer"];
  const flat = ["clearRect", "fillRect", "strokeRect", "stroke", "fill", "fillText", "strokeText", "drawImage", "putImageData", "reset"];
  const watched = { WebGLRenderingContext: gl, WebGL2RenderingContext: gl, CanvasRenderingContext2D: flat, ImageBitmapRenderingContext: ["transferFromImageBitmap"] };
  for (const [name, methods] of Object.entries(watched)) {
    const made = /** @type {any} */ (window)[name].prototype;
    for (const method of methods.filter((each) => made[each])) {
      const own = made[method];
      made[method] = /** @this {any} */ function (/** @type {any[]} */ ...given) {
        if (this.canvas !== sheet) drawn.add(this.canvas);
        return own.apply(this, given);
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

  /** @type {Map<any, number>} what each canvas of the map shows, as a number; none while that is nothing */
  const seen = new Map();
  /** A number for what the map shows; 0 while that is nothing. */
  const picture = () => {
    for (const canvas of new Set([...drawn, ...away])) {
      drawn.delete(canvas);
      if (!canvas.isConnected || canvas.clientHeight < 100 || !inMap(canvas)) continue;
      sheet.width = Math.max(1, canvas.width / HALF);
      sheet.height = Math.max(1, canvas.height / HALF);
      const context = /** @type {CanvasRenderingContext2D} */ (original.call(sheet, "2d", { willReadFrequently: true }));
      context.drawImage(canvas, 0, 0, sheet.width, sheet.height);
      const pixels = new Uint32Array(context.getImageData(0, 0, sheet.width, sheet.height).data.buffer);
      let hash = 0;
      if (pixels.some((pixel) => pixel !== pixels[0])) for (const pixel of pixels) hash = (Math.imul(hash, 31) + pixel) | 0;
      seen.set(canvas, hash);
    }
    let all = 0;
    for (const [canvas, hash] of seen) {
      if (!canvas.isConnected) seen.delete(canvas);
      else if (hash) all = (Math.imul(all, 31) + hash) | 0;
    }
    return all;
  };

  let [shown, expected, pressed, painted, busy, last, watching] = [0, 0, 0, 0, 0, performance.now(), true];
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  const frame = () => {
    if (!watching) return;
    const now = performance.now();
    if (now - last > 100) busy = now;
    last = now;
    if (drawn.size || away.size) {
      const next = picture();
      if (next !== shown) [shown, painted] = [next, performance.now()];
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const found = (/** @type {string} */ selector) => document.querySelector(selector);
  top.painting = {
    /** A number for what the map shows now. */
    picture,
    /** From now on another picture is waited for. */
    expect() {
      expected = shown = picture();
      last = performance.now();
      if (!watching) requestAnimationFrame(frame);
      watching = true;
    },
    /** Milliseconds from the key (or the opening) until the map was as it is; null while anything goes on.
     * @param {number} quiet milliseconds */
    rested(quiet) {
      if (found('[data-testid="stException"]')) return "failed";
      const ready = found('[data-test-connection-state="CONNECTED"]') && found('[data-test-script-state="notRunning"]');
      if (!ready || found('[data-stale="true"]') || shown === expected) return null;
      if (performance.now() - Math.max(painted, busy, pressed) <= quiet) return null;
      watching = false;
      return painted - pressed;
    },
  };
})();
