// What a parameter server is made of, for those who put one together themselves (the simulation does).
export { RangeServer, type RangeServerOptions, type RangeState } from "./range-server.ts";
export { Ownership } from "./ownership.ts";
