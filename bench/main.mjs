// Runs the benchmarks: `node start.mjs [sessions] [commands] [ring] [moves] [options]`; without a name all of them. Or one
// against another revision: `node start.mjs against REVISION [options]`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { against, BENCHES } from './benches.mjs';
import { Running } from './processes/running.mjs';
import { describeMachine } from './report/machine.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    tuned: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `node bench/start.mjs [${Object.keys(BENCHES).join('] [')}] [options]
node bench/start.mjs against REVISION [options]

  --rounds N    rounds of what is timed (5), after one that warms up
  --seconds N   seconds of each run of sessions, against and moves (5)
  --warm-up N   seconds of each run of the round that warms up (5)
  --only a,b    only these variants, by name or by how their names begin; then nothing is kept
  --tuned       the peers also with options that their documentation offers for speed
  --check       exit 1 when Ringgate sends more Redis commands, takes more bytes or moves more than it promises
  --out FOLDER  where to keep the results (bench/results)
`;

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const options = {
  rounds: wholeNumber('rounds', values.rounds),
  seconds: wholeNumber('seconds', values.seconds),
  warmUp: wholeNumber('warm-up', values['warm-up']),
  only: values.only.split(',').filter((name) => name !== ''),
  tuned: values.tuned,
  check: values.check,
  // A run of a part must not take the place of a whole one.
  out:
    values.out ??
    (values.only === '' ? fileURLToPath(new URL('results', import.meta.url)) : undefined),
};
const isAgainst = positionals[0] === 'against';
if (isAgainst && positionals.length !== 2) throw new RangeError(`name one revision\n\n${HELP}`);
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = isAgainst ? [] : names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) throw new RangeError(`no bench is named ${unknown.join(', ')}\n\n${HELP}`);
if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  console.warn('dist/main.js is missing: run `npm run build` first, or name peers by --only');
}

const running = new Running();
running.endOnSignals();
try {
  if (isAgainst) await against(positionals[1], options, describeMachine(), running);
  else for (const name of names) await BENCHES[name](options, describeMachine(), running);
} finally {
  await running.end();
}

function wholeNumber(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new RangeError(`--${name} must be a whole number from 1, not ${text}`);
  }
  return number;
}
