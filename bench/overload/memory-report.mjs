// Preloaded into a gateway (node --expose-gc --import): tells its parent how much memory is in use after a collection.
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc();
  globalThis.gc();
  process.send(process.memoryUsage());
});
// The gateway ends when it is done, not when its parent is.
process.channel.unref();
