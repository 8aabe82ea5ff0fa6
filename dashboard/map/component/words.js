// @ts-check
/** The words of the map, in the reader's language: they come with its data. No DOM.
 * @typedef {Record<string, string> & {months: string[]}} Words messages by key; `{name}` stands for a value
 */

/** @type {Words} */
let words = /** @type {any} */ ({ months: [] });

/** Takes the words that the page brings along. @param {Words} given */
export function speak(given) {
  words = given;
}

/** A message with its values. @param {string} key @param {Record<string, string | number>} values */
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** A day in words: 26 November 2024. @param {number} day from 1 January 1970 */
export function dayWords(day) {
  const date = new Date(day * 864e5);
  return say("day", { day: date.getUTCDate(), month: words.months[date.getUTCMonth()], year: date.getUTCFullYear() });
}
