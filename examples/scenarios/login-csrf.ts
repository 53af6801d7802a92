/** Logs in with a form that carries a CSRF token, then looks at the account. */
import type { Scenario } from "@stackmark/loadgen";

const loginCsrf: Scenario<null> = {
  name: "login with CSRF",
  thinkTime: { kind: "uniform", minMs: 500, maxMs: 1500 },
  state: () => null,
  async onStart(user) {
    const form = await user.get("/login", { extract: { csrf: /name="csrf" value="([^"]+)"/ } });
    // The session is in a cookie, which users keep by themselves.
    await user.post("/login", { csrf: form.values.csrf, name: `user-${user.index}`, password: "secret" });
  },
  tasks: [
    {
      name: "account",
      weight: 1,
      run: (user) => user.get("/account", { expect: { status: 200, contains: `user-${user.index}` } }),
    },
  ],
};
export default loginCsrf;
