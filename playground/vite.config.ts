import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the page for the gateway to serve; `npm run build` at the root runs it. */
export default defineConfig({
  base: '/graphql/playground/',
  plugins: [react()],
  build: {
    outDir: '../dist/playground',
    emptyOutDir: true,
    // What is bundled goes out with the gateway's package, and its licences ask to go with it.
    license: { fileName: 'licenses.md' },
    // Every file by its own address, so that the page's policy needs no `data:` for them.
    assetsInlineLimit: 0,
    // Monaco alone is larger than what Vite warns of. It is loaded once and kept for a year.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      onLog: (level, log, print) => {
        // "use no memo" speaks to React's compiler, which has compiled these packages already.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log);
      },
    },
  },
  worker: { format: 'es' },
});
