/** The module itself, for `rare.ts`, which loads it by name. */
import * as made from './generated/more.js'

export const module: string = made.module

export const bind: () => { __wbg_set_wasm(exports: unknown): void } = made.bind
