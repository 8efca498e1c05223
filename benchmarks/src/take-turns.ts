/** Somebody who measures when it is his turn. */
export interface Contender<Result> {
  turn(): Promise<Result>;
}

/**
 * Lets contenders measure in turns, so that what else the machine does meets all of them alike: a, b, a, b, …
 * @param rounds turns of each
 * @returns results by contender, then round
 */
export async function takeTurns<Result>(
  contenders: readonly Contender<Result>[],
  rounds: number,
  signal: AbortSignal,
): Promise<readonly (readonly Result[])[]> {
  const results: Result[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      signal.throwIfAborted();
      results[index]?.push(await contender.turn());
    }
  }
  return results;
}
