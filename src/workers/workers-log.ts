/** What this layer asks of a log: `pino` has it. */
export interface WorkersLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
