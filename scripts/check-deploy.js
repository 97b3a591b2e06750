// Has promtool, Prometheus' own checker, look at what deploy/ and a running gateway give it: the alerts and their tests,
// every query of the dashboard, and the text of /metrics. What it cannot know is in test/integration/deploy.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPromtool } from './find-promtool.js';
import { stopProcess } from './stop-process.js';

const program = 'dist/main.js';
const startLimitMs = 20_000;

const promtool = findPromtool();
if (promtool === undefined) {
  console.log('deploy: promtool is not there (`npm run setup`), so nothing was checked');
  process.exit(0);
}
if (!existsSync(program)) fail(`${program} is not there: \`npm run build\` makes it`);

check(['check', 'rules', 'deploy/prometheus/rules.yaml']);
check(['test', 'rules', 'deploy/prometheus/rules.test.yaml']);
const queries = checkQueries('deploy/grafana/ringgate.json');
const series = checkMetrics(await metricsOfGateway());
console.log(`deploy: the alerts, ${queries} queries and ${series} series are right`);

function fail(...messages) {
  for (const message of messages) console.error(`deploy: ${message}`);
  process.exit(1);
}

function check(args) {
  const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: 'utf8' });
  if (status !== 0) fail(`promtool ${args.join(' ')} ended with ${status}`, stdout, stderr);
}

/** promtool knows no dashboards; as the expression of a rule it reads any query. */
function checkQueries(dashboard) {
  const { panels, templating } = JSON.parse(readFileSync(dashboard, 'utf8'));
  const expressions = panels
    .flatMap(({ targets = [] }) => targets)
    .map(({ expr }) => expr.replaceAll('$__rate_interval', '5m'));
  const variables = new Set(templating.list.map(({ name }) => name));
  for (const [, name] of expressions.join().matchAll(/\$(\w+)/g)) {
    if (!variables.has(name)) fail(`${dashboard} has no variable ${name}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'ringgate-queries-'));
  try {
    const rules = expressions.map((expr, index) => ({ record: `query_${index}`, expr }));
    const file = join(folder, 'queries.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    check(['check', 'rules', file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return expressions.length;
}

/** Of a gateway with nodes in the process, which has served. */
async function metricsOfGateway() {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', RINGGATE_ADMIN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [, metricsUrl, url] = await printed(
      child,
      /metrics are at (http:\S+\/metrics)[^]*listens on (http:\S+\/graphql)/,
    );
    const body = '{"query":"mutation { setSessionValue(key: \\"a\\", value: 1) { version } }"}';
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(startLimitMs);
    const answer = await fetch(url, { method: 'POST', headers, body, signal });
    await answer.text();
    const metrics = await fetch(metricsUrl, { signal });
    return await metrics.text();
  } finally {
    await stopProcess(child);
  }
}

function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => {
      reject(new Error(`the gateway did not start:\n${output}`));
    }, startLimitMs);
    child.once('exit', () => {
      clearTimeout(limit);
      reject(new Error(`the gateway ended:\n${output}`));
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const found = pattern.exec(output);
      if (found === null) return;
      clearTimeout(limit);
      resolve(found);
    });
  });
}

/** @returns How many series there are. */
function checkMetrics(text) {
  const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  const remarks = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  // Names that prom-client gives to what it measures of every process.
  const own = remarks.filter((line) => !/^nodejs_active_\w+_total non-counter/.test(line));
  // 3: remarks, and no fault.
  if (own.length > 0 || (status !== 0 && status !== 3)) fail('/metrics:', ...own);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (!lines.some((line) => /^ringgate_operations_total\{.*\} 1$/.test(line))) {
    fail('/metrics does not tell of the operation that was made');
  }
  return lines.length;
}
