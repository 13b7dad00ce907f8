// What the benchmark installs, once, into target/bench, and how its programs are bundled.

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
export const folder = join(root, 'target/bench')
const modules = join(folder, 'node_modules')

/** Without install scripts: they would only copy, or download, what the packages hold anyway. */
export function install() {
  if (!existsSync(join(root, 'pkg/dist/index.js'))) {
    throw new Error('pkg/dist is missing: `cargo xtask build` makes it')
  }
  mkdirSync(folder, { recursive: true })
  const wanted = readFileSync(join(here, 'package.json'), 'utf8')
  const stamp = join(folder, 'installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('installing the peers and runtimes into target/bench')
  copyFileSync(join(here, 'package.json'), join(folder, 'package.json'))
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  execFileSync('npm', ['install', ...flags, '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  writeFileSync(stamp, wanted)
}

const { platform, arch } = process
const suffix = platform === 'win32' ? '.exe' : ''
const bunPlatform = platform === 'win32' ? 'windows' : platform
const bunArch = arch === 'arm64' ? 'aarch64' : arch
const libc = platform === 'linux' ? '-glibc' : ''

/** Where the packages keep their binary for this machine. */
const BINARIES = {
  node24: `node-${platform === 'win32' ? 'win' : platform}-${arch}/bin/node`,
  deno: `@deno/${platform}-${arch}${libc}/deno`,
  bun: `@oven/bun-${bunPlatform}-${bunArch}/bin/bun`,
}

/** How to run a file with a runtime; undefined where npm has no binary for this machine. */
export function commandOf(runtime) {
  if (runtime === 'node') return [process.execPath]
  const binary = join(modules, `${BINARIES[runtime]}${suffix}`)
  if (!existsSync(binary)) return undefined
  const flags = { deno: ['run', '--allow-all', '--no-config', '--no-lock'], bun: ['--no-install'] }
  return [binary, ...(flags[runtime] ?? [])]
}

/** The environment of what is measured: nothing of the caller's that could change it. */
export function environment() {
  const { NODE_OPTIONS: _, NODE_COMPILE_CACHE: __, ...rest } = process.env
  return { ...rest, DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
}

/** CommonJS in an ES module asks for Node's modules by `require`. */
const REQUIRE =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);"

/**
 * One file that holds all but `node:*`, so that no runtime resolves modules its own way. `source` is
 * the name of a file in this folder, or `{ contents }`.
 */
export async function bundle(source, name, options = {}) {
  const outfile = join(folder, name)
  await build({
    ...(typeof source === 'string'
      ? { entryPoints: [join(here, source)] }
      : { stdin: { contents: source.contents, resolveDir: here } }),
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    nodePaths: [modules],
    banner: { js: REQUIRE },
    logLevel: 'error',
    ...options,
  })
  return outfile
}

export const versionOf = (name) => {
  for (const place of [modules, join(root, 'node_modules')]) {
    const file = join(place, name, 'package.json')
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version
  }
  return undefined
}
