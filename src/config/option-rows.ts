import type { Option } from './option.ts';
import { optionTable } from './option-table.ts';

/** The cells of the table in `docs/configuration.md`, one row an option: variable, key, default, what it is. */
export function optionRows(): readonly (readonly [string, string, string, string])[] {
  return Object.values<Option<unknown>>(optionTable).map(
    ({ variable, path, fallbackText, doc }) => [
      `\`${variable}\``,
      path === undefined ? '' : `\`${path}\``,
      fallbackText,
      doc,
    ],
  );
}
