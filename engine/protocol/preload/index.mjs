// Preloaded (--import) into every Node.js process that the engine starts.
import "./guard.mjs";
import "./fast-start.mjs";
import "./direct-loopback.mjs";
