import type { Beat, Hello } from "./session-messages.ts";

/** What a parameter server says first, that has promised nothing yet. */
export const hello: Hello = {
  role: "parameter-server",
  name: "parameter-server-0",
  instance: "one",
  address: "127.0.0.1:1",
  recipeHash: "r",
  range: 0,
  fence: 0,
  layoutJson: "",
  topologyJson: "",
  backend: "",
  backendVersion: "",
};

/** What a member says that is in no generation. */
export const beat: Beat = {
  generation: 0,
  version: 0,
  snapshots: [],
  writing: [],
  closed: false,
  phase: "",
  waitingFor: [],
  phaseMs: { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 },
};
