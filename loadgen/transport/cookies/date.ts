/** Dates of cookies (RFC 6265, 5.1.1): any order of a time, a day, a month and a year; all else is skipped. */

const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Milliseconds since 1970; `undefined` for what is no date. */
export function parseCookieDate(text: string): number | undefined {
  let time: readonly number[] | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(DELIMITERS)) {
    const clock = time === undefined ? /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/.exec(token) : null;
    if (clock !== null) {
      time = clock.slice(1).map(Number);
      continue;
    }
    const ofMonth = day === undefined ? /^(\d{1,2})(?:\D|$)/.exec(token) : null;
    if (ofMonth !== null) {
      day = Number(ofMonth[1]);
      continue;
    }
    const named = month === undefined ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) : -1;
    if (named >= 0) {
      month = named;
      continue;
    }
    const ofYear = year === undefined ? /^(\d{2,4})(?:\D|$)/.exec(token) : null;
    if (ofYear !== null) year = fullYear(Number(ofYear[1]));
  }
  if (time === undefined || day === undefined || month === undefined || year === undefined) return undefined;
  return dateOf(year, month, day, time);
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}

function dateOf(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: readonly number[],
): number | undefined {
  if (year < 1601 || day < 1 || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const at = Date.UTC(year, month, day, hour, minute, second);
  // The 31st of a month of 30 days is no date.
  return new Date(at).getUTCDate() === day ? at : undefined;
}
