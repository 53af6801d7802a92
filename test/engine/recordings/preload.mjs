// Preloaded (--import) into every process of a recorded case. Each step starts three; this saves a third of their CPU time
// without changing what the engine does.
import crypto from "node:crypto";
import { createRequire, syncBuiltinESMExports } from "node:module";

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

// The SDK loads arborist, which takes 0.3 s, but uses it only for functions that are packaged with their dependencies.
const sdkRequire = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const arboristFile = sdkRequire.resolve("@npmcli/arborist");
replaceModule(arboristFile, {
  Arborist: new Proxy(class {}, {
    construct(_, options) {
      delete sdkRequire.cache[arboristFile];
      return new (sdkRequire(arboristFile).Arborist)(...options);
    },
  }),
});

// Parsing the SDK's source maps takes 0.2 s. They only change positions in stack traces, which are not compared.
replaceModule(sdkRequire.resolve("source-map-support/register"), {});

function replaceModule(file, exports) {
  sdkRequire.cache[file] = { id: file, filename: file, loaded: true, exports, children: [], paths: [] };
}
