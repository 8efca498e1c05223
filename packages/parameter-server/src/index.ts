export { runParameterServer } from "./run-parameter-server.ts";
export type { ParameterServerOptions } from "./run-parameter-server.ts";
