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
    page.goto(f"{visit.base}/llms.txt")
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
