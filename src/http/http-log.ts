/** What this layer asks of a log: `pino` has it. Nothing here ever hands it a cookie, a body or a variable. */
export interface HttpLog {
  isLevelEnabled(level: 'debug'): boolean;
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
