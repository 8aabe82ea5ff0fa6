// @ts-check
// Opens what this file carries: JSON, packed with gzip, written in base64. Its scripts become blobs that name
// one another by their blobs: a page that was opened from a folder may not load its neighbours.
const packed = document.getElementById("payload")?.textContent ?? "";

async function unpack() {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { modules, bundle, style, page } = await new Response(plain).json();
  const blob = (/** @type {string} */ text, /** @type {string} */ type) => URL.createObjectURL(new Blob([text], { type }));
  /** @type {Map<string, string>} */
  const urls = new Map();
  for (const [name, source] of modules) {
    const named = source.replace(/from "\.\/([\w-]+\.js)"/g, (/** @type {string} */ _, /** @type {string} */ needed) => `from "${urls.get(needed)}"`);
    urls.set(name, blob(named, "text/javascript"));
  }
  const { default: start } = await import(urls.get("document.js") ?? "");
  start(page, { bundle: blob(bundle, "text/javascript"), style: blob(style, "text/css") });
}

unpack().catch((error) => {
  const message = document.getElementById("trouble");
  if (message) message.hidden = false;
  for (const part of document.querySelectorAll(".map, .legend, .card")) /** @type {HTMLElement} */ (part).hidden = true;
  console.error(error);
});
