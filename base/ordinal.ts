const SUFFIXES: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };
const RULES = new Intl.PluralRules("en", { type: "ordinal" });

/** A place as people count it, from 1: `1st`, `2nd`, `11th`. */
export const ordinal = (place: number): string => `${place}${SUFFIXES[RULES.select(place)]}`;
