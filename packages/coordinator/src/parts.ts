// What a coordinator is made of, for those who put one together themselves (the simulation does).
export { type MembershipClockOptions, runMembershipClock } from "./membership-clock.ts";
export { MembershipLoop, type MembershipOptions } from "./membership-loop.ts";
export { Journal } from "./journal.ts";
export type { FirstWorker } from "./first-worker.ts";
export type { CoordinatorState, Member, SessionPort } from "./coordinator-state.ts";
