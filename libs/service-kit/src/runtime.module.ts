import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AccessGuard, Authenticator, RunTokens } from '#libs/access';
import { Ending } from './ending.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import {
  CHANGE_FEED,
  CLOCK,
  HTTP_CONFIG,
  LOGGER,
  PLATFORM_TRANSPORT,
  RUN_CONFIG,
  type ServiceRuntime,
} from './runtime.js';

/** What every service has: the guard, health, and the pieces of the runtime. */
@Global()
@Module({})
export class RuntimeModule {
  static forRoot(runtime: ServiceRuntime): DynamicModule {
    const values = [
      { provide: LOGGER, useValue: runtime.logger },
      { provide: CLOCK, useValue: runtime.clock },
      { provide: CHANGE_FEED, useValue: runtime.changeFeed },
      { provide: PLATFORM_TRANSPORT, useValue: runtime.transport },
      { provide: HTTP_CONFIG, useValue: runtime.http },
      { provide: RUN_CONFIG, useValue: runtime.runs },
      { provide: Authenticator, useValue: runtime.authenticator },
      { provide: RunTokens, useValue: runtime.runTokens },
    ];
    return {
      module: RuntimeModule,
      controllers: [HealthController],
      providers: [
        ...values,
        Ending,
        Readiness,
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector) => new AccessGuard(reflector, runtime.authenticator),
          inject: [Reflector],
        },
      ],
      exports: [...values.map(({ provide }) => provide), Ending, Readiness],
    };
  }
}
