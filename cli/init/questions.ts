/** What is asked for in a terminal: each thing that only the user knows and has not said. Pure. */
import type { Problem } from "../../infra/stack-file/index.ts";
import type { Answers } from "./answers.ts";

export interface Question {
  answer: keyof Answers;
  text: string;
}

const questions: { at: RegExp; question: Question }[] = [
  {
    at: /^access\.adminCidrs$/,
    question: { answer: "adminCidrs", text: "Addresses that you come from (203.0.113.7, or ranges, by commas)" },
  },
  { at: /^topology\.gcp\.project$/, question: { answer: "gcpProject", text: "ID of your Google Cloud project" } },
  { at: /\.publicIp$/, question: { answer: "edgeAddress", text: "Public address of the edge machine" } },
  {
    at: /\.hostKey$/,
    question: { answer: "edgeHostKey", text: "Its public host key (/etc/ssh/ssh_host_ed25519_key.pub there)" },
  },
];

/** The secret is not asked for: it would be written in plain text. */
export function questionsOf(unset: readonly Problem[], given: Answers): Question[] {
  return unset.flatMap(({ path }) => {
    const found = questions.find(({ at }) => at.test(path))?.question;
    return found && given[found.answer] === undefined ? [found] : [];
  });
}

export function answered(question: Question, text: string): Answers {
  const said = text.trim();
  if (said === "") return {};
  return { [question.answer]: question.answer === "adminCidrs" ? said.split(/[\s,]+/) : said };
}
