/** An amount as whole units and billionths of the same sign, so that sums and conversions are exact. */
export interface Money {
  currencyCode: string;
  units: number;
  /** -999 999 999 to 999 999 999. */
  nanos: number;
}

const NANOS = 1_000_000_000;

/** Sum of two amounts of one currency; both are zero or positive. */
export function add(a: Money, b: Money): Money {
  if (a.currencyCode !== b.currencyCode) throw new Error(`cannot add ${b.currencyCode} to ${a.currencyCode}`);
  const nanos = a.nanos + b.nanos;
  const carry = nanos >= NANOS ? 1 : 0;
  return { currencyCode: a.currencyCode, units: a.units + b.units + carry, nanos: nanos - carry * NANOS };
}

/** `count` times an amount that is zero or positive; `count` is a small whole number. */
export function multiply(amount: Money, count: number): Money {
  const nanos = amount.nanos * count;
  return {
    currencyCode: amount.currencyCode,
    units: amount.units * count + Math.floor(nanos / NANOS),
    nanos: nanos % NANOS,
  };
}

/** An amount times a rate in another currency, rounded to billionths. */
export function convert(amount: Money, rate: number, currencyCode: string): Money {
  const exact = amount.units * rate;
  const units = Math.trunc(exact);
  const nanos = Math.round((exact - units) * NANOS + amount.nanos * rate);
  return { currencyCode, units: units + Math.floor(nanos / NANOS), nanos: nanos % NANOS };
}
