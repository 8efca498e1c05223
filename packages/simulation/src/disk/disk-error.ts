const meanings = {
  EBADF: "bad file descriptor",
  EEXIST: "file already exists",
  EIO: "i/o error",
  EISDIR: "illegal operation on a directory",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  EROFS: "read-only file system",
  ERR_FS_EISDIR: "path is a directory",
  EXDEV: "cross-device link not permitted",
} as const;

/** An error as Node's file system gives it: message and `code`. */
export function diskError(code: keyof typeof meanings, operation: string, file?: string): NodeJS.ErrnoException {
  const of = file === undefined ? "" : ` '${file}'`;
  return Object.assign(new Error(`${code}: ${meanings[code]}, ${operation}${of}`), { code, syscall: operation });
}
