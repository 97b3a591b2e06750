/** Which layer may import which (docs/design.md, layers): each rule says why. `npm run layers` checks them. */

/** The shapes of what an operator may set: types alone, so a layer that takes its part of them knows no parser. */
const configShapes = '^src/config/gateway-config\\.ts$';

/** A layer may import itself and the layers given, and nothing else of `src/`. */
const pure = ['ring', 'session'];
function layer(name, mayImport, comment) {
  const allowed = [name, ...mayImport].map((folder) => `^src/${folder}/`);
  return {
    name: `${name}-imports-${mayImport.length === 0 ? 'nothing' : mayImport.join('-')}`,
    comment,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: { path: '^src/', pathNot: pure.includes(name) ? allowed : [...allowed, configShapes] },
  };
}

export default {
  forbidden: [
    layer(
      'ring',
      [],
      'Where a key lives is arithmetic: pure, so that every gateway computes the same.',
    ),
    {
      name: 'ring-is-pure',
      comment: 'No clock, no I/O, no packages: the ring needs a hash and nothing else.',
      severity: 'error',
      from: { path: '^src/ring/' },
      to: { pathNot: ['^src/ring/', '^(node:)?crypto$'] },
    },
    layer(
      'session',
      [],
      'The domain owns its ports; adapters and edges import it, never the other way round.',
    ),
    {
      name: 'session-knows-no-server',
      comment:
        'The domain knows no server, no Redis client and no GraphQL: its packages are plain data structures and text.',
      severity: 'error',
      from: { path: '^src/session/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(lru-cache|bowser|ipaddr\\.js|@types/node)/',
      },
    },
    {
      name: 'config-shapes-are-types',
      comment: 'Other layers import gateway-config.ts: it must bring nothing but types with it.',
      severity: 'error',
      from: { path: configShapes },
      to: { dependencyTypesNot: ['type-only'] },
    },
    layer(
      'node-url',
      [],
      'One grammar of the URLs of nodes, pure: for what an operator sets, and for what is read from the ring.',
    ),
    layer(
      'config',
      ['session', 'node-url'],
      'What an operator may set is read once and known to no code below it; it shares the units of the domain.',
    ),
    layer(
      'store',
      ['ring', 'session', 'node-url'],
      'Adapters of the port: they place sessions by the ring and know nothing of who asks.',
    ),
    layer(
      'login',
      ['session'],
      'Who may log in is decided without knowing GraphQL, HTTP or where sessions are.',
    ),
    layer(
      'event-log',
      ['session', 'store'],
      'Writes down what others tell it of: who records an event knows no log, only the port of the domain.',
    ),
    layer(
      'tracing',
      ['session', 'store', 'graphql', 'http'],
      'Spans are made around what the layers do, at ports that they own; none of them knows a trace.',
    ),
    {
      name: 'tracing-is-loaded-only-when-it-is-on',
      comment:
        'OpenTelemetry costs time at start, memory and a share of each request: main loads it when a collector is named.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tracing/' },
      to: {
        path: '^src/tracing/',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'opentelemetry-only-in-tracing',
      comment: 'One folder knows OpenTelemetry, so that nothing else of it is loaded or wrapped.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tracing/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    layer(
      'graphql',
      ['session', 'login'],
      'The schema edge speaks the domain; stores are behind its port, HTTP is above it.',
    ),
    layer(
      'browsers',
      [],
      'What browsers do with a cookie is knowledge, shared by the command that explains it and the server that warns of it.',
    ),
    {
      name: 'browsers-ask-nobody',
      comment:
        'What browsers do is told from what is given: no server, no socket, no file, no clock.',
      severity: 'error',
      from: { path: '^src/browsers/' },
      to: {
        pathNot: ['^src/browsers/', configShapes, '^(node:)?net$', 'node_modules/(tldts|zod)/'],
      },
    },
    layer(
      'http',
      ['graphql', 'session', 'browsers'],
      'The transport carries GraphQL and the cookie; it decides nothing about logins or stores.',
    ),
    layer(
      'metrics',
      ['session', 'store', 'graphql'],
      'What is measured is told by the layers, in their words; none of them knows that it is.',
    ),
    {
      name: 'metrics-take-types-alone',
      comment:
        'Measuring must not bring what it measures along: of the store it takes the shape of an observer, of GraphQL that of hooks.',
      severity: 'error',
      from: { path: '^src/metrics/' },
      to: {
        path: '^src/(store|graphql|session)/',
        pathNot: '^src/graphql/operation-(outcome|hooks)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'metrics-library-only-in-metrics',
      comment:
        'One folder knows the metrics library, so that what is counted can be told otherwise.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/metrics/' },
      to: { path: 'node_modules/prom-client/' },
    },
    layer(
      'cli',
      ['config', 'login', 'session', 'browsers', 'ring', 'store'],
      'The command reads the configuration, edits users and has the ring changed; main hands it what starts the gateway and what opens the ring.',
    ),
    layer(
      'workers',
      [],
      'Processes are kept going without knowing what they serve; main hands each side its own.',
    ),
    {
      name: 'workers-only-for-main',
      comment:
        'Whether it is alone or one of several is known to the process, and to no part that it is made of.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(workers/|main\\.ts$)' },
      to: { path: '^src/workers/' },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main and index wire the layers; what imported them would start the gateway.',
      severity: 'error',
      from: {},
      to: { path: '^src/(main|index)\\.ts$' },
    },
    {
      name: 'redis-client-only-in-its-adapter',
      comment:
        'One folder knows the Redis client, so that another kind of node is one more folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: 'node_modules/(ioredis|rate-limiter-flexible)/' },
    },
    {
      name: 'server-only-in-http',
      comment:
        'One folder knows the HTTP server, so that its binding can be measured and replaced.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/http/' },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'no-circles',
      comment: 'Modules in a circle can be understood, tested and loaded only together.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/graphql/generated/' },
      to: { circular: true, viaOnly: { pathNot: '^src/graphql/generated/' } },
    },
    {
      name: 'no-development-packages',
      comment: 'Who installs the package gets its dependencies, not its development dependencies.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that is not found fails only when it is reached.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'sources-do-not-import-tests',
      comment: 'Tests are not in the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
