// @ts-check
/** Plays the map of a page and counts: run in a page that has come to rest, whose map has the key `map`.
 *
 * Nothing is read back from a canvas here, since that takes longer than the counting may. A picture
 * is a frame with another date on the map than the frame before; the browser begins a frame only
 * once what was drawn before the last one is on the screen.
 */
(() => {
  const frame = () => new Promise(requestAnimationFrame);
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const map = () => [...document.querySelectorAll(".st-key-map *")].map((each) => each.shadowRoot).find((root) => root?.querySelector(".player"));
  const part = (/** @type {string} */ selector) => /** @type {any} */ (map()?.querySelector(selector));
  const slider = () => part(".player input");
  const shut = () => { [.../** @type {any} */ (map()?.querySelectorAll(".player button"))].at(-1).click(); };
  const top = /** @type {any} */ (globalThis);
  top.playing = {
    /** Whether there is a map that can be played, and no script runs. */
    ready: () => Boolean(part("canvas") && document.querySelector('[data-test-script-state="notRunning"]')),
    /** Plays from the first day on, until `longest` milliseconds are over or the last day has come.
     * @param {string} speed @param {number} longest */
    async play(speed, longest) {
      part(".player button").click();
      part(".player select").value = speed;
      const [days, drawn] = [new Set(), new Set()];
      let [pictures, passed, before] = [0, 0, ""];
      const began = performance.now();
      while (passed < longest && slider()?.value !== slider()?.max) {
        const picture = top.painting?.picture();
        await frame();
        passed = performance.now() - began;
        const [date, day] = [part(".stamp").textContent, Number(slider().value)];
        if (date !== before) pictures += 1;
        before = date;
        days.add(day);
        if (picture !== top.painting?.picture()) drawn.add(day);
      }
      shut();
      return { pictures, seconds: passed / 1000, days: [...days], drawn: drawn.size };
    },
    /** Goes from change to change: the days, and how many of them had another picture than the one before. */
    async walk() {
      part(".player button").click();
      Object.assign(slider(), { value: slider().min }).dispatchEvent(new Event("input"));
      const days = [];
      let drawn = 0;
      while (slider().value !== slider().max) {
        await pause(200);
        const before = top.painting.picture();
        /** @type {any} */ (map()?.querySelectorAll(".player button"))[2].click();
        await pause(200);
        days.push(Number(slider().value));
        if (top.painting.picture() !== before) drawn += 1;
      }
      shut();
      return { days, drawn };
    },
  };
})();
