/** How the run of a folder has ended without ever being finished, for the end of a sentence; null: it may go on. */
export async function endOfRun(folder: string): Promise<string | null> {
  // Only where something is missing: the commands that find it need nothing of a coordinator.
  const { abortedBecause } = await import("@lockstep/coordinator");
  const reason = abortedBecause(folder);
  return reason === null ? null : `it was ended, and would end in the same way if it were resumed: ${reason}`;
}
