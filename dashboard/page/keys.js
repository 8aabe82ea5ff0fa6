// @ts-check
// The keys of every page: "n" and "p" step from change to change, Enter and Tab take over a typed day.

/** Where letters are typed, or choose from an open list. */
const TYPED = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, [contenteditable="true"], [role="spinbutton"]';
const STEPS = { n: 1, p: -1 };
/** The buttons that do the same. */
const BUTTONS = /** @type {[number, string][]} */ ([
  [1, ".st-key-step_n button, .st-key-narrow_next button"], [-1, ".st-key-step_p button, .st-key-narrow_previous button"],
]);

class Keys {
  constructor() {
    this.number = -1; // of the last press
    this.steps = 0; // since the day `from`, for which the server has not answered yet
    this.waiting = false; // for that answer: there and back are no steps, and a day of their own
    this.from = "";
    /** @type {WeakSet<Element>} boxes whose list was open since they took the focus: a choice was made */
    this.chosen = new WeakSet();
    this.opened = new MutationObserver((changes) => {
      for (const { target } of changes) if (target instanceof Element && target.ariaExpanded === "true") this.chosen.add(target);
    });
    this.opened.observe(document.body, { subtree: true, attributeFilter: ["aria-expanded"] });
    this.press = this.press.bind(this);
    this.click = this.click.bind(this);
    this.leave = this.leave.bind(this);
    document.addEventListener("keydown", this.press, true);
    document.addEventListener("click", this.click, true);
    document.addEventListener("focusout", this.leave, true);
  }

  /** @param {any} component */
  update(component) {
    this.component = component;
    const { on, answered } = component.data;
    document.documentElement.dataset.on = on; // the list of the log marks its entries of that day
    if (answered >= this.number) this.waiting = false;
    if (this.waiting) return;
    [this.from, this.steps, this.number] = [on, 0, Math.max(this.number, answered)];
    this.tell(0);
  }

  /** Tells the map which day the page shows or, `ahead` of the server's answer, will show. @param {number} steps from its day */
  tell(steps) {
    const { on, previous, next } = this.component.data;
    const day = { [-1]: previous, 0: on, 1: next }[steps];
    if (day && on === this.from) document.dispatchEvent(new CustomEvent("border-ledger-day", { detail: { day, ahead: steps !== 0 } }));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const at = event.composedPath()[0];
    if (!(at instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === "Tab") this.takeOver(at, event);
    const step = STEPS[/** @type {"n" | "p"} */ (event.key.toLowerCase())];
    if (!step || !this.component.data.stepping || event.shiftKey) return;
    if (at.matches(TYPED) && !(this.chosen.has(at) && at.ariaExpanded === "false")) return;
    event.preventDefault();
    event.stopPropagation();
    this.number += 1;
    this.steps += step;
    this.waiting = true;
    // From a day that does not move: what is sent last says all, and none is lost or counted twice.
    this.component.setStateValue("pressed", { number: this.number, from: this.from, steps: this.steps });
    this.tell(this.steps);
  }

  /** @param {MouseEvent} event */
  click({ target }) {
    const [step] = BUTTONS.find(([, buttons]) => target instanceof Element && target.closest(buttons)) ?? [];
    if (step && !this.steps) this.tell(step);
  }

  /** Take over a typed day where Streamlit would wait until the focus is elsewhere. @param {Element} at @param {KeyboardEvent} event */
  takeOver(at, event) {
    const field = at.getAttribute("role") === "spinbutton" && at.closest('[data-testid="stDateInputField"]');
    if (!field) return;
    const parts = [...field.querySelectorAll('[role="spinbutton"]')];
    if (event.key === "Tab" && at !== (event.shiftKey ? parts[0] : parts[parts.length - 1])) return;
    at.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true, cancelable: true }));
  }

  /** @param {FocusEvent} event */
  leave(event) {
    const at = event.composedPath()[0];
    // A list moves a focus of its own from entry to entry, by events that nobody caused.
    if (event.isTrusted && at instanceof Element) this.chosen.delete(at);
  }

  destroy() {
    this.opened.disconnect();
    document.removeEventListener("keydown", this.press, true);
    document.removeEventListener("click", this.click, true);
    document.removeEventListener("focusout", this.leave, true);
  }
}

const mounts = new WeakMap();

/** @param {any} component */
export default function keys(component) {
  const key = component.parentElement;
  const mount = mounts.get(key) ?? new Keys();
  mounts.set(key, mount);
  mount.update(component);
  key.querySelector("i").dataset.listening = "";
  return () => {
    mounts.delete(key);
    mount.destroy();
  };
}
