import { ConfigError } from './config-error.ts';
import { optionTable } from './option-table.ts';

/**
 * A users file that cannot be used is a fault of the configuration that only reading it shows.
 *
 * @param reason Names the file; no hash in it.
 */
export function usersFileFault(reason: string): ConfigError {
  const rule = `must name a file of users: ${reason}`;
  return new ConfigError([{ place: optionTable.usersFile.variable, rule, value: undefined }]);
}
