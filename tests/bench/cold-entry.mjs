// A fresh process: `cold-entry.mjs <bundle> <delivery>`. From its first line to the first verdict,
// the import of the contender included.
const start = performance.now()
const { verify } = await import(process.argv[2])
const accepted = await verify(JSON.parse(process.argv[3]))
const script = performance.now() - start
// Of the whole process, with the threads that compile; its parent could not know.
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ accepted, script, cpu: (user + system) / 1000 }))
