// @ts-check
/** The embedded page: the map of one question. A place that is chosen, or a day at which the playback stops, is
 * another question: its page is fetched, and its words take the place of those around the map.
 * @typedef {{query: string, component: string, bundle: string, themes: Record<string, {ground: string, film: string}>, home: number[],
 *   camera: any, map: any, play: [number, number] | null, words: any}} Page as the server gives it
 */

/** @param {string} id @param {Document} [of] @returns {HTMLElement} */
const part = (id, of = document) => /** @type {HTMLElement} */ (of.getElementById(id));

/** @param {Document} of @returns {Page} */
const dataOf = (of) => JSON.parse(part("data", of).textContent ?? "");

class Embed {
  /** @param {Page} page @param {any} LinkedMap the map's component, which the server names by a hash */
  constructor(page, LinkedMap) {
    this.page = page;
    this.asked = 0;
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    const root = part("map").attachShadow({ mode: "open" });
    root.append(Object.assign(document.createElement("div"), { className: "maps" }));
    this.component = {
      parentElement: root,
      data: this.data(),
      setStateValue: () => {},
      setTriggerValue: (/** @type {string} */ name, /** @type {string} */ value) => this.ask(name === "pick" ? "place" : "on", value),
    };
    this.map = new LinkedMap(this.component);
    this.dark.addEventListener("change", () => this.draw());
    this.draw();
  }

  /** What the component is given, as the app gives it; it is as high as the page leaves room. */
  data() {
    const { bundle, themes, home, camera, map, play, words } = this.page;
    const { ground, film } = themes[this.dark.matches ? "dark" : "light"] ?? Object.values(themes)[0];
    return { bundle, ground, words, home, camera, height: null, maps: [{ ...map, film }], play, follow: false, swipe: false };
  }

  draw() {
    this.component.data = this.data();
    this.map.update(this.component);
  }

  /** Asks the same question but for one part. @param {string} name @param {string} value */
  async ask(name, value) {
    const query = new URLSearchParams(this.page.query);
    query.set(name, value);
    const number = (this.asked += 1);
    let text;
    try {
      const answer = await fetch(`${location.pathname}?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      text = await answer.text();
    } catch {
      this.map.say(this.page.words.notLoaded);
      return;
    }
    if (number !== this.asked) return;
    const other = new DOMParser().parseFromString(text, "text/html");
    for (const id of ["answer", "beneath"]) part(id).replaceChildren(...part(id, other).childNodes);
    document.title = other.title;
    // The map stays where the reader has it.
    this.page = { ...dataOf(other), home: this.page.home, camera: this.page.camera };
    history.replaceState(null, "", `?${query}`);
    this.draw();
  }
}

const page = dataOf(document);
import(page.component).then(({ LinkedMap }) => new Embed(page, LinkedMap)).catch(() => {
  part("map").replaceChildren(Object.assign(document.createElement("p"), { role: "alert", className: "notice", textContent: page.words.notLoaded }));
});
