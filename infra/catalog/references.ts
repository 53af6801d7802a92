/** References to addresses in the commands and environments of processes: `{{service.host}}`, `{{service.port}}`. Pure. */

/** The name by which a process refers to itself. */
export const SELF = "self";

export const ADDRESS_PARTS = ["host", "port"] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];

export interface Reference {
  /** As written. */
  text: string;
  service: string;
  part: string;
}

/** Of two words with one dot: what other templates look like, such as `{{.Name}}`, is left alone. */
const REFERENCE = /\{\{\s*([^{}.\s]+)\.([^{}.\s]+)\s*\}\}/g;

export const referencesIn = (text: string): Reference[] =>
  [...text.matchAll(REFERENCE)].map(([whole, service, part]) => ({ text: whole, service: service!, part: part! }));

export const isAddressPart = (part: string): part is AddressPart => (ADDRESS_PARTS as readonly string[]).includes(part);

/** Replaces each reference; one to a part that is no part of an address stays. */
export const fillIn = (text: string, valueOf: (service: string, part: AddressPart) => string): string =>
  text.replaceAll(REFERENCE, (whole, service: string, part: string) =>
    isAddressPart(part) ? valueOf(service, part) : whole,
  );
