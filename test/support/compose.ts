/**
 * docker-compose.yml as tests read it: variables filled in as Docker Compose does, and for the services that are built
 * here what their Dockerfile target adds. So a test can run a service as it would run there, in a process of its own.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { readStages } from './dockerfile.ts';

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ''));

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  command: z.array(scalarSchema).optional(),
  environment: z.record(z.string(), scalarSchema).default({}),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  container_name: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  restart: z.string().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  stop_grace_period: z.string().optional(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() }).nullable()),
});

/** A service as its container would be, its image's part included where the image is built here. */
export interface ComposeService extends Omit<z.output<typeof serviceSchema>, 'healthcheck' | 'command'> {
  command: string[];
  healthcheck: string[];
}

export interface Compose {
  services: Record<string, ComposeService>;
  networks: z.output<typeof composeSchema>['networks'];
}

const VARIABLE = /\$\{([A-Z_]+)(:[-?][^}]*)?\}/g;

function interpolated(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(VARIABLE, (_all, name: string, otherwise = ':-') => {
      const given = variables[name] ?? '';
      if (given !== '') return given;
      const rest = String(otherwise);
      if (rest.startsWith(':?')) throw new Error(`${name}: ${rest.slice(2)}`);
      return rest.slice(2);
    });
  }
  if (Array.isArray(value)) return value.map((element) => interpolated(element, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, interpolated(inner, variables)]));
}

/**
 * Reads docker-compose.yml.
 *
 * @param variables the environment that `docker compose` would be started with
 * @throws Error when a required variable is not among them
 */
export function readCompose(variables: Record<string, string>): Compose {
  const yaml: unknown = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
  const { services, networks } = composeSchema.parse(interpolated(yaml, variables));
  const stages = readStages();
  const complete = Object.entries(services).map(([name, service]): [string, ComposeService] => {
    const stage = service.build && stages.get(service.build.target);
    return [
      name,
      {
        ...service,
        environment: { ...stage?.environment, ...service.environment },
        command: service.command ?? stage?.command ?? [],
        user: service.user ?? stage?.user,
        healthcheck: service.healthcheck?.test.slice(1) ?? stage?.healthcheck ?? [],
      },
    ];
  });
  return { services: Object.fromEntries(complete), networks };
}
