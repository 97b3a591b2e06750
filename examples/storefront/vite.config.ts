import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` has the gateway listen. */
const gateway = 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [react()],
  build: {
    // Everything is a file of its own: the page's policy allows no data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // One origin for page and gateway. The Host header stays as it is: the gateway compares it with Origin.
    proxy: { '/graphql': { target: gateway, ws: true, changeOrigin: false } },
  },
});
