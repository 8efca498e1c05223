/*
 * What is used of WebAssembly. TypeScript declares it with the browser's library alone, and nothing else of a browser should seem to be
 * here.
 */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer;
}

interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number;
}

/** A compiled module; nothing is known of it but that it can be instantiated. */
export type WasmModule = object;

export type WasmFunction = (...values: readonly number[]) => number | undefined;

export interface WebAssemblyGlobal {
  validate(bytes: Uint8Array): boolean;
  readonly Memory: {
    new (limits: MemoryLimits): WasmMemory;
    new (limits: MemoryLimits & { readonly shared: true }): SharedWasmMemory;
  };
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, WasmMemory>>>>,
  ) => {
    readonly exports: Readonly<Record<string, WasmFunction>>;
  };
}

/** undefined where Node was started without it (--jitless) */
export const webAssembly: WebAssemblyGlobal | undefined = (globalThis as { readonly WebAssembly?: WebAssemblyGlobal }).WebAssembly;
