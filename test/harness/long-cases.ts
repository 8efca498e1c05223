/** Whether `npm run test:long` runs this: the system tests with every case. */
const long = process.env["LOCKSTEP_TESTS"] === "long";

/**
 * Cases of a test of which `npm test` takes a few.
 * @param representatives cases for every run of the tests
 * @param others cases that widen them, for `npm run test:long` alone
 */
export function withLongCases<Case>(representatives: readonly Case[], others: readonly Case[]): readonly Case[] {
  return long ? [...representatives, ...others] : representatives;
}
