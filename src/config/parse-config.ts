import { adminConfig } from './admin-config.ts';
import { ConfigError } from './config-error.ts';
import { cookieConfig } from './cookie-config.ts';
import type { ReadFile } from './file-keys.ts';
import { faultsOf } from './finding-faults.ts';
import type { Finding } from './finding.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { graphqlConfig } from './graphql-config.ts';
import { httpConfig } from './http-config.ts';
import { loginConfig } from './login-config.ts';
import { nodeConfigs } from './node-config.ts';
import { optionTable } from './option-table.ts';
import { readOptions } from './read-options.ts';
import type { Environment, OptionReading } from './read-options.ts';
import { ringConfig } from './ring-config.ts';
import { sessionsConfig } from './sessions-config.ts';
import { tracingConfig } from './tracing-config.ts';
import { workersConfig } from './workers-config.ts';

/**
 * Reads and checks everything that an operator may set.
 *
 * @param env Variables; they win over the file that `RINGGATE_CONFIG` names. `docs/configuration.md` lists them.
 * @param readFile Reads that file; not called when none is named.
 * @returns Deeply frozen.
 * @throws ConfigError with every fault at once.
 */
export function parseConfig(env: Environment, readFile: ReadFile): GatewayConfig {
  const reading = readOptions(env, readFile);
  const { values } = reading;
  const production = values.nodeEnv === 'production';
  const nodes = nodeConfigs(values, production);
  const ring = ringConfig(values, nodes.part);
  const cookie = cookieConfig(values, production);
  const sessions = sessionsConfig(values, production);
  const login = loginConfig(values, production);
  const http = httpConfig(values, production);
  const graphql = graphqlConfig(values, production);
  const admin = adminConfig(values);
  const workers = workersConfig(values, nodes.part);
  const findings = [nodes, ring, workers, admin, cookie, sessions, login, http, graphql]
    .flatMap((checked) => checked.findings)
    .filter(({ options }) => !options.some((name) => reading.faulty.has(name)));
  const faults = [...reading.faults, ...faultsOf(findings, reading)];
  if (faults.length > 0) throw new ConfigError(faults);
  return deepFreeze({
    production,
    listen: { host: values.host, port: values.port },
    workers: workers.part,
    admin: admin.part,
    logLevel: values.logLevel,
    tracing: tracingConfig(values),
    nodes: nodes.part,
    embeddedNodes: values.nodes === undefined,
    ring: ring.part,
    cookie: cookie.part,
    sessions: sessions.part,
    login: login.part,
    http: http.part,
    graphql: graphql.part,
    warnings: findings
      .filter(({ level }) => level === 'warning')
      .map((finding) => warningOf(finding, reading)),
  });
}

function warningOf({ options: [name], text }: Finding, { given }: OptionReading): string {
  return `${given.get(name)?.place ?? optionTable[name].variable} ${text}`;
}

function deepFreeze<Tree>(tree: Tree): Tree {
  if (typeof tree === 'object' && tree !== null) {
    for (const branch of Object.values(tree)) deepFreeze(branch);
    Object.freeze(tree);
  }
  return tree;
}
