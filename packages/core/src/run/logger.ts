/** What the processes log with; a pino logger fits. Fields first, then the sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Logs nothing; for tests and for library users who do not care. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
