import Table from 'cli-table3';

/** A column's heading, and whether it holds numbers, which stand at its right edge. */
export interface TextColumn {
  readonly heading: string;
  readonly isNumeric?: true;
}

const gap = 2;
const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Rows under their headings, aligned, without borders; each line ends with a line feed. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    chars: noBorders,
    colAligns: columns.map(({ isNumeric }) => (isNumeric === true ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
  });
  table.push(
    columns.map(({ heading }) => heading),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
