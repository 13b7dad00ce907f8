/** Groups of entries, made of what waits; the next one while the one before it is being kept. */

import { appendTo, type Made, type OwnSecrets } from './core.js'
import type { Draft } from './draft.js'

/** An entry to be. */
export interface Drafted {
  readonly draft: Draft
  readonly now: number
}

interface Ahead {
  readonly state: Uint8Array
  readonly batch: readonly Drafted[]
  readonly made: Made
}

export class Groups {
  readonly #secrets: OwnSecrets
  readonly #random: (length: number) => Uint8Array
  /** The next group, if it is made already, and of which state. */
  #ahead: Ahead | undefined

  constructor(secrets: OwnSecrets, random: (length: number) => Uint8Array) {
    this.#secrets = secrets
    this.#random = random
  }

  /** The group of a batch behind the log of a state. `own` is what the log says itself. */
  make(state: Uint8Array, batch: readonly Drafted[], own: boolean): Made {
    const ahead = this.#ahead
    this.#ahead = undefined
    const isMade =
      ahead?.state === state &&
      ahead.batch.length === batch.length &&
      ahead.batch.every((one, place) => one === batch[place])
    return isMade ? ahead.made : this.#made(state, batch, own)
  }

  /** Makes the group behind the one that leaves this state, if a whole one waits; used if that is kept. */
  makeAhead(state: Uint8Array, waiting: readonly Drafted[], max: number): void {
    if (waiting.length < max) return
    const batch = waiting.slice(0, max)
    try {
      this.#ahead = { state, batch, made: this.#made(state, batch, false) }
    } catch {
      // The group that is being kept has nothing to do with it; its own turn will tell.
    }
  }

  #made(state: Uint8Array, batch: readonly Drafted[], own: boolean): Made {
    const drafts: (string | number)[] = []
    let seals = 0
    for (const { draft, now } of batch) {
      drafts.push(now, draft.text)
      seals += draft.seals
    }
    const salts = seals === 0 ? new Uint8Array() : this.#random(32 * seals)
    return appendTo(state, drafts, salts, own ? undefined : this.#secrets)
  }
}
