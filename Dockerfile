# syntax=docker/dockerfile:1
# One image for all services: the targets aisvc, itemsvc and scriptworker differ in what they run, and share every layer.

FROM node:26-trixie-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN --mount=type=cache,target=/root/.npm npm ci
COPY .swcrc nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
COPY tools/bundle-sandbox.ts tools/
RUN npm run build

FROM base AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev

FROM node:26-trixie-slim AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
# Owned by root: the services can change nothing of themselves.
COPY LICENSE package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

FROM runtime AS aisvc
CMD ["node", "dist/apps/aisvc/src/main.js"]

FROM runtime AS itemsvc
CMD ["node", "dist/apps/itemsvc/src/main.js"]

FROM runtime AS scriptworker
CMD ["node", "dist/apps/scriptworker/src/main.js"]
