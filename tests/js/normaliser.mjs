// The normaliser alone, as text and as a function: the package gives it out only as a part of `auditLog`.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../../pkg/src/audit/normalise.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  write: false,
})
/** Its program. */
export const source = outputFiles[0].text
export const { normalise } = await import(`data:text/javascript,${encodeURIComponent(source)}`)
/** The most bytes it writes, by default. */
export const LIMIT = 16_384
