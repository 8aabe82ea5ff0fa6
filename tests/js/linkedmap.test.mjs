// The pure parts of the map component.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

// Node takes a .js file for a module only where a package.json says so; the browser needs none.
const folder = mkdtempSync(join(tmpdir(), "linkedmap-"));
cpSync(fileURLToPath(new URL("../../dashboard/map/component", import.meta.url)), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{"type": "module"}');
after(() => rmSync(folder, { recursive: true }));
const loaded = await Promise.all(["mercator", "labels", "files", "film", "own", "player", "swipe", "words", "dots"].map((name) => import(pathToFileURL(join(folder, `${name}.js`)).href)));
const map = Object.assign({}, ...loaded);
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
map.speak({ day: "{day} {month} {year}", crossings: "Crossings", towns: "Towns", mines: "Mines", months: MONTHS });

const KANPAITI = [98.11739, 25.40319];
const CAMERA = { lon: 98, lat: 25.48, zoom: 7.3 };
const near = (a, b, by = 1e-6) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("a point and its pixel are each other's inverse", () => {
  const [lon, lat] = map.point(...map.pixels(...KANPAITI, 9), 9);
  near(lon, KANPAITI[0]);
  near(lat, KANPAITI[1]);
});

test("the camera's own point is in the middle of the frame, north is up and east is right", () => {
  const project = map.projector(CAMERA, 800, 412);
  assert.deepEqual(project(98, 25.48).map(Math.round), [400, 206]);
  assert.ok(project(98, 26)[1] < 206 && project(98.5, 25.48)[0] > 400);
});

test("panning moves the ground by as many pixels", () => {
  const before = map.projector(CAMERA, 800, 412)(...KANPAITI);
  const after = map.projector(map.panned(CAMERA, 60, -30), 800, 412)(...KANPAITI);
  near(before[0] - after[0], 60, 1e-6);
  near(before[1] - after[1], -30, 1e-6);
});

test("what is fitted is in the frame, and touches it on one axis", () => {
  const home = [97, 24.66, 99, 26.3];
  const [west, south, east, north] = map.bounds(map.fitted(home, 800, 412), 800, 412);
  assert.ok(west <= home[0] && south <= home[1] + 1e-4 && east >= home[2] && north >= home[3] - 1e-4);
  near(north - south, home[3] - home[1], 0.001);
});

test("a link keeps the camera to four and two decimals", () => {
  assert.deepEqual(map.rounded({ lon: 98.123456, lat: 25.98765, zoom: 7.3149 }), { lon: 98.1235, lat: 25.9877, zoom: 7.31 });
});

test("the scale bar is a round number of kilometres, true at its latitude", () => {
  for (const [lat, zoom] of [[25, 7], [21, 5], [26, 12.4], [0, 8], [25, 10.62]]) {
    const { km, width } = map.scaleBar(lat, zoom, 100);
    assert.ok([1, 2, 5].includes(Number(String(km).replace(/[0.]/g, ""))), String(km));
    assert.ok(width <= 100 && width > 30);
    const degrees = km / (111.32 * Math.cos((lat * Math.PI) / 180));
    const [a] = map.pixels(98, lat, zoom);
    const [b] = map.pixels(98 + degrees, lat, zoom);
    near(b - a, width, width * 0.002);
  }
});

test("colours are read from hexadecimal text, with and without opacity", () => {
  assert.deepEqual(map.colour("#0072B2"), [0, 114, 178, 255]);
  assert.deepEqual(map.colour("#0072B22B"), [0, 114, 178, 43]);
  assert.deepEqual(map.colour(undefined), [0, 0, 0, 0]);
});

/** A picture of so many pixels, all of one colour. */
const picture = (width, height, pixel) => ({ width, height, data: new Uint8ClampedArray(Array(width * height).fill(pixel).flat()) });
const WHITE = [255, 255, 255, 255];
const NONE = [0, 0, 0, 0];

test("a square of dots takes whole pixels where it covers them, and a share of those that its edges cross", () => {
  const drawn = picture(4, 3, WHITE);
  // In pixels of the picture from 0.5 to 2.5 across, from 0 to 2 down.
  map.squares(drawn, new Float32Array([1, 0.5]), { scale: 1, left: 0.5, top: 0.5, side: 2 }, "#000000");
  const row = (y) => [...drawn.data].filter((_, at) => at % 4 === 0).slice(4 * y, 4 * y + 4);
  assert.deepEqual([row(0), row(1), row(2)], [[128, 0, 128, 255], [128, 0, 128, 255], [255, 255, 255, 255]]);
});

test("a square that lies outside of the picture is cut at its edges", () => {
  const drawn = picture(2, 2, WHITE);
  map.squares(drawn, new Float32Array([0, 2, 9, 9, -9, 1]), { scale: 1, left: 0, top: 0, side: 2 }, "#ff0000");
  assert.deepEqual([...drawn.data], [...WHITE, ...WHITE, 255, 0, 0, 255, ...WHITE]);
});

test("what can be seen through is mixed with what lies below it, once for each square, and stays so where nothing does", () => {
  const place = { scale: 1, left: 0, top: 0, side: 1 };
  const [once, half, twice, alone] = [picture(1, 1, WHITE), picture(1, 1, WHITE), picture(1, 1, WHITE), picture(1, 1, NONE)];
  map.squares(once, new Float32Array([0.5, 0.5]), place, "#00000080");
  map.squares(half, new Float32Array([0.5, 0]), place, "#00000080");
  map.squares(twice, new Float32Array([0.5, 0.5, 0.5, 0.5]), place, "#00000080");
  map.squares(alone, new Float32Array([0.5, 0.5]), place, "#ff000080");
  assert.deepEqual([once, half, twice, alone].map(({ data }) => [...data]), [[127, 127, 127, 255], [191, 191, 191, 255], [63, 63, 63, 255], [255, 0, 0, 128]]);
});

const layer = { id: "mines", of: "mines", looks: [{}, {}], runs: { a: [[0, 10, 0], [10, 20, 1]], b: [[5, 10, 1]] } };

test("a run holds from its first day to before its last, and none holds twice", () => {
  const on = (day) => Object.fromEntries(map.looksOn(layer, day));
  assert.deepEqual([on(0), on(5), on(9), on(10), on(19), on(20), on(-1)], [{ a: 0 }, { a: 0, b: 1 }, { a: 0, b: 1 }, { a: 1 }, { a: 1 }, {}, {}]);
  assert.deepEqual(Object.fromEntries(map.looksOn(layer, 5, new Set(["b"]))), { b: 1 });
});

test("places are those of the overlays that are on, with the run of the day", () => {
  const ages = { words: ["newest evidence 1 Jan 1970"], runs: { a: [[4, 9, 0]] }, of: { m: "a" } };
  const film = { ages, marks: [{ id: "a", of: "crossings", runs: [[0, 5, 2, 1, "gate closed"], [5, 9, 3, 1, ""]] }, { id: "b", of: "towns", runs: [[0, 9, 0, 50, ""]] }] };
  assert.deepEqual(map.marksOn(film, 5, ["crossings"]), [{ id: "a", badge: 3, rank: 1, note: "", age: "newest evidence 1 Jan 1970" }]);
  assert.deepEqual(map.marksOn(film, 3, ["crossings", "towns"]).map(({ age }) => age), ["", ""], "nothing is told before, nor of b");
  assert.equal(map.ageOn(film, "m", 5), "newest evidence 1 Jan 1970", "a mine's is its town's");
  assert.deepEqual(map.marksOn(film, 4, ["crossings", "towns"]).map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(map.marksOn(film, 4, ["crossings", "towns"], new Set(["b"])).map(({ id }) => id), ["b"]);
  assert.deepEqual(map.marksOn(film, 9, ["crossings", "towns"]), []);
});

test("after the newest report, and not on its day, a map says that it is unverified", () => {
  const film = { unreported: 20, unverified: "unverified" };
  assert.deepEqual([19, 20, 21].map((day) => map.unverified(film, day)), ["", "", "unverified"]);
  assert.equal(map.unverified({}, 21), "", "a ledger without a report says nothing");
});

test("a day is the same in words and in ISO, in whatever time zone", () => {
  assert.equal(map.dayWords(20053), "26 November 2024");
  assert.equal(map.isoDay(20053), "2024-11-26");
});

test("a day is written in the order and with the months of the reader's language", () => {
  map.speak({ day: "{year}年{month}{day}日", months: MONTHS.map((_, n) => `${n + 1}月`) });
  assert.equal(map.dayWords(20053), "2024年11月26日");
  map.speak({ day: "{day} {month} {year}", crossings: "Crossings", towns: "Towns", mines: "Mines", months: MONTHS });
});

test("a step leads to the next change within the range, and to its end where there is none", () => {
  const changes = [3, 10, 20, 40];
  assert.deepEqual([map.step(changes, 5, 1, [0, 30]), map.step(changes, 20, 1, [0, 30]), map.step(changes, 20, -1, [0, 30]), map.step(changes, 3, -1, [0, 30])], [10, 30, 10, 0]);
});

test("playing passes days at its speed, passes over no change and ends on the last day", () => {
  assert.equal(map.later(100, 500, 30, [], [90, 200]), 115);
  assert.equal(map.later(100, 9000, 30, [], [90, 200]), 200);
  assert.equal(map.later(100.5, 9000, 30, [90, 110, 111], [90, 200]), 110);
  assert.equal(map.later(110, 9000, 30, [90, 110, 111], [90, 200]), 111);
});

test("the handle of two maps stays within them", () => {
  assert.deepEqual([map.moved(50, "ArrowLeft"), map.moved(98, "ArrowRight"), map.moved(50, "Home"), map.moved(50, "End"), map.moved(50, "x")], [45, 100, 0, 100, 50]);
});

test("a date beside the handle is shown whole or not at all", () => {
  const [left, right] = [{ left: 12, width: 90 }, { left: 266, width: 90 }];
  assert.deepEqual([50, 101, 102, 184].map((at) => map.whole(at, left, false)), [false, false, true, true]);
  assert.deepEqual([184, 266, 267, 400].map((at) => map.whole(at, right, true)), [true, true, false, false]);
});

test("the list has every place and area once, in groups that have any", () => {
  const marks = [{ id: "muse", name: "Muse", says: "SAC", note: "gate open", crossing: true }, { id: "lashio", name: "Lashio", says: "SAC" }];
  const found = map.featureList(marks, [{ key: "m2", label: "B, 3 pools" }, { key: "m1", label: "A, 2 pools" }]);
  assert.deepEqual(found.map(({ options }) => options.map(({ id }) => id)), [["muse"], ["lashio"], ["m1", "m2"]]);
  assert.equal(found[0].options[0].text, "Muse: SAC, gate open");
  const place = { name: "Muse", names: { my: "\u1019\u1030\u1006\u101a\u103a" } };
  assert.equal(map.named(place, "my").name, place.names.my);
  assert.equal(map.named(place, "zh").name, "Muse", "the ledger has no other name");
  assert.equal(map.named(place, undefined).name, "Muse");
  assert.equal(map.spoken({ ...marks[0], age: "4 independent origins" }), "Muse: SAC, gate open, 4 independent origins");
  assert.equal(map.featureList(marks, []).length, 2);
});

test("stripes come from the nearest whole zoom that there is", () => {
  assert.deepEqual([5, 6.4, 7.6, 13].map((zoom) => map.wholeZoom(zoom, [6, 11])), [6, 6, 8, 11]);
});

const item = (x, y, more = {}) => ({ x, y, r: 7, side: 1, w: 90, h: 28, w0: 50, h0: 28, rank: 1, must: false, ...more });
const box = (item, spot) => [item.x * 0 + spot.x, spot.y, spot.x + (spot.note ? item.w : item.w0), spot.y + item.h];
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

test("no two labels meet and none leaves the frame", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let world = 0; world < 40; world += 1) {
    const items = Array.from({ length: 30 }, () => item(random() * 800, random() * 412, { side: random() < 0.5 ? 1 : -1, rank: Math.floor(random() * 5) }));
    const { spots } = map.placed(items, 800, 412);
    const boxes = spots.flatMap((spot, n) => (spot ? [box(items[n], spot)] : []));
    for (const [n, one] of boxes.entries()) {
      assert.ok(one[0] >= 0 && one[1] >= 0 && one[2] <= 800 && one[3] <= 412);
      for (const other of boxes.slice(n + 1)) assert.ok(!meet(one, other));
    }
  }
});

