// Writes the table of docs/configuration.md from the table of options, between its two markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { optionRows } from '../dist/config/option-rows.js';

const path = 'docs/configuration.md';
const rows = [
  ['Variable', 'Key in the file', 'Default', 'What it is'],
  ['---', '---', '---', '---'],
  ...optionRows(),
];
const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const text = readFileSync(path, 'utf8').replace(
  /(?<=<!-- options -->\n).*(?=<!-- end of options -->)/s,
  () => `\n${table}\n\n`,
);
writeFileSync(path, await format(text, { ...(await resolveConfig(path)), parser: 'markdown' }));
