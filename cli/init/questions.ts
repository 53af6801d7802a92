/** The questions that a terminal user is asked: one for each required setting that is missing. Pure. */
import type { Problem } from "../../infra/stack-file.ts";
import type { Answers } from "./answers.ts";

export interface Question {
  answer: keyof Answers;
  text: string;
}

const QUESTIONS: { at: RegExp; question: Question }[] = [
  {
    at: /^access\.adminCidrs$/,
    question: {
      answer: "adminCidrs",
      text: "Addresses that you connect from, separated by commas (203.0.113.7, or ranges)",
    },
  },
  { at: /^topology\.gcp\.project$/, question: { answer: "gcpProject", text: "ID of your Google Cloud project" } },
  { at: /\.publicIp$/, question: { answer: "edgeAddress", text: "Public address of the edge machine" } },
  {
    at: /\.hostKey$/,
    question: { answer: "edgeHostKey", text: "Its public host key (/etc/ssh/ssh_host_ed25519_key.pub there)" },
  },
];

/** Secrets are not asked for, because they would be written in plain text. */
export function questionsOf(unset: readonly Problem[], given: Answers): Question[] {
  return unset.flatMap(({ path }) => {
    const found = QUESTIONS.find(({ at }) => at.test(path))?.question;
    return found && given[found.answer] === undefined ? [found] : [];
  });
}

export function answered(question: Question, text: string): Answers {
  const answer = text.trim();
  if (answer === "") return {};
  return { [question.answer]: question.answer === "adminCidrs" ? answer.split(/[\s,]+/) : answer };
}
