import { randomUUID } from "node:crypto";
import { failure, json } from "../runtime/replies.ts";
import type { Money } from "./money.ts";
import type { Service } from "./service.ts";

export interface CreditCard {
  number: string;
  cvv: number;
  expirationYear: number;
  expirationMonth: number;
}

/** Accepts Visa and Mastercard numbers of cards that have not expired. Charges nothing. */
export const payment: Service = () => ({
  "POST /charges": ({ body }) => {
    const { card } = JSON.parse(body) as { amount: Money; card: CreditCard };
    const number = card.number.replaceAll(/[ -]/g, "");
    if (!/^4\d{12,18}$/.test(number) && !/^(5[1-5]|2[2-7])\d{14}$/.test(number)) {
      return failure(400, "card-not-accepted", "only Visa and Mastercard are accepted");
    }
    const now = new Date();
    const months = (year: number, month: number) => year * 12 + month;
    if (months(card.expirationYear, card.expirationMonth) < months(now.getFullYear(), now.getMonth() + 1)) {
      return failure(400, "card-expired", `the card expired in ${card.expirationMonth}/${card.expirationYear}`);
    }
    return json({ transactionId: randomUUID() });
  },
});
