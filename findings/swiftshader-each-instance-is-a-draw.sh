#!/bin/sh
# Chromium 153 (@sparticuz/chromium 153.0.0 and puppeteer-core 25.16.0, npm): without a graphics card, WebGL draws instances
# several times slower than the same triangles as one mesh.
#
# Drawing many copies by one instanced call is the advice of every guide, since one call is cheaper than many. SwiftShader, which
# draws WebGL in Chromium where there is no graphics card, runs it as one draw for each instance, some 15 us each, whatever the
# pixels. A line of a map as deck.gl or other libraries draw it is one instance a segment, a point is one instance: a coast of ten
# thousand segments takes 150 ms a picture on two cores, as one mesh a fifth of that. Antialiasing hides what is won: it
# costs a mesh most of its time, and instances next to nothing. The page below draws the same 8,000 triangles in both ways,
# without antialiasing, and reads one pixel back, so that all is drawn.
#
# Seen on 28 November 2026, on two cores:
#   2,000 instances of 12 corners: 35 ms; one mesh of 24,000 corners: 2.1 ms; the same picture: true
#
# Ends with 0 as long as instances take at least three times as long, with 1 once that changes. Needs node with npm, and npm's
# index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0
cat > page.html <<'HTML'
<canvas width="800" height="400"></canvas>
<script>
const CORNERS = 12, INSTANCES = 2000;
const gl = document.querySelector("canvas").getContext("webgl2", { antialias: false });
const shader = (kind, text) => {
  const made = gl.createShader(kind);
  gl.shaderSource(made, `#version 300 es\nprecision highp float;\n${text}`);
  gl.compileShader(made);
  return made;
};
const program = gl.createProgram();
gl.attachShader(program, shader(gl.VERTEX_SHADER, "in vec2 corner; in vec2 place; void main() { gl_Position = vec4(corner + place, 0, 1); }"));
gl.attachShader(program, shader(gl.FRAGMENT_SHADER, "out vec4 hue; void main() { hue = vec4(0, 0.4, 0.7, 1); }"));
gl.bindAttribLocation(program, 0, "corner");
gl.bindAttribLocation(program, 1, "place");
gl.linkProgram(program);
gl.useProgram(program);
gl.enableVertexAttribArray(0);
gl.enableVertexAttribArray(1);
const corners = Array.from({ length: CORNERS }, (_, n) => [0.004 * (n % 3), 0.004 * ((n * 7) % 4)]);
const places = Array.from({ length: INSTANCES }, (_, n) => [((n * 37) % 1000) / 500 - 1, ((n * 91) % 1000) / 500 - 1]);
const given = (at, pairs, apart) => {
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(pairs.flat()), gl.STATIC_DRAW);
  gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
  gl.vertexAttribDivisor(at, apart);
};
const pixels = () => {
  const read = new Uint8Array(800 * 400 * 4);
  gl.readPixels(0, 0, 800, 400, gl.RGBA, gl.UNSIGNED_BYTE, read);
  return read;
};
const timed = (draw) => {
  const found = [], one = new Uint8Array(4);
  for (let turn = 0; turn < 15; turn += 1) {
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, one);
    const begun = performance.now();
    draw();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, one);
    found.push(performance.now() - begun);
  }
  return { ms: found.sort((a, b) => a - b)[7], pixels: pixels() };
};
const run = () => {
  given(0, corners, 0);
  given(1, places, 1);
  const instances = timed(() => gl.drawArraysInstanced(gl.TRIANGLES, 0, CORNERS, INSTANCES));
  given(0, places.flatMap(() => corners), 0);
  given(1, places.flatMap((place) => corners.map(() => place)), 0);
  const mesh = timed(() => gl.drawArrays(gl.TRIANGLES, 0, CORNERS * INSTANCES));
  const inked = mesh.pixels.some((value) => value > 0);
  const same = inked && mesh.pixels.every((value, n) => value === instances.pixels[n]);
  const drawn = gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL);
  return { instances: instances.ms, mesh: mesh.ms, same, drawn };
};
</script>
HTML
cat > measure.mjs <<'JS'
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  headless: "shell",
});
const page = await browser.newPage();
await page.goto(`file://${process.cwd()}/page.html`);
const { instances, mesh, same, drawn } = await page.evaluate("run()");
await browser.close();
const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
console.log(`2,000 instances of 12 corners: ${ms(instances)} ms; one mesh of 24,000 corners: ${ms(mesh)} ms; the same picture: ${same}`);
if (!drawn.includes("SwiftShader")) throw new Error(`drawn by ${drawn}`);
process.exit(same && instances >= 3 * mesh ? 0 : 1);
JS
TMPDIR="$folder" node measure.mjs
