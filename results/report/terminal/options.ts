import { createColors } from "picocolors";
import { wrapped } from "../../../base/table.ts";
import { toAscii } from "../../../base/terminal.ts";

export interface TerminalOptions {
  /** ANSI colours, in addition to words and signs. Default `false`. */
  colour?: boolean;
  /** Width of the terminal. Default: unlimited, and text is not broken into lines. */
  widthChars?: number;
  /** Signs in ASCII, for locales without Unicode. Default `false`. */
  ascii?: boolean;
  /** Shows everything, also what is usually folded. Default `false`. */
  all?: boolean;
}

export type Colours = ReturnType<typeof createColors>;

const MAX_LINES = 2;
const MORE = " …";

/** How to print for these options. */
export function styleOf({ colour = false, widthChars = Infinity, ascii = false, all = false }: TerminalOptions) {
  return {
    all,
    widthChars,
    colours: createColors(colour),
    /** What is printed in the end. */
    signs: ascii ? toAscii : (text: string) => text,
    /** In lines that fit, continued with this indentation. */
    inLines: (text: string, indent = "") => wrapped(text, widthChars, indent),
    /** In at most two lines on a terminal, unless everything is shown. */
    inFewLines: (text: string, indent = ""): string => {
      const lines = wrapped(text, widthChars - MORE.length, indent).split("\n");
      if (all || lines.length <= MAX_LINES) return wrapped(text, widthChars, indent);
      return `${lines.slice(0, MAX_LINES).join("\n")}${MORE}`;
    },
  };
}

export type Style = ReturnType<typeof styleOf>;
