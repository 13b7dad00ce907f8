/**
 * The module that knows all schemes, for providers whose scheme needs more than headers and a body
 * behind them. Where modules can be loaded synchronously it is loaded when it is first needed; elsewhere
 * `import 'countersign/more'` brings it.
 */
import { Core, type Exports } from './core.js'
import { configError } from './errors.js'
import { load } from './load.js'

interface Module {
  readonly module: string
  readonly bind: () => { __wbg_set_wasm(exports: unknown): void }
}

type Require = (name: string) => Module

interface Process {
  getBuiltinModule?(name: 'node:module'): { createRequire(from: string): Require } | undefined
}

let rare: Core | undefined

/** Takes the module into use. @internal */
export function adopt({ module, bind }: Module): void {
  rare ??= new Core(load<Exports>('more', module, bind))
}

export function rareCore(): Core {
  if (rare === undefined) {
    try {
      const { process } = globalThis as { process?: Process }
      const require = process?.getBuiltinModule?.('node:module')?.createRequire(import.meta.url)
      if (require !== undefined) adopt(require('countersign/more-module'))
    } catch {
      // Bundled, so that there is no package to load it from.
    }
  }
  if (rare === undefined) throw configError('module_missing')
  return rare
}
