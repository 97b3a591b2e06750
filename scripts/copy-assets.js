// Copies what `tsc` does not: the Lua scripts, beside the module that reads them.
import { cpSync } from 'node:fs';

cpSync('src/store/redis/scripts', 'dist/store/redis/scripts', { recursive: true });
