import 'graphiql/setup-workers/vite';
import { createRoot } from 'react-dom/client';
import { exampleTabs } from './example-tabs.ts';
import { createGatewayFetcher } from './gateway-fetcher.ts';
import { Playground } from './playground.tsx';
import { SettingsStorage } from './settings-storage.ts';
// What graphiql/style.css is made of, but for its fonts (half a megabyte) and Monaco's styles (which come with Monaco).
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import 'graphiql/graphiql.css';
import './style.css';

const root = document.querySelector('#playground');
if (root === null) throw new TypeError('index.html has no #playground');
const demoUser = document.querySelector('meta[name="demo-user"]')?.getAttribute('content') === 'on';

createRoot(root).render(
  <Playground
    fetcher={createGatewayFetcher(new URL('/graphql', location.origin))}
    storage={new SettingsStorage(localStorage)}
    tabs={exampleTabs(demoUser)}
  />,
);
