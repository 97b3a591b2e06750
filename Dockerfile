# The gateway, without what only its build needs. From the root of the repository:
#
#   docker build -t ringgate .
#   docker run --rm ringgate --help

FROM node:24-bookworm-slim AS build
WORKDIR /ringgate
# First what changes seldom, so that the packages are installed again only when they change.
COPY package.json package-lock.json ./
COPY playground/package.json playground/
COPY examples/storefront/package.json examples/storefront/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json schema.graphql ./
COPY scripts scripts
COPY src src
COPY playground playground
RUN npm run build && rm -f dist/.tsbuildinfo

FROM node:24-bookworm-slim AS packages
WORKDIR /ringgate
COPY package.json package-lock.json ./
COPY playground/package.json playground/
COPY examples/storefront/package.json examples/storefront/
RUN npm ci --omit=dev --ignore-scripts --workspaces=false --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /ringgate
COPY --from=packages /ringgate/node_modules node_modules
COPY --from=build /ringgate/dist dist
COPY package.json schema.graphql LICENSE ./

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    RINGGATE_ADMIN_PORT=9464
EXPOSE 4000 9464

# By number: Kubernetes cannot tell from a name that it is not root. Nothing in the image belongs to this user, and the
# gateway writes no file: the root may be mounted read-only.
USER 1000:1000

# The gateway finishes what is under way, for RINGGATE_DRAIN_TIMEOUT at most; wait longer than that before it is killed.
STOPSIGNAL SIGTERM

# Without a shell. /healthz asks no node: a gateway whose nodes are down is not helped by a restart. It is beside GraphQL,
# too, where there is no known port for operators.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${Number(process.env.RINGGATE_ADMIN_PORT) || process.env.PORT}/healthz`, { signal: AbortSignal.timeout(2000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "dist/main.js"]
