import { SECURITY_HEADERS } from "./edge/security-headers.ts"
import { hashSignIn, renderSignIn } from "./edge/sign-in.ts"
import { statusPermissions } from "./iam/status-permissions.ts"
import { makeFunction } from "./make-function.ts"
import { target } from "./parameter.ts"
import { hasSite, nameOf } from "./stage.ts"

// The status site: pages in a bucket and the status API, behind one distribution that asks for a sign-in first. Neither bucket nor
// function answers anybody but that distribution. CloudFront signs what it asks of them, and for that writes its own Authorization
// over the viewer's: the sign-in can only be checked before, in the function that runs at the edge on every request.

/** Seconds that CloudFront waits for the API, which gives up itself after 25. */
const PATIENCE_SECONDS = 30
/**
 * Seconds. As long as Lambda needs to stream the most that it may: 200 MB at 2 MB a second.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
const STATUS_SECONDS = 120
/** MB. The whole of one vCPU: it reads batch files of up to 64 MB, and somebody waits. */
const STATUS_MEGABYTES = 1_769
/**
 * Seconds for which CloudFront hands the same answer to all who ask the same, whatever its Cache-Control says: every function's
 * environment has a memory of its own, and DescribeMapRun may be asked once a second an account.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
const SHARED_SECONDS = 1
/** What CloudFront would remember for 10 s, whatever Cache-Control says: a page that is told "not yet" asks again sooner. */
const ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]
/** Where a request goes that no route takes, such as before the routes are written: a name that nobody can ever have (RFC 2606). */
const NOWHERE = "mapfold.example"

export const site = hasSite ? makeSite() : null

function makeSite() {
  const router = makeRouter()
  makeFunction("Status", {
    module: "status",
    description: "The status site's API",
    memoryMegabytes: STATUS_MEGABYTES,
    timeoutSeconds: STATUS_SECONDS,
    permissions: statusPermissions,
    environment: { MAPFOLD_TARGET: target, MAPFOLD_SITE_ORIGIN: router.url },
    streaming: true,
    url: {
      cors: false,
      router: { instance: router, path: "/api", readTimeout: `${PATIENCE_SECONDS} seconds` },
    },
  })
  makePages(router)
  return router
}

function makeRouter() {
  const store = new aws.cloudfront.KeyValueStore("SiteRoutes", {
    name: nameOf("site"),
    comment: "Routes of the status site",
  })
  const headers = new aws.cloudfront.ResponseHeadersPolicy("SiteHeaders", {
    name: nameOf("site"),
    ...SECURITY_HEADERS,
  })
  return new sst.aws.Router("Site", {
    protection: "oac",
    edge: { viewerRequest: { injection: makeSignIn(store), kvStore: store.arn } },
    transform: {
      cachePolicy: (policy) => {
        policy.minTtl = SHARED_SECONDS
      },
      cdn: (cdn) => {
        cdn.comment = nameOf("site")
        cdn.origins = $output(cdn.origins).apply((origins) =>
          origins.map((origin) => ({ ...origin, domainName: NOWHERE })),
        )
        cdn.defaultCacheBehavior = $output(cdn.defaultCacheBehavior).apply((behavior) => ({
          ...behavior,
          responseHeadersPolicyId: headers.id,
        }))
        cdn.customErrorResponses = ERRORS.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 }))
      },
    },
  })
}

/** The secrets have no placeholder: without them nothing is deployed. */
function makeSignIn(store: aws.cloudfront.KeyValueStore) {
  const [user, password] = [new sst.Secret("SiteUser"), new sst.Secret("SitePassword")]
  // The store's ARN ends in an id that AWS drew for it: a salt that no other site has, and the same at each deploy.
  return $resolve([store.arn, user.value, password.value]).apply(([salt, user, password]) =>
    renderSignIn(hashSignIn(salt, { user, password })),
  )
}

function makePages(router: sst.aws.Router) {
  new sst.aws.StaticSite("Pages", {
    path: "packages/web",
    build: { command: "npm run build", output: "dist" },
    // a development build of React is five times as large
    environment: { NODE_ENV: "production" },
    // SST would write it among the sources
    vite: { types: "../../.sst/site-env.d.ts" },
    router: { instance: router },
    // in sst dev too: else it would remove the distribution, which takes minutes to make again
    dev: false,
    assets: {
      // not public: no cache but CloudFront's and the browser's own may keep what is behind a sign-in
      fileOptions: [
        { files: "**", cacheControl: "no-cache" },
        // named after what they hold
        { files: "assets/**", cacheControl: "max-age=31536000, immutable" },
      ],
    },
    transform: {
      assets: (bucket) => {
        // SST would let every distribution of every account read it
        bucket.access = undefined
        bucket.cors = false
        bucket.policy = [
          {
            principals: [{ type: "service", identifiers: ["cloudfront.amazonaws.com"] }],
            actions: ["s3:GetObject"],
            paths: ["*"],
            conditions: [
              {
                test: "StringEquals",
                variable: "AWS:SourceArn",
                values: [router.nodes.cdn.nodes.distribution.arn],
              },
            ],
          },
        ]
      },
    },
  })
}
