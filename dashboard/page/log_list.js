// @ts-check
/**
 * The log as a table, on a narrow screen as a list: each place is a button that chooses it.
 *
 * Every text is set as text, never as HTML, and only http and https addresses become links.
 */

/**
 * @param {string} tag
 * @param {Record<string, any>} values
 * @param {(Node | string)[]} parts
 */
function make(tag, values = {}, ...parts) {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...parts);
  return made;
}

/** @param {[string, string, string]} source */
function source([publisher, address, ids]) {
  const name = /^https?:\/\//.test(address)
    ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, publisher)
    : publisher;
  return make("span", { className: "source" }, name, " ", make("small", {}, ids));
}

/** @param {any} row @param {(place: string) => void} pick */
function line(row, pick) {
  const place = make("button", { type: "button", title: row.pick, onclick: () => pick(row.id) }, row.place);
  const what = row.what.map(([text, colour]) => {
    const run = make("span", {}, text);
    if (colour) {
      run.style.color = colour;
      run.style.fontWeight = "600";
    }
    return run;
  });
  return make(
    "tr",
    {},
    make("td", { className: "when" }, row.when),
    make("td", { className: "place" }, place),
    make("td", { className: "of" }, row.of),
    make("td", { className: "what" }, ...what),
    make("td", { className: "sources" }, ...row.sources.map(source), row.more),
  );
}

/** @param {any} component */
export default function (component) {
  const host = component.parentElement.querySelector(".log");
  const { data } = component;
  const text = JSON.stringify(data);
  if (host.shown === text) return;
  host.shown = text;
  const pick = (place) => component.setTriggerValue("pick", place);
  const body = make("tbody");
  let loose = false;
  for (const row of data.rows) {
    if (row.loose && !loose) {
      const heading = make("th", { colSpan: data.head.length, scope: "colgroup" }, data.loose);
      body.append(make("tr", { className: "loose" }, heading));
    }
    loose = row.loose;
    body.append(line(row, pick));
  }
  const head = make("tr", {}, ...data.head.map((name) => make("th", { scope: "col" }, name)));
  const table = make("table", {}, make("thead", {}, head), body);
  table.setAttribute("aria-label", data.label);
  host.replaceChildren(table);
}
