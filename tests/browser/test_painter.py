"""The painter against deck.gl, which drew the same layers before it: the same picture, pixel by pixel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.look.theme import THEMES
from dashboard.map import files, film
from dashboard.map.component import BUNDLE, SCRIPT
from dashboard.map.files import ROUTE
from dashboard.map.overlays import OVERLAYS
from dashboard.question.choices import choices_of
from dashboard.question.view import MapOf
from geodata.catalog import open_catalog
from tests.browser.visits import NewVisit

WIDE, HIGH = 720, 420
_COMPARE = """async ({folder, bundle, ground, film, day, camera, layers, wide, high}) => {
  const [{ Painter }, { looksOn }, { wholeZoom }] = await Promise.all(
    ["painter", "film", "mercator"].map((name) => import(`${folder}/${name}.js`)));
  const got = async (url) => (await fetch(url)).json();
  const [base, told] = await Promise.all([got(ground), got(film)]);
  const fixed = (layer) => ({
    layer, styles: layer.styles,
    looks: new Map(layer.styles.flatMap(({ keys }, n) => keys.map((key) => [key, n]))),
  });
  const over = told.layers.filter((layer) => layers.includes(layer.of))
    .map((layer) => ({ layer, styles: layer.looks, looks: looksOn(layer, day) }));
  const all = [...base.under.map(fixed), ...over, ...base.over.map(fixed)];
  const stack = await Promise.all(all.map(async (each) => {
    const { data, zooms } = each.layer;
    const file = await got(zooms ? data.replace("{z}", wholeZoom(camera.zoom, zooms)) : data);
    return { ...each, features: file.features };
  }));

  const painter = new Painter();
  painter.paint(stack, camera, wide, high, { ink: "#000000" });
  const painted = painter.pen.getImageData(0, 0, wide, high).data;

  await new Promise((resolve) => {
    document.head.append(Object.assign(document.createElement("script"), { src: bundle, onload: resolve }));
  });
  const frame = document.createElement("div");
  frame.style.cssText = `position: fixed; left: 0; top: 0; width: ${wide}px; height: ${high}px`;
  document.body.replaceChildren(frame);
  const { lon, lat, zoom } = camera;
  const view = { map: { longitude: lon, latitude: lat, zoom, pitch: 0, bearing: 0 } };
  const nothing = { layers: [], views: [{ "@@type": "MapView", id: "map" }] };
  const deck = createDeck({ container: frame, jsonInput: nothing, tooltip: false });
  const part = (hex, at, none) => (hex.length > at ? parseInt(hex.slice(at, at + 2), 16) : none);
  const hue = (hex) => (hex ? [1, 3, 5, 7].map((at) => part(hex, at, 255)) : [0, 0, 0, 0]);
  const plain = stack.map(({ layer }, n) => ({
    "@@type": "GeoJsonLayer", id: `${n}`, data: [],
    stroked: Boolean(layer.outlined), lineWidthUnits: "pixels",
    lineJointRounded: Boolean(layer.rounded), lineCapRounded: Boolean(layer.rounded && !layer.dashed),
    ...(layer.points ? { pointRadiusMinPixels: layer.points, pointRadiusMaxPixels: 6 } : {}),
  }));
  let made = [];
  updateDeck({ layers: plain }, { setProps: (props) => { made = props.layers; } });
  deck.setProps({ viewState: view, layers: made.map((layer, n) => {
    const { styles, looks, features } = stack[n];
    const of = ({ properties: { key } }) => styles[looks.get(key) ?? -1] ?? {};
    return layer.clone({
      data: features,
      getFillColor: (f) => hue(of(f).fills?.[(f.properties.stripe ?? 0) % of(f).fills.length]),
      getLineColor: (f) => hue(of(f).line),
      getLineWidth: (f) => of(f).width ?? 0,
    });
  }) });
  await new Promise((resolve) => { setTimeout(resolve, 4000); });
  deck.redraw("now");
  const copy = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const sheet = copy.getContext("2d");
  sheet.drawImage(frame.querySelector("canvas"), 0, 0, wide, high);
  const drawn = sheet.getImageData(0, 0, wide, high).data;

  const shown = (data, at) => [0, 1, 2].map((n) => (data[at + n] * data[at + 3]) / 255 + 255 - data[at + 3]);
  let [sum, far, inked] = [0, 0, 0];
  for (let at = 0; at < drawn.length; at += 4) {
    const [one, other] = [shown(painted, at), shown(drawn, at)];
    const apart = Math.max(...one.map((value, n) => Math.abs(value - other[n])));
    sum += apart;
    far += apart > 64;
    inked += drawn[at + 3] > 0;
  }
  const count = wide * high;
  return { mean: sum / count, far: far / count, inked: inked / count };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("camera", "on", "of"),
    [
        ((98.2, 25.5, 7.4), date(2024, 11, 26), MapOf.DAY),
        ((97.9, 23.6, 7.7), date(2024, 7, 10), MapOf.DAY),
        ((98.0, 24.4, 6.3), date(2024, 3, 1), MapOf.WINDOW),
        ((98.35, 25.65, 9.6), date(2023, 11, 1), MapOf.DAY),
    ],
)
def test_the_painter_paints_what_deck_gl_drew(
    new_visit: NewVisit,
    theme: str,
    camera: tuple[float, float, float],
    on: date,
    of: MapOf,
) -> None:
    visit = new_visit(WIDE, HIGH)
    page = visit.page
    page.goto(f"{visit.base}/claim/k0007")
    catalog = open_catalog()
    choices = choices_of(catalog, OVERLAYS)
    view = replace(choices.default, on=on, map_of=of)
    look = THEMES[theme]
    lon, lat, zoom = camera
    found: dict[str, Any] = page.evaluate(
        _COMPARE,
        {
            "folder": f"{ROUTE}/{SCRIPT.rpartition('/')[0]}",
            "bundle": f"{ROUTE}/{BUNDLE}",
            "ground": files.url(f"ground-{look.name}", catalog),
            "film": film.url(view, look, choices, catalog),
            "day": film.day_number(on),
            "camera": {"lon": lon, "lat": lat, "zoom": zoom},
            "layers": ["catchments", "mines", "pools", "districts"],
            "wide": WIDE,
            "high": HIGH,
        },
    )
    assert found["inked"] > 0.3, "there is a picture to compare"
    assert found["mean"] < 1.5 and found["far"] < 0.001


