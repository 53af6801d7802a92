/** A fact that only a run shows. */
export interface Check {
  /** The fact, if it holds. */
  title: string;
  holds: boolean;
  seen: string;
}

export const check = (title: string, holds: boolean, seen: string): Check => ({ title, holds, seen });

export const checkText = ({ title, holds, seen }: Check): string => `${holds ? "✓" : "✗"} ${title} (${seen})`;