test("notes go first, then names of lower rank, never a crossing's name", () => {
  const { spots: alone } = map.placed([item(100, 100)], 400, 200);
  assert.equal(alone[0].note, true);
  const { spots: tight } = map.placed([item(60, 100)], 130, 200);
  assert.equal(tight[0].note, false);
  const crowd = [item(100, 100, { rank: 5 }), item(101, 101, { rank: 0 }), item(102, 99, { rank: 1, must: true }), item(103, 100, { rank: 4 }), item(99, 100, { rank: 6 })];
  const { spots } = map.placed(crowd, 200, 200);
  assert.ok(spots[1] && spots[2]);
  assert.ok(spots.some((spot) => spot === null));
});

test("a word stands at the first of its places that is free", () => {
  const taken = [[0, 0, 100, 100]];
  const options = [{ x: 50, y: 50, w: 20, h: 10 }, { x: 195, y: 50, w: 20, h: 10 }, { x: 150, y: 50, w: 20, h: 10 }];
  assert.equal(map.firstFree(options, taken, 200, 200).n, 2);
  assert.equal(map.firstFree(options.slice(0, 2), taken, 200, 200), null);
});

test("the tiles of a picture map cover the frame without a gap", () => {
  for (const zoom of [5.2, 7.31, 9.9]) {
    const found = map.tilesIn({ ...CAMERA, zoom }, 800, 412);
    assert.ok(found.length <= 40);
    assert.ok(Math.min(...found.map((t) => t.left)) <= 0 && Math.min(...found.map((t) => t.top)) <= 0);
    assert.ok(Math.max(...found.map((t) => t.left + t.size)) >= 800 && Math.max(...found.map((t) => t.top + t.size)) >= 412);
    const project = map.projector({ ...CAMERA, zoom }, 800, 412);
    const [{ z, x, y, left, top }] = found;
    const [lon, lat] = map.point((x / 2 ** z) * 512, (y / 2 ** z) * 512, 0);
    near(project(lon, lat)[0], left, 1e-6);
    near(project(lon, lat)[1], top, 1e-6);
  }
});

