import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineLines } from './machine.mjs';

/**
 * Prints a result, and keeps it as JSON and Markdown.
 *
 * @param result `name`: of the files; `title`; `machine`, from `describeMachine`; `lines` of Markdown; `data`.
 * @param folder Absent: nothing is written.
 */
export async function publish({ name, title, machine, lines, data }, folder) {
  const text = [`# ${title}`, '', ...machineLines(machine), '', ...lines, ''].join('\n');
  console.log(`\n${text}`);
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.md`), text);
  await writeFile(
    join(folder, `${name}.json`),
    `${JSON.stringify({ machine, ...data }, null, 2)}\n`,
  );
}

/** @returns What {@link publish} kept before as JSON; undefined when there is none. */
export async function previousResult(name, folder) {
  try {
    return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
