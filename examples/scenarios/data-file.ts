/** Takes accounts and search words from CSV files: each user has its own account, and all users share the words. */
import type { Scenario } from "@stackmark/loadgen";

interface Account {
  name: string;
  token: string;
}

const dataFile: Scenario<Account> = {
  name: "data file",
  thinkTime: { kind: "constant", ms: 1000 },
  data: {
    accounts: { file: "accounts.csv", take: "per-user", columns: ["name", "password"] },
    words: { file: "words.csv" },
  },
  state: () => ({ name: "", token: "" }),
  async onStart(user, account) {
    const { name, password } = user.row<"name" | "password">("accounts");
    const { values } = await user.post("/api/login", { name, password }, { extract: { token: "/token" } });
    Object.assign(account, { name, token: values.token });
  },
  tasks: [
    {
      name: "search",
      weight: 1,
      async run(user, { name, token }) {
        const { word } = user.row<"word">("words");
        await user.get(`/api/search?q=${encodeURIComponent(word)}`, {
          name: "/api/search",
          headers: { authorization: `Bearer ${token}` },
          expect: { json: { "/for": name, "/q": word } },
        });
      },
    },
  ],
};
export default dataFile;
