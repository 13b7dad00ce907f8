/** The module that reads and judges logs. */
import { bind, module } from '../generated/auditor.js'
import { host } from '../host.js'
import { load } from '../load.js'

type Glue = ReturnType<typeof bind>

const { glue } = /* @__PURE__ */ load<unknown, Glue>('auditor', module, () => bind(host))

/** What the core offers. Handles of one log know nothing of another's. */
export const core: Glue = glue