_DOTS = """async ({folder, hues, ground}) => {
  const { Painter } = await import(`${folder}/painter.js`);
  const [wide, high, radius] = [300, 200, 1.4];
  const camera = { lon: 98, lat: 24.5, zoom: 6 };
  const ring = [[90, 15], [110, 15], [110, 35], [90, 35], [90, 15]];
  const area = { geometry: { type: "Polygon", coordinates: [ring] }, properties: { key: "all" } };
  const styles = [{ fills: [ground] }];
  const below = { layer: {}, styles, looks: new Map([["all", 0]]), features: ground ? [area] : [] };
  const points = Array.from({ length: 4000 }, (_, n) => ({
    properties: { key: `${n % 3}` },
    geometry: { type: "Point", coordinates: [98 + 1.7 * Math.sin(n * 1.7), 24.5 + Math.sin(n * 2.3 + 1)] },
  }));
  const looks = new Map(hues.map((_, n) => [`${n}`, n]));
  const fills = hues.map((hue) => ({ fills: [hue] }));
  const dots = { layer: { points: radius }, styles: fills, looks, features: points };
  const painter = new Painter();
  const pixels = () => painter.pen.getImageData(0, 0, wide, high).data;
  painter.paint([below, dots], camera, wide, high, { ink: "#000000" });
  const painted = pixels();

  // The pen's own squares.
  painter.paint([below], camera, wide, high, { ink: "#000000" });
  const { pen } = painter;
  const { pixels: project } = await import(`${folder}/mercator.js`);
  const middle = project(camera.lon, camera.lat, camera.zoom);
  const side = Math.sqrt(Math.PI) * radius;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  hues.forEach((hue, n) => {
    pen.fillStyle = hue;
    for (const { properties: { key }, geometry: { coordinates: [lon, lat] } } of points) {
      if (key !== `${n}`) continue;
      const [x, y] = project(lon, lat, camera.zoom);
      pen.fillRect(x - middle[0] + wide / 2 - side / 2, y - middle[1] + high / 2 - side / 2, side, side);
    }
  });
  const drawn = pixels();
  let [most, sum, inked] = [0, 0, 0];
  for (let at = 0; at < drawn.length; at += 4) {
    inked += drawn[at + 3] > 0;
    for (const n of [0, 1, 2, 3]) {
      const shown = (data) => (n < 3 ? (data[at + n] * data[at + 3]) / 255 : data[at + 3]);
      const apart = Math.abs(shown(painted) - shown(drawn));
      most = Math.max(most, apart);
      sum += apart;
    }
  }
  return { most, mean: sum / drawn.length, inked: inked / (wide * high) };
}"""


@pytest.mark.parametrize(
    ("ground", "opacity"), [("#eeeedd", ""), ("#eeeedd", "80"), ("", "80")], ids=["whole", "through", "alone"]
)
def test_many_dots_are_mixed_as_the_browser_mixes_its_own_squares(
    new_visit: NewVisit, ground: str, opacity: str
) -> None:
    visit = new_visit(WIDE, HIGH, webgl=False)
    visit.page.goto(f"{visit.base}/claim/k0007")
    hues = [f"{hue}{opacity}" for hue in ("#0072b2", "#d55e00", "#009e73")]
    given = {"folder": f"{ROUTE}/{SCRIPT.rpartition('/')[0]}", "hues": hues, "ground": ground}
    found: dict[str, Any] = visit.page.evaluate(_DOTS, given)
    assert found["inked"] > 0.3, "there is a picture to compare"
    assert found["most"] <= 8 and found["mean"] < 0.5
