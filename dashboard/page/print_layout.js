// @ts-check
// The page on paper: as wide as on the screen, and made smaller until it fits (page.css). Else the maps and charts,
// which are drawn for the width of the screen, would come apart from the words upon them.

/** Printable px of an A4 sheet that lies, and of one that stands. */
const LYING = 1040, UPRIGHT = 710;

/** How much smaller a page must be. @param {number} wide px on the screen @param {number} paper px */
const fit = (wide, paper) => Math.min(1, paper / wide);

function prepare() {
  const main = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!main) return;
  const { paddingLeft, paddingRight } = getComputedStyle(main);
  const wide = Math.floor(main.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  const { style } = document.documentElement;
  style.setProperty("--on-screen", `${wide}px`);
  style.setProperty("--fit-lying", String(fit(wide, LYING)));
  style.setProperty("--fit-upright", String(fit(wide, UPRIGHT)));
}

/** @param {any} _component */
export default function printLayout(_component) {
  window.addEventListener("beforeprint", prepare);
  return () => window.removeEventListener("beforeprint", prepare);
}
