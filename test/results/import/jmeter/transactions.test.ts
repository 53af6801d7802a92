import assert from "node:assert/strict";
import fc from "fast-check";
import { Transactions } from "../../../../results/import/jmeter/transactions.ts";

interface Row {
  thread: string;
  startMs: number;
  endMs: number;
  /** Of a transaction: its number, and how many samples it sums up. */
  transaction?: { number: number; samples: number };
}

interface Step {
  pauseMs: number;
  samples: number[];
  inTransaction: boolean;
}

/** One thread: steps of its own or in a transaction, with pauses; every sample takes 2 ms or more. */
const step: fc.Arbitrary<Step> = fc.record({
  pauseMs: fc.integer({ min: 0, max: 30 }),
  samples: fc.array(fc.integer({ min: 2, max: 80 }), { minLength: 1, maxLength: 4 }),
  inTransaction: fc.boolean(),
});
const threads = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });

type Order = "before" | "after" | "by start" | "alone";

/** The rows that JMeter would write, thread after thread merged by the time of writing. */
function rowsOf(plan: Step[][], order: Order): Row[] {
  let number = 0;
  const written = plan.flatMap((steps, index) => {
    let now = 1.7e12 + index;
    return steps.flatMap(({ pauseMs, samples, inTransaction }) => {
      const thread = `users 1-${index}`;
      const startMs = now;
      const own = samples.map((durationMs): Row => {
        const from = now + pauseMs;
        now = from + durationMs;
        return { thread, startMs: from, endMs: now };
      });
      if (!inTransaction) return own.map((row) => ({ row, atMs: row.endMs }));
      const transaction: Row = { thread, startMs, endMs: now, transaction: { number, samples: samples.length } };
      number += 1;
      const block =
        order === "alone" ? [transaction] : order === "after" ? [transaction, ...own] : [...own, transaction];
      // JMeter writes a transaction and what belongs to it when the transaction ends, or each sample at its own end.
      return block.map((row) => ({ row, atMs: order === "after" ? now : row.endMs }));
    });
  });
  const key =
    order === "by start"
      ? (each: (typeof written)[number]) => each.row.startMs
      : (each: (typeof written)[number]) => each.atMs;
  return written.sort((a, b) => key(a) - key(b)).map(({ row }) => row);
}

function alone(rows: readonly Row[]): boolean[] {
  const transactions = new Transactions();
  const numbers: number[] = [];
  for (const row of rows) {
    if (row.transaction === undefined) transactions.sample(row.thread, row);
    else {
      numbers.push(row.transaction.number);
      transactions.transaction(row.thread, "Checkout", row, row.transaction.samples);
    }
  }
  const found = transactions.alone();
  return numbers.map((_, index) => found[index]!);
}

describe("rows of transactions", () => {
  for (const order of ["before", "after", "by start"] as const)
    it(`a transaction repeats its samples where these have rows of their own: ${order}`, () => {
      fc.assert(fc.property(threads, (plan) => assert.ok(alone(rowsOf(plan, order)).every((is) => !is))));
    });

  it("a transaction counts where its samples have no rows, whatever its neighbours are", () => {
    fc.assert(fc.property(threads, (plan) => assert.ok(alone(rowsOf(plan, "alone")).every((is) => is))));
  });

  it("without names of threads, a transaction needs all of its samples as proof", () => {
    const transactions = new Transactions();
    transactions.sample("", { startMs: 1010, endMs: 1020 });
    transactions.transaction("", "Checkout", { startMs: 1000, endMs: 1100 }, 2);
    transactions.sample("", { startMs: 2010, endMs: 2020 });
    transactions.sample("", { startMs: 2030, endMs: 2040 });
    transactions.transaction("", "Checkout", { startMs: 2000, endMs: 2100 }, 2);
    assert.deepEqual(transactions.alone(), [true, false]);
  });

  it("a transaction without samples counts nowhere", () => {
    const transactions = new Transactions();
    transactions.transaction("users 1-1", "Wait", { startMs: 1000, endMs: 1100 }, 0);
    assert.deepEqual(transactions.alone(), [false]);
  });

  it("where all samples take a millisecond, transactions of their length repeat them", () => {
    const transactions = new Transactions();
    for (let at = 0; at < 100; at += 1) {
      transactions.sample("users 1-1", { startMs: at, endMs: at + 1 });
      transactions.transaction("users 1-1", "Look", { startMs: at, endMs: at + 1 }, 1);
    }
    assert.ok(transactions.alone().every((is) => !is));
  });
});
