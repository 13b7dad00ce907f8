// The installed package in workerd, bundled as its users bundle it, without Node's compatibility.

import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import workerd from 'workerd'

const WORKER = `
import * as api from 'countersign'
import 'countersign/more'
import { run } from './conformance.mjs'
export default {
  async fetch() {
    return Response.json(await run(api))
  },
}
`

const config = (flags) => `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ${JSON.stringify(flags)},
);
`

export async function inWorkerd(folder) {
  await writeFile(join(folder, 'entry.js'), WORKER)
  await build({
    entryPoints: [join(folder, 'entry.js')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
    logLevel: 'silent',
  })
  return withWorkerd(folder, [], async (port) => {
    const signal = AbortSignal.timeout(60_000)
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal })
    if (!response.ok) throw new Error(`workerd answered ${response.status}`)
    return response.json()
  })
}

/** Runs `use` with the port at which workerd serves the folder's `worker.js`. */
export async function withWorkerd(folder, flags, use) {
  await writeFile(join(folder, 'config.capnp'), config(flags))
  const binary = workerd.default ?? workerd
  // It says on the fourth channel which port it was given.
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe']
  const child = spawn(binary, ['serve', 'config.capnp', '--control-fd=3'], { cwd: folder, stdio })
  try {
    return await use(await portOf(child))
  } finally {
    child.kill()
  }
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    let said = ''
    let complaints = ''
    child.stderr.on('data', (chunk) => {
      complaints += chunk
    })
    child.stdio[3].on('data', (chunk) => {
      said += chunk
      for (const line of said.split('\n').slice(0, -1)) {
        const { event, port } = JSON.parse(line)
        if (event === 'listen') resolve(port)
      }
    })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`workerd ended: ${complaints}`)))
  })
}
