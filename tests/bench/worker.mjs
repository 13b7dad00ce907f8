// The worker of `workerd.mjs`: a request runs one contender n times. Loops are compiled at startup,
// the only time at which workerd allows it.

import { mainGroup } from './contenders.mjs'
import { check, loopOf } from './measure.mjs'

const groups = [32, 256, 1024, 4096, 16_384, 65_536].map(mainGroup)
const contenders = groups.flatMap(({ size, contenders: all }) =>
  all.map((contender) => ({ ...contender, size })),
)
const nothing = { name: 'nothing', run: () => true, inputs: [0, 1, 2, 3], size: 0 }
const loops = [...contenders, nothing].map((contender) => loopOf(contender))

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/run') {
      const calls = Number(searchParams.get('calls'))
      return new Response(String(loops[Number(searchParams.get('contender'))](0, calls)))
    }
    for (const contender of contenders) await check(contender)
    return Response.json({
      names: [...contenders, nothing].map(({ name, size }) => ({ name, size })),
      groups: groups.map(({ group, size, pairs }) => ({ group, size, pairs })),
    })
  },
}
