// Where the package and a vendor's SDK disagree, each reviewed: which of the two accepts, where the SDK
// decides (under node_modules; `compares` is the line that the driver names), and what an attacker gains
// by it. Who accepts a mutation of a genuine request without its secret would stand first here.

const here = 'here'
const sdk = 'sdk'

/** The row's id is one of these. */
const of = (ids) => new RegExp(`^(?:${ids.replaceAll(' ', '|')})$`)
const any = /./

export const disagreements = [
  {
    row: any,
    mutation: /^spaces around the header$/,
    accepts: here,
    at: 'compares',
    gain: 'nothing: HTTP takes such space away (RFC 9110, section 5.5), and it is the same signature',
  },
  {
    row: any,
    mutation: /^signature twice, joined/,
    accepts: here,
    at: 'compares',
    gain: 'nothing: a proxy repeats a line, and it is the same signature',
  },
  {
    row: any,
    mutation: /^case of letters$/,
    accepts: here,
    at: 'compares',
    gain: 'nothing: the digits of either case are the same bytes',
  },
  {
    row: of(
      'adyen-platform box chargebee flowglad gocardless hygraph line livekit messagebird messagebird-legacy onfido openai upstash-qstash',
    ),
    mutation: /^a NUL at its end$|^signature (?:cut|longer) by one character$/,
    accepts: sdk,
    at: 'compares: the text is decoded by Buffer.from or atob, which pass over what is no digit',
    gain: 'nothing without the signature, but one delivery has many spellings',
  },
  {
    row: of('liveblocks'),
    mutation: /^(?:another label|garbage before the header)$/,
    accepts: sdk,
    at: '@liveblocks/node/dist/index.js: verifyRequest passes over the version',
    gain: 'a signature of another version would count, should there ever be one',
  },
  {
    row: of('replicate'),
    mutation: /^(?:another label|garbage before the header)$/,
    accepts: sdk,
    at: 'replicate/lib/util.js: validateWebhook takes what follows the comma',
    gain: 'a signature of another version would count, should there ever be one',
  },
  {
    row: of('workos'),
    mutation: /^(?:another label|garbage before the header)$/,
    accepts: sdk,
    at: '@workos-inc/node/lib/factory: the header is read by position',
    gain: 'a signature of another version would count, should there ever be one',
  },
  {
    row: of('vonage'),
    mutation: /body|^garbage before the header$/,
    accepts: sdk,
    at: '@vonage/jwt/dist/cjs/verifySignature.js: the hash of the body is not looked at',
    gain: 'any body under a captured token',
  },
  {
    row: of('workos zoom lark'),
    mutation: /^a (?:space|line feed) (?:before|behind) the body$/,
    accepts: sdk,
    at: 'compares: what is hashed is the parsed body, written anew',
    gain: 'white space, and members written twice of which the SDK saw the last',
  },
  {
    row: of('clerk shopware trigger-dev'),
    mutation: /^a byte order mark before the body$/,
    accepts: sdk,
    at: 'compares: the body comes from Request.text(), which drops the mark',
    gain: 'nothing',
  },
  {
    row: of('chargebee telegram'),
    mutation: /body/,
    accepts: here,
    at: 'compares: the handler parses the body, which is none any more',
    gain: 'nothing: neither signs the body, and here that is said',
  },
  {
    row: of('opennode'),
    mutation: /^the body twice$/,
    accepts: sdk,
    at: "opennode/dist/client.js: the form is the caller's to parse",
    gain: 'a field that stands there twice is read by some as the first, by others as the last',
  },
  {
    row: of('contentful'),
    mutation: /^other header: x-contentful-signed-headers longer$/,
    accepts: sdk,
    at: '@contentful/node-apps-toolkit/lib/requests/index.mjs: pickHeaders takes those that are there',
    gain: 'nothing: a name without a header',
  },
  {
    row: of('openai'),
    mutation: /^only the digits of the signature$/,
    accepts: sdk,
    at: 'openai/resources/webhooks/webhooks.mjs: a signature without its version counts too',
    gain: 'nothing without the signature',
  },
  {
    row: of('pusher'),
    mutation: /^other header: X-Pusher-Key longer$/,
    accepts: here,
    at: 'pusher/lib/webhook.js: the key that the header names is unknown',
    gain: 'nothing: the header is not signed, and the signature is of a key that we hold',
  },
]