test("where it is crowded a crossing's name stands away on a leader, and meets nothing", () => {
  const crowd = Array.from({ length: 7 }, (_, n) => item(200 + n * 6, 150, { must: true, rank: n }));
  const { spots } = map.placed(crowd, 500, 320);
  const boxes = spots.map((spot, n) => box(crowd[n], spot));
  assert.ok(spots.some((spot) => spot.led));
  for (const [n, one] of boxes.entries()) for (const other of boxes.slice(n + 1)) assert.ok(!meet(one, other));
});

test("names go before notes: a note never costs another place its name", () => {
  const { spots } = map.placed([item(60, 100, { rank: 1 }), item(150, 100, { rank: 2, side: -1 })], 220, 200);
  assert.ok(spots.every(Boolean));
});

test("a point under stamp, scale or inset has no label and takes no room", () => {
  const { spots } = map.placed([item(40, 40)], 400, 300, [[0, 0, 100, 100]]);
  assert.deepEqual(spots, [null]);
});

test("a reader's own rows are drawn on their days, and those of an open end always", () => {
  const file = { id: "a", looks: [{ says: "Camps" }, { says: "Camps: clinic" }], groups: [[0, 10, 11], [1, 5, 20], [0, -10_000_000, 10_000_000]], points: [[1, 2, 3, 4], [5, 6, 7, 8], [0, 1, 2, 1]], shapes: [] };
  assert.deepEqual(map.drawnOn(file, [10, 10]), [true, true, true]);
  assert.deepEqual(map.drawnOn(file, [11, 19]), [false, true, true]);
  assert.deepEqual(map.drawnOn(file, [20, 30]), [false, false, true]);
  const drawn = map.pointsOf(file, [false, true, false]);
  assert.deepEqual([drawn.length, [...drawn.at], [...drawn.groups], [...drawn.numbers]], [2, [2, 6, 4, 8], [1, 1], [1, 3]]);
  assert.equal(map.told(file, 2), "Camps");
  assert.deepEqual([1, 1000, 5000].map(map.shrunk), [1, 0.7, 0.5]);
  assert.equal(map.told(file, 9), "");
});

