import type { Option } from '../config/option.ts';
import { optionTable } from '../config/option-table.ts';

/** What `--help` says after the commands: the main variables with their defaults, and where the others are. */
export function variablesHelp(): string {
  const main = Object.values<Option<unknown>>(optionTable).filter((option) => option.main === true);
  const width = Math.max(...main.map((option) => option.variable.length));
  const lines = main.map(
    ({ variable, doc, fallbackText }) =>
      `  ${variable.padEnd(width)}  ${plain(doc)} Default: ${plain(fallbackText)}.`,
  );
  return ['', 'Environment variables:', ...lines, '', 'All of them: docs/configuration.md.'].join(
    '\n',
  );
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
