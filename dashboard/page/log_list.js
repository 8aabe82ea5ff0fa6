// @ts-check
/**
 * The log as a table, in a narrow place as a list. A click on the days of an entry goes to the first of them,
 * and they have the address of the entry; each place is a button that chooses it.
 *
 * The day asked stands on the root of the page: it is no part of the rows, which stay as they are for every day.
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

/** @param {[string, string, [string, string][]]} source */
function source([publisher, address, statements]) {
  const name = /^https?:\/\//.test(address)
    ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, publisher)
    : publisher;
  const ids = statements.flatMap(([id, link], place) => [place ? ", " : "", link ? make("a", { href: link }, id) : id]);
  return make("span", { className: "source" }, name, " ", make("small", {}, ...ids));
}

/** @param {any} row @param {(pick: {place: string, day?: string}) => void} pick */
function line(row, pick) {
  const place = make(
    "button",
    { type: "button", title: row.pick, onclick: () => pick({ place: row.id }) },
    row.place,
  );
  const when = row.address ? make("a", { href: row.address, title: row.go }, row.when) : row.when;
  if (row.address) when.onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pick({ place: row.id, day: row.first });
  };
  const what = row.what.map(([text, colour]) => {
    const run = make("span", {}, text);
    if (colour) run.style.fontWeight = "600";
    if (colour && colour !== "-") run.style.color = `var(--st-${colour}-text-color)`; // of the theme, light or dark
    return run;
  });
  const made = make(
    "tr",
    {},
    make("td", { className: "when" }, when),
    make("td", { className: "place" }, place),
    make("td", { className: "of" }, row.of),
    make("td", { className: "what" }, ...what),
  );
  if (row.sources) made.append(make("td", { className: "sources" }, ...row.sources.map(source), row.more));
  if (row.first && !row.loose) Object.assign(made.dataset, { first: row.first, last: row.last });
  return made;
}

/** Mark the entries of the day asked, and bring the first of them, or the one before, into sight. @param {any} host */
function mark(host) {
  const on = document.documentElement.dataset.on ?? "";
  const rows = [...host.querySelectorAll("tr[data-first]")];
  let near = rows[0];
  let found = false;
  for (const row of rows) {
    const now = row.dataset.first <= on && on <= row.dataset.last;
    now ? row.setAttribute("aria-current", "date") : row.removeAttribute("aria-current");
    if (!found && (now || (row.dataset.first <= on && row.dataset.first >= near.dataset.first))) near = row;
    found ||= now;
  }
  if (!near || host.scrollHeight <= host.clientHeight) return;
  // Only within the list: the page itself stays where the reader has it.
  const seen = host.getBoundingClientRect();
  const { top, bottom } = near.getBoundingClientRect();
  if (top < seen.top + 28 || bottom > seen.bottom) host.scrollTop += top - seen.top - seen.height / 3;
}

/** @param {any} host @param {any} data @param {(pick: {place: string, day?: string}) => void} pick */
function show(host, data, pick) {
  const text = JSON.stringify(data);
  if (host.shown === text) return;
  host.shown = text;
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
  const head = make("tr", {}, ...data.head.map((/** @type {string} */ name) => make("th", { scope: "col" }, name)));
  const table = make("table", {}, make("thead", {}, head), body);
  table.setAttribute("aria-label", data.label);
  host.replaceChildren(table);
  host.style.maxHeight = data.height ? `${data.height}px` : "";
  if (data.height) Object.assign(host, { tabIndex: 0, role: "region", ariaLabel: data.label });
}

/** @type {WeakMap<object, MutationObserver>} */
const days = new WeakMap();

/** @param {any} component */
export default function log(component) {
  const host = component.parentElement.querySelector(".log");
  show(host, component.data, (pick) => component.setTriggerValue("pick", pick));
  mark(host);
  if (!days.has(host)) {
    days.set(host, new MutationObserver(() => mark(host)));
    days.get(host)?.observe(document.documentElement, { attributeFilter: ["data-on"] });
  }
  return () => {
    days.get(host)?.disconnect();
    days.delete(host);
  };
}