test("a click on a reader's own row tells its number in the file, whichever rows the day leaves out", () => {
  const areas = [0, 1].map((key) => ({ type: "Feature", properties: { key } }));
  const file = { id: "a", name: "Camps", edition: "e1", looks: [{ says: "Camps" }], groups: [[0, 10, 11], [0, 5, 20]], points: [[1, 2], [5, 6], [0, 1]], shapes: areas };
  const own = new map.OwnLayers();
  own.pictures.set(file, { canvas: null, mapping: {} });
  own.layers([file], [12, 12]);
  assert.deepEqual(own.pick({ layer: { id: "own-a-points" }, index: 0 }), { layer: "a", edition: "e1", drawn: "point", number: 1 });
  assert.deepEqual(own.pick({ layer: { id: "own-a-shapes" }, object: areas[1], index: 0 }), { layer: "a", edition: "e1", drawn: "shape", number: 1 });
  assert.equal(own.pick({ layer: { id: "own-a-points" }, index: -1 }), null);
  assert.equal(own.pick({ layer: { id: "own-a-shapes" }, object: {} }), null);
  assert.equal(own.pick({ layer: { id: "mines" }, index: 0 }), null);
  delete file.edition;
  assert.equal(own.pick({ layer: { id: "own-a-points" }, index: 0 }), null, "a file that travels has no page to ask");
  assert.deepEqual(own.lists([0, 0, 9, 9]), []);
});

test("the list of the map has the reader's rows within it, sixty of them, and says how many more there are", () => {
  map.speak({ day: "{day} {month} {year}", ownMore: "{count} more", months: MONTHS });
  const count = 70;
  const file = { id: "a", name: "Camps (your data)", edition: "e1", looks: [{ says: "Camps: clinic" }], groups: [[0, 10, 11], [0, 0, 1]], points: [Array(count).fill(98), [...Array(count).keys()], Array(count).fill(0).with(3, 1)], shapes: [] };
  const { group, options, more } = map.rowList(file, [true, false], [97, 1, 99, 80]);
  assert.deepEqual([group, options.length, more], ["Camps (your data)", 60, 8]);
  assert.deepEqual(options[0], { id: '{"layer":"a","edition":"e1","drawn":"point","number":1}', text: "Camps: clinic · 11 January 1970 · 1.000, 98.000" });
  assert.ok(!options.some(({ id }) => JSON.parse(id).number === 3), "what the day does not have");
});
