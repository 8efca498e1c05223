#!/usr/bin/env node
// Committed, so that the package manager can link it before anything is built.
import("../dist/main.js").catch((error) => {
  if (error?.code === "ERR_MODULE_NOT_FOUND" && String(error.message).includes("dist")) {
    console.error("lockstep: not built yet. Run `npm run build` first, or `npm start`, which builds what it needs.");
    process.exit(1);
  }
  throw error;
});
