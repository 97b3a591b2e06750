// Builds playground/ into dist/playground, from where the gateway serves it. It takes seconds, and `npm start` asks for it
// every time, so that it does nothing while all that the page is made of is as it was.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'playground');
const target = join(root, 'dist', 'playground');
// A folder of its own until it is whole: a gateway may be serving the target, and two builds may run at once.
const workshop = join(root, 'dist', `.playground-${process.pid}`);

// Inside the target, so that it is there if and only if the page is; its assets alone are served.
const stampName = '.inputs';
const compressible = /\.(js|css|svg|ttf)$/;
// A compressed file that saves less than this is not worth a look at it on every request.
const leastSaving = 0.95;

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(folder, path).split(sep).includes('node_modules'))
    .sort();
}

/** A digest of all that decides what is built: the sources, the locked packages, and how they are compiled. */
function digestOfInputs() {
  const around = ['package-lock.json', 'tsconfig.json', 'scripts/build-playground.js'];
  const hash = createHash('sha256');
  for (const path of [...filesIn(source), ...around.map((name) => join(root, name))]) {
    const content = readFileSync(path);
    hash.update(`${relative(root, path)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function lastDigest() {
  try {
    return readFileSync(join(target, stampName), 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a file's compressed forms beside it. @returns The bytes of the smallest. */
async function compress(path) {
  const content = readFileSync(path);
  const forms = await Promise.all([
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  for (const [index, form] of forms.entries()) {
    if (form.length < leastSaving * content.length) {
      writeFileSync(`${path}${['.br', '.gz'][index]}`, form);
    }
  }
  return Math.min(content.length, ...forms.map((form) => form.length));
}

function putInPlace(digest) {
  rmSync(target, { recursive: true, force: true });
  try {
    renameSync(workshop, target);
  } catch (error) {
    // Another build of the same was faster.
    if (lastDigest() !== digest) throw error;
  }
}

const inputs = digestOfInputs();
if (inputs !== lastDigest()) {
  const startedAt = performance.now();
  try {
    const { build } = await import('vite');
    await build({
      root: source,
      configFile: join(source, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: workshop },
    });
    const files = filesIn(join(workshop, 'assets')).filter((path) => compressible.test(path));
    const sizes = await Promise.all(files.map(compress));
    writeFileSync(join(workshop, stampName), inputs);
    putInPlace(inputs);
    const kilobytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_000);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    // Progress is no result: `npm pack --json` hands on what is written to stdout.
    console.error(`build-playground: built in ${seconds} s, ${kilobytes} kB compressed`);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}
