import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { NoticeBoard } from './features/notices/notice-board.tsx';
import { createGateway } from './gateway/gateway.ts';
import { GatewayProvider } from './gateway/gateway-context.tsx';
import { SessionFollower } from './gateway/session-follower.tsx';
import './styles/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <GatewayProvider gateway={createGateway()}>
      <SessionFollower />
      <NoticeBoard>
        <App />
      </NoticeBoard>
    </GatewayProvider>
  </StrictMode>,
);
