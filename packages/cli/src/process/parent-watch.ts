/** Names the process that started this one and should not be outlived, if there is one; `npm start` sets it. */
export const parentVariable = "LOCKSTEP_PARENT";

const checkMs = 500;

/**
 * Watches the process that {@link parentVariable} names: one that is killed by -9 can pass nothing on.
 * @param onGone called once, when another process has become the parent
 * @returns ends the watching
 */
export function watchParent(
  environment: NodeJS.ProcessEnv,
  onGone: () => void,
  parentId: () => number = () => process.ppid,
  everyMs: number = checkMs,
): () => void {
  const expected = Number(environment[parentVariable]);
  // A variable that was handed down from further up names no parent of this process.
  if (!Number.isSafeInteger(expected) || expected !== parentId()) return () => {};
  const timer = setInterval(() => {
    if (parentId() === expected) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
