/** A promise and its two ends (Promise.withResolvers came after Node 20). */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve: ((value: T) => void) | undefined;
  let reject: ((reason: unknown) => void) | undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Both are set: the executor runs before the constructor returns.
  return { promise, resolve: resolve as (value: T) => void, reject: reject as (reason: unknown) => void };
}
