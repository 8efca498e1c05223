// What a parameter server is made of, for those who put one together themselves (the simulation does).
export { Ownership } from "./ownership.ts";
export { ParameterServerMember, type ParameterServerMemberOptions } from "./parameter-server-member.ts";
export { openRangeFiles, type RangeFiles, type RangeFilesOptions } from "./range-files.ts";
export { RangeServer, type RangeServerOptions, type RangeState } from "./range-server.ts";
