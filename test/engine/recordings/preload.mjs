// Preloaded (--import) into the engine's process of a recorded case.
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

// Key derivation takes 0.3 s in every process. This is the key of the passphrase "oracle" and the salt in run-case.ts; any
// other is derived.
const [PASSPHRASE, SALT] = ["oracle", "9nODbb/q7UM="];
const KEY = Buffer.from("hIT2Z8mQubwcmCDCDzX6gqHZ0VbOaRf215AaVlrqQLk=", "base64");

const { pbkdf2 } = crypto;
crypto.pbkdf2 = (passphrase, salt, ...rest) => {
  const isKnown = passphrase === PASSPHRASE && Buffer.from(salt).toString("base64") === SALT;
  if (!isKnown) return pbkdf2(passphrase, salt, ...rest);
  setImmediate(rest.at(-1), null, KEY);
};
syncBuiltinESMExports();
